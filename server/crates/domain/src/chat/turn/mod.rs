//! One turn, top to bottom: load, (small talk, forbidden topics, a written answer,) retrieve, judge, prompt, generate,
//! cite (and ground), settle. A step is a file with one type in and one type out. The steps before `generate` are taken while the message is being stored,
//! where they can.

mod admit;
mod ahead;
mod at_limit;
mod bill;
mod cite;
mod curated;
mod decline;
mod embed;
mod filter;
mod generate;
mod ground;
mod judge;
mod load;
mod pins;
mod prepare;
mod preview;
mod prompt;
mod retrieve;
mod settle;
mod small_talk;
mod topics;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use tokio::time::Instant;

use self::bill::Bill;
use self::curated::Curated;
use self::prepare::{Prepared, Question, prepare};
use super::post::Begun;
use super::writer::Writer;
use super::{ConversationError, Scope};
use crate::platform::Platform;
use crate::search::Asked;

pub use ahead::Ahead;
pub use judge::judge;
pub use preview::preview;
pub use retrieve::{Evidence, MAX_PASSAGES};

/// The longest that a turn may take.
const LIMIT: Duration = Duration::from_secs(150);

/// How a turn ended, before that is stored.
#[derive(Debug)]
enum Outcome {
    /// With a final message.
    Answered(Box<settle::Answer>),
    /// Broken off: a stable code and a sentence for the visitor.
    Failed { code: &'static str, detail: &'static str },
}

/// A turn's view of its surroundings.
#[derive(Debug, Clone, Copy)]
struct Turn<'a> {
    platform: &'a Arc<Platform>,
    begun: &'a Begun,
}

/// Runs a turn to its stored end, whatever happens on the way. False when the lease was lost, so that
/// somebody else has ended it.
pub async fn run(platform: &Arc<Platform>, writer: &mut Writer, mut begun: Begun) -> bool {
    let ahead = begun.ahead.take();
    let turn = Turn { platform, begun: &begun };
    let (mut text_so_far, mut bill) = (String::new(), None);
    let steps = AssertUnwindSafe(answer(turn, ahead, writer, &mut text_so_far, &mut bill)).catch_unwind();
    let outcome = match tokio::time::timeout(LIMIT, steps).await {
        Ok(Ok(Ok(outcome))) => outcome,
        Ok(Ok(Err(error))) => {
            tracing::error!(%error, answer = %begun.answer, "turn failed");
            Outcome::Failed {
                code: "internal",
                detail: "Something went wrong on our side. Please try again.",
            }
        }
        Ok(Err(_)) => {
            tracing::error!(answer = %begun.answer, "turn panicked");
            Outcome::Failed {
                code: "internal",
                detail: "Something went wrong on our side. Please try again.",
            }
        }
        Err(_) => Outcome::Failed { code: "timeout", detail: "The answer took too long. Please try again." },
    };
    settle::store(turn, writer, outcome, &text_so_far, bill.as_ref()).await
}

async fn answer(
    turn: Turn<'_>,
    ahead: Option<Ahead>,
    writer: &mut Writer,
    text_so_far: &mut String,
    bill: &mut Option<Bill>,
) -> Result<Outcome, ConversationError> {
    let mut question = match prepared(turn, ahead, writer).await? {
        Prepared::Question(question) => question,
        Prepared::SmallTalk { loaded, reply } => {
            let written = generate::say(turn, writer, &loaded, text_so_far, reply).await?;
            let evidence = Evidence { question: loaded.question.clone(), ..Evidence::default() };
            let answer = settle::answer(turn, &loaded.bot, evidence, written, cite::SURE, String::new());
            return Ok(Outcome::Answered(Box::new(answer)));
        }
        Prepared::Forbidden { loaded } => {
            let reply = decline::forbidden(&loaded.question, &loaded.bot.behaviour);
            let mut written = generate::say(turn, writer, &loaded, text_so_far, reply).await?;
            "forbidden topic".clone_into(&mut written.model);
            let evidence = Evidence { question: loaded.question.clone(), ..Evidence::default() };
            let answer = settle::answer(turn, &loaded.bot, evidence, written, cite::REFUSED, String::new());
            return Ok(Outcome::Answered(Box::new(answer)));
        }
        Prepared::NotSure { loaded, evidence, confidence } => {
            let reply = decline::unknown(&loaded.question, &loaded.bot.behaviour);
            let mut written = generate::say(turn, writer, &loaded, text_so_far, &reply).await?;
            if !loaded.is_built_in() {
                "below the threshold".clone_into(&mut written.model);
            }
            written.declined = true;
            log(turn, writer, &loaded, &evidence, false);
            let cited = cite::resolve(&written, &evidence, confidence, loaded.bot.retrieval);
            let answer = settle::answer(turn, &loaded.bot, *evidence, written, cited, String::new());
            return Ok(Outcome::Answered(Box::new(answer)));
        }
        Prepared::Curated { loaded, curated } => {
            let mut written = generate::say(turn, writer, &loaded, text_so_far, &curated.text).await?;
            "written answer".clone_into(&mut written.model);
            curated::note_use(turn, writer, curated.question).await;
            log(turn, writer, &loaded, &curated.evidence, true);
            let Curated { evidence, cited, .. } = *curated;
            let answer = settle::answer(turn, &loaded.bot, evidence, written, cited, String::new());
            return Ok(Outcome::Answered(Box::new(answer)));
        }
    };
    let (written, failure) = match generate::generate(turn, writer, &mut question, text_so_far).await? {
        generate::Generated::Written(written) => (written, None),
        generate::Generated::Failed(error, written) => (written, Some(error)),
    };
    let bill = bill.insert(Bill::of(turn.platform, &question, &written, failure.is_none()));
    if let Some(error) = failure {
        return Ok(generate::explain(&error));
    }
    let Question { loaded, evidence, confidence, prompt, .. } = *question;
    let mut cited = cite::resolve(&written, &evidence, confidence, loaded.bot.retrieval);
    if loaded.is_built_in() {
        cite::add_as_likely(&mut cited, &evidence);
    }
    let prompt = if bill.limit().is_none() {
        log(turn, writer, &loaded, &evidence, cited.answered);
        prompt
    } else {
        String::new()
    };
    let mut answer = settle::answer(turn, &loaded.bot, evidence, written, cited, prompt);
    bill.enter(&mut answer);
    Ok(Outcome::Answered(Box::new(answer)))
}

/// What was prepared ahead, or else is now.
async fn prepared(
    turn: Turn<'_>,
    ahead: Option<Ahead>,
    writer: &Writer,
) -> Result<Prepared, ConversationError> {
    if let Some(ahead) = ahead
        && let Some(prepared) = ahead.finish().await
    {
        return Ok(prepared);
    }
    let scope = Scope { tenant: writer.lease().tenant, conversation: writer.lease().conversation };
    prepare(turn.platform, scope, &turn.begun.text, &[turn.begun.question, turn.begun.answer]).await
}

/// Notes what was asked, for "what do people search for?".
fn log(turn: Turn<'_>, writer: &Writer, loaded: &load::Loaded, evidence: &Evidence, answered: bool) {
    if loaded.bot.retrieval {
        let best = evidence.hits.first().map_or(0.0, |hit| hit.score);
        let asked = Asked::in_chat(&loaded.question, answered, best);
        turn.platform.query_log.note(turn.platform, writer.lease().tenant, loaded.bot.id, asked);
    }
}

/// Milliseconds since `from`.
fn ms_since(from: Instant) -> f32 {
    from.elapsed().as_secs_f32() * 1_000.0
}
