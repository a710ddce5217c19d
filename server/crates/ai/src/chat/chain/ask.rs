//! One answer of a chain: who is asked next, and what of it is shown.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use tokio::time::{Instant, sleep, timeout};

use super::breaker::{Pass, chance};
use super::splice::{DoesNotFit, Splice};
use super::{Chain, FailedAttempt, Link, Patience};
use crate::answerer::sentences;
use crate::chat::{ChatDelta, ChatError, ChatModel, ChatRequest, ChatRole, ChatStream, ChatTurn};

/// How often the last model is asked again: before it, the next one is the better try.
const REPEATS: u32 = 2;

/// The longest pause that an endpoint may ask for and be waited for.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// What a model is told that goes on with another one's answer.
const GO_ON: &str = "Your answer was cut off by a network failure. The visitor has read it up to the point where it \
    stops. Continue it with the very next word. Do not repeat anything, do not begin anew and do not mention the \
    interruption.";

/// See the module.
pub(super) struct Relay {
    patience: Patience,
    links: Arc<[Link]>,
    last_resort: Arc<dyn ChatModel>,
    request: ChatRequest,
    /// Who is asked next.
    next: usize,
    repeats: u32,
    asking: Option<Asking>,
    /// What was handed out: it cannot be taken back.
    shown: String,
    last_error: Option<ChatError>,
    out: VecDeque<Result<ChatDelta, ChatError>>,
    is_over: bool,
}

/// A model that is being asked.
struct Asking {
    model: Arc<dyn ChatModel>,
    /// Absent for the last resort.
    pass: Option<Pass>,
    answer: ChatStream,
    since: Instant,
    /// Text of it was handed out.
    wrote: bool,
    way: Way,
}

/// How its text goes on from what was shown.
enum Way {
    /// Nothing was.
    FromTheBegin,
    /// It is told what was.
    GoOn(Box<Splice>),
    /// It knows nothing of it: what it says is read whole, and what was said already is left out.
    Apart(String),
}

impl Relay {
    pub(super) fn new(chain: &Chain, request: ChatRequest) -> Self {
        Self {
            patience: chain.patience,
            links: Arc::clone(&chain.links),
            last_resort: Arc::clone(&chain.last_resort),
            request,
            next: 0,
            repeats: 0,
            asking: None,
            shown: String::new(),
            last_error: None,
            out: VecDeque::new(),
            is_over: false,
        }
    }

    /// The next piece; `None` after the last.
    pub(super) async fn next(&mut self) -> Option<Result<ChatDelta, ChatError>> {
        loop {
            if let Some(piece) = self.out.pop_front() {
                return Some(piece);
            }
            if self.is_over {
                return None;
            }
            match &mut self.asking {
                None => self.ask_next(),
                Some(asking) => {
                    let heard = asking.hear(self.patience.trial).await;
                    self.take(heard).await;
                }
            }
        }
    }

    /// Turns to the next model whose endpoint may be asked, at last to the last resort.
    fn ask_next(&mut self) {
        while let Some(link) = self.links.get(self.next) {
            let Some(pass) = link.breaker.admit() else {
                let error = link.breaker.health().last_error.map(|(error, _)| error);
                self.note(FailedAttempt {
                    model: link.model.name().to_owned(),
                    error: None,
                    after: Duration::ZERO,
                    wrote: false,
                });
                self.last_error = self.last_error.take().or(error);
                self.next += 1;
                continue;
            };
            let (request, way) = if self.shown.is_empty() {
                (self.request.clone(), Way::FromTheBegin)
            } else {
                (self.going_on(), Way::GoOn(Box::new(Splice::new(&self.shown, &self.request))))
            };
            self.asking = Some(Asking::begin(Arc::clone(&link.model), Some(pass), request, way));
            return;
        }
        let way = if self.shown.is_empty() { Way::FromTheBegin } else { Way::Apart(String::new()) };
        let model = Arc::clone(&self.last_resort);
        self.asking = Some(Asking::begin(model, None, self.request.clone(), way));
    }

    /// The question again, with the begin of its answer.
    fn going_on(&self) -> ChatRequest {
        let mut request = self.request.clone();
        let question = std::mem::replace(&mut request.question, GO_ON.to_owned());
        request.history.push(ChatTurn { role: ChatRole::Visitor, text: question });
        request.history.push(ChatTurn { role: ChatRole::Assistant, text: self.shown.clone() });
        request
    }

    async fn take(&mut self, heard: Option<Result<ChatDelta, ChatError>>) {
        match heard {
            Some(Ok(ChatDelta::Text(text))) => self.take_text(&text).await,
            Some(Ok(ChatDelta::Declined))
                if self.asking.as_ref().is_some_and(|asking| asking.pass.is_none()) =>
            {
                self.give_up();
            }
            Some(Ok(delta)) => self.out.push_back(Ok(delta)),
            Some(Err(error)) => self.failed(error).await,
            None => self.finish().await,
        }
    }

    async fn take_text(&mut self, text: &str) {
        let Some(asking) = &mut self.asking else { return };
        let fitting = match &mut asking.way {
            Way::FromTheBegin => Ok(text.to_owned()),
            Way::GoOn(splice) => splice.push(text),
            Way::Apart(whole) => {
                whole.push_str(text);
                Ok(String::new())
            }
        };
        self.show(fitting).await;
    }

    /// The model has said all: so has the chain.
    async fn finish(&mut self) {
        let Some(asking) = &mut self.asking else { return };
        let rest = match &mut asking.way {
            Way::FromTheBegin => Ok(String::new()),
            Way::GoOn(splice) => splice.finish(),
            Way::Apart(whole) => Ok(apart(&self.shown, whole)),
        };
        self.show(rest).await;
        if let Some(asking) = self.asking.take() {
            if let Some(pass) = asking.pass {
                pass.succeeded();
            }
            self.is_over = true;
        }
    }

    async fn show(&mut self, text: Result<String, DoesNotFit>) {
        let Some(asking) = &mut self.asking else { return };
        match text {
            Ok(text) if text.is_empty() => {}
            Ok(text) => {
                if !asking.wrote {
                    asking.wrote = true;
                    self.out.push_back(Ok(ChatDelta::Writing { model: asking.model.name().to_owned() }));
                }
                self.shown.push_str(&text);
                self.out.push_back(Ok(ChatDelta::Text(text)));
            }
            Err(DoesNotFit) => {
                let words = "it did not go on with the answer that another model had begun".to_owned();
                // It did answer: nothing is wrong with its endpoint.
                if let Some(pass) = asking.pass.take() {
                    pass.succeeded();
                }
                self.failed(ChatError::Protocol(words)).await;
            }
        }
    }

    /// Turns away from a model that failed; from the last one only after it was asked again.
    async fn failed(&mut self, error: ChatError) {
        let Some(asking) = self.asking.take() else { return };
        let is_last_resort = self.next >= self.links.len();
        if let Some(pass) = asking.pass {
            pass.failed(&error);
        }
        self.note(FailedAttempt {
            model: asking.model.name().to_owned(),
            error: Some(error.clone()),
            after: asking.since.elapsed(),
            wrote: asking.wrote,
        });
        let wait = error.retry_after().unwrap_or_default();
        let again = error.is_retryable() && wait <= LONGEST_WAIT && self.repeats < REPEATS;
        self.last_error = Some(error);
        if is_last_resort {
            return self.give_up();
        }
        if self.next + 1 == self.links.len() && again {
            self.repeats += 1;
            sleep(wait.max(self.patience.pause.mul_f64(1.0 + chance()))).await;
        } else {
            self.next += 1;
        }
    }

    /// Nobody is left to ask.
    fn give_up(&mut self) {
        self.asking = None;
        self.is_over = true;
        let error = self.last_error.take();
        let error = error.unwrap_or_else(|| ChatError::Unreachable("no model could be asked".to_owned()));
        let torn = !self.shown.is_empty();
        self.out.push_back(Err(if torn { ChatError::Interrupted(error.to_string()) } else { error }));
    }

    fn note(&mut self, attempt: FailedAttempt) {
        tracing::warn!(model = attempt.model, error = ?attempt.error, "a model of a chain did not answer");
        self.out.push_back(Ok(ChatDelta::Failed(attempt)));
    }
}

impl Asking {
    fn begin(model: Arc<dyn ChatModel>, pass: Option<Pass>, request: ChatRequest, way: Way) -> Self {
        let answer = model.stream(request);
        Self { model, pass, answer, since: Instant::now(), wrote: false, way }
    }

    async fn hear(&mut self, trial: Duration) -> Option<Result<ChatDelta, ChatError>> {
        let on_trial = !self.wrote && self.pass.as_ref().is_some_and(Pass::is_probe);
        if !on_trial {
            return self.answer.next().await;
        }
        let left = trial.saturating_sub(self.since.elapsed());
        match timeout(left, self.answer.next()).await {
            Ok(heard) => heard,
            Err(_) => Some(Err(ChatError::Timeout("on trial"))),
        }
    }
}

/// Words of a sentence that must have been said for it to be said already.
const SAID: f32 = 0.7;

/// What is new in `text`, below the torn end of `shown`.
fn apart(shown: &str, text: &str) -> String {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 2);
        words.map(str::to_lowercase).collect()
    };
    let said: HashSet<String> = words(shown).into_iter().collect();
    let is_new = |sentence: &String| {
        let words = words(sentence);
        let known = words.iter().filter(|word| said.contains(*word)).count();
        #[expect(clippy::cast_precision_loss, reason = "a sentence has few words")]
        let share = known as f32 / words.len().max(1) as f32;
        share < SAID
    };
    let new: Vec<String> = sentences(text).into_iter().filter(is_new).collect();
    let torn = !shown.trim_end().ends_with(['.', '!', '?', ']', ':', '。']);
    let dots = if torn { " …" } else { "" };
    if new.is_empty() { dots.to_owned() } else { format!("{dots}\n\n{}", new.join(" ")) }
}

#[cfg(test)]
mod tests {
    use super::super::{Breaker, Condition};
    use super::*;
    use crate::BuiltInAnswerer;
    use crate::chat::Passage;
    use futures::stream;
    use std::sync::Mutex;

    /// Says what it is told, one list a question, and keeps what it was asked.
    #[derive(Debug, Default)]
    struct Told {
        name: &'static str,
        answers: Mutex<VecDeque<Vec<Result<&'static str, ChatError>>>>,
        asked: Mutex<Vec<ChatRequest>>,
    }

    impl ChatModel for Told {
        fn name(&self) -> &str {
            self.name
        }

        fn stream(&self, request: ChatRequest) -> ChatStream {
            self.asked.lock().unwrap().push(request);
            let answer = self.answers.lock().unwrap().pop_front().unwrap_or_else(|| vec![Err(down())]);
            let pieces = answer.into_iter().map(|piece| piece.map(|text| ChatDelta::Text(text.to_owned())));
            stream::iter(pieces).boxed()
        }
    }

    fn down() -> ChatError {
        ChatError::Unreachable("nobody listens".to_owned())
    }

    fn torn() -> ChatError {
        ChatError::Interrupted("reset".to_owned())
    }

    fn told(name: &'static str, answers: Vec<Vec<Result<&'static str, ChatError>>>) -> Arc<Told> {
        Arc::new(Told { name, answers: Mutex::new(answers.into()), asked: Mutex::default() })
    }

    fn link(model: &Arc<Told>) -> Link {
        Link { model: Arc::clone(model) as Arc<dyn ChatModel>, breaker: Arc::default() }
    }

    fn chain(models: &[&Arc<Told>]) -> Chain {
        let links = models.iter().map(|model| link(model)).collect();
        let mut chain = Chain::new(links, Arc::new(BuiltInAnswerer::new(None)));
        chain.patience.pause = Duration::from_millis(1);
        chain
    }

    fn request() -> ChatRequest {
        let text =
            "A refund takes 14 days. It is paid to the card that was used. Write to billing@lamp.example.";
        let passages = vec![Passage { n: 1, text: text.to_owned(), score: 0.9, ..Passage::default() }];
        ChatRequest {
            question: "How long does a refund take?".to_owned(),
            passages,
            ..ChatRequest::default()
        }
    }

    /// The text, who wrote it, who failed, and how it ended.
    async fn read(
        chain: &Chain,
        request: ChatRequest,
    ) -> (String, Vec<String>, Vec<String>, Option<ChatError>) {
        let (mut text, mut wrote, mut failed) = (String::new(), Vec::new(), Vec::new());
        let mut answer = chain.stream(request);
        while let Some(delta) = answer.next().await {
            match delta {
                Ok(ChatDelta::Text(piece)) => text.push_str(&piece),
                Ok(ChatDelta::Writing { model }) => wrote.push(model),
                Ok(ChatDelta::Failed(attempt)) => failed.push(attempt.model),
                Ok(_) => {}
                Err(error) => return (text, wrote, failed, Some(error)),
            }
        }
        (text, wrote, failed, None)
    }

    #[tokio::test]
    async fn the_next_one_answers_at_once_when_the_first_is_down() {
        let (first, second) = (told("first", vec![]), told("second", vec![vec![Ok("14 days"), Ok(" [1].")]]));
        let mut chain = chain(&[&first, &second]);
        chain.patience.pause = Duration::from_secs(3_600);
        let (text, wrote, failed, error) = read(&chain, request()).await;
        assert_eq!((text.as_str(), error), ("14 days [1].", None));
        assert_eq!((wrote, failed), (vec!["second".to_owned()], vec!["first".to_owned()]));
    }

    #[tokio::test]
    async fn a_torn_answer_is_gone_on_with_and_nothing_is_said_twice() {
        let first = told("first", vec![vec![Ok("A refund takes"), Ok(" 14 da"), Err(torn())]]);
        let second = told("second", vec![vec![Ok("14 days"), Ok(" [1].")]]);
        let (text, wrote, failed, error) = read(&chain(&[&first, &second]), request()).await;
        assert_eq!((text.as_str(), error), ("A refund takes 14 days [1].", None));
        assert_eq!((wrote.len(), failed), (2, vec!["first".to_owned()]));
        let asked = second.asked.lock().unwrap();
        assert_eq!(asked[0].history.last().unwrap().text, "A refund takes 14 da");
        assert_eq!(asked[0].question, GO_ON);
    }

    #[tokio::test]
    async fn the_only_one_is_asked_again_and_then_the_passages_answer() {
        let only = told("only", vec![vec![Err(down())], vec![Ok("14 days [1].")]]);
        assert_eq!(read(&chain(&[&only]), request()).await.0, "14 days [1].");
        let only = told("only", vec![]);
        let (text, wrote, failed, error) = read(&chain(&[&only]), request()).await;
        assert!(text.contains("14 days") && text.contains("[1]"), "{text}");
        assert_eq!((wrote, failed.len(), error), (vec!["built-in".to_owned()], 3, None));
        let (text, _, _, error) = read(&chain(&[&only]), ChatRequest::default()).await;
        assert_eq!((text.as_str(), error), ("", Some(down())), "without passages nobody can answer");
    }

    #[tokio::test]
    async fn what_the_passages_add_stands_apart_from_the_torn_end_and_repeats_nothing() {
        let torn_answer = vec![Ok("A refund takes 14 days [1]. It is paid to"), Err(torn())];
        let only = told("only", vec![torn_answer.clone()]);
        let (text, ..) = read(&chain(&[&only]), request()).await;
        assert!(text.starts_with("A refund takes 14 days [1]. It is paid to …"), "{text}");
        assert_eq!(text.matches("14 days").count(), 1, "{text}");
    }

    #[tokio::test]
    async fn a_question_that_a_model_refuses_is_not_asked_of_it_again() {
        let refused = ChatError::Refused { status: 400, detail: "too long".to_owned(), retry_after: None };
        let first = told("first", vec![vec![Err(refused)]]);
        let (_, wrote, ..) = read(&chain(&[&first]), request()).await;
        assert_eq!(wrote, ["built-in"]);
        assert_eq!(first.asked.lock().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn an_endpoint_that_is_left_alone_costs_no_time() {
        let (first, second) = (told("first", vec![]), told("second", vec![]));
        second.answers.lock().unwrap().extend((0..5).map(|_| vec![Ok("14 days [1].")]));
        let breaker: Arc<Breaker> = Arc::default();
        let mut one = link(&first);
        one.breaker = Arc::clone(&breaker);
        let chain = Chain::new(vec![one, link(&second)], Arc::new(BuiltInAnswerer::new(None)));
        for _ in 0..5 {
            assert_eq!(read(&chain, request()).await.0, "14 days [1].");
        }
        assert_eq!(first.asked.lock().unwrap().len(), 3);
        assert!(matches!(breaker.health().condition, Condition::Paused(_)));
    }

    /// Writes nothing, ever.
    #[derive(Debug)]
    struct Silent;

    impl ChatModel for Silent {
        fn name(&self) -> &str {
            "silent"
        }

        fn stream(&self, _: ChatRequest) -> ChatStream {
            stream::pending().boxed()
        }
    }

    #[tokio::test]
    async fn a_trial_takes_a_visitor_no_longer_than_it_may() {
        let breaker = Breaker::on_trial();
        let second = told("second", vec![vec![Ok("14 days [1].")]]);
        let silent = Link { model: Arc::new(Silent), breaker: Arc::clone(&breaker) };
        let mut chain = Chain::new(vec![silent, link(&second)], Arc::new(BuiltInAnswerer::new(None)));
        chain.patience.trial = Duration::from_millis(20);
        assert_eq!(read(&chain, request()).await.0, "14 days [1].");
        assert!(breaker.admit().is_none());
    }
}
