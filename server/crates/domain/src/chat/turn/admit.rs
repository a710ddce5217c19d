//! Between the prompt and the model: leave to spend. The model's answer is a stream that does nothing before it is read;
//! where a budget limits the bot, its first step is to reserve what the answer can cost, and without leave another
//! answer comes in the model's place. So nothing is reserved for what is thought ahead and dropped, and nothing is asked
//! that was not reserved.

use std::sync::{Arc, OnceLock};

use chatsphere_ai::{ChatDelta, ChatError, ChatModel, ChatRequest, ChatStream, estimate_tokens};
use chatsphere_contract::behaviour::Language;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::spending::{AtLimit, ModelPrices, ReachedLimit};
use chatsphere_db::Db;
use chatsphere_db::models::ModelRecord;
use chatsphere_db::spending::Reservation;
use chatsphere_kernel::Clock;
use futures::{StreamExt, stream};

use super::load::{BUILT_IN, Loaded};
use super::small_talk;
use crate::chat::Scope;
use crate::platform::Platform;
use crate::spending::{self, Admission, cost_micros};

/// What the trace calls the writer of an answer that is none.
const NOBODY: &str = "budget reached";

/// What asking costs a turn, known once its answer is read.
#[derive(Debug, Default)]
pub(super) struct Account {
    /// Our estimate of the tokens that a model reads; 0 where the built-in answerer is asked.
    pub(super) input_tokens: u32,
    admission: OnceLock<Admission>,
}

impl Account {
    /// The budget for whose sake the model was not asked.
    pub(super) fn limit(&self) -> Option<ReachedLimit> {
        match self.admission.get()? {
            Admission::Refused(limit) => Some(*limit),
            Admission::Reserved(_) => None,
        }
    }

    /// What was taken for it.
    pub(super) fn reservation(&self) -> Option<&Reservation> {
        match self.admission.get()? {
            Admission::Reserved(reservation) => Some(reservation),
            Admission::Refused(_) => None,
        }
    }
}

/// Asks the model for an answer as soon as that is read, if the budgets allow it then.
pub(super) fn ask(
    platform: &Platform,
    scope: Scope,
    loaded: &Loaded,
    request: ChatRequest,
) -> (ChatStream, Arc<Account>) {
    if loaded.is_built_in() {
        return (loaded.model.stream(request), Arc::default());
    }
    let account = Arc::new(Account { input_tokens: tokens_read(&request), ..Account::default() });
    if !loaded.bot.has_budget {
        return (loaded.model.stream(request), account);
    }
    let gate = Gate {
        db: platform.db.clone(),
        clock: Arc::clone(&platform.clock),
        built_in: platform.models.built_in(),
        model: Arc::clone(&loaded.model),
        scope,
        bot: loaded.bot.id,
        language: loaded.bot.behaviour.language,
        estimate: estimate(dearest(platform, &loaded.bot.models), &account, &request),
        account: Arc::clone(&account),
    };
    (stream::once(gate.pass(request)).flatten().boxed(), account)
}

/// What one of the bot's models costs. Where several have this name the dearer one counts, and where none has it, the
/// dearest of all.
pub(super) fn prices(platform: &Platform, own: &[ModelRecord], name: &str) -> ModelPrices {
    let named: Vec<ModelRecord> = own.iter().filter(|model| model.model == name).cloned().collect();
    dearest(platform, if named.is_empty() { own } else { &named })
}

/// The highest of each price; of the install's model where there are none.
fn dearest(platform: &Platform, own: &[ModelRecord]) -> ModelPrices {
    let dearer = |a: ModelPrices, b: ModelPrices| ModelPrices {
        input_micros: a.input_micros.max(b.input_micros),
        cached_input_micros: cached(a).max(cached(b)),
        output_micros: a.output_micros.max(b.output_micros),
    };
    own.iter().map(|model| model.prices).reduce(dearer).unwrap_or(platform.config.chat.prices)
}

/// The price of tokens from a provider's cache; without one of their own, that of all others.
fn cached(prices: ModelPrices) -> i64 {
    if prices.cached_input_micros > 0 { prices.cached_input_micros } else { prices.input_micros }
}

/// Tokens that frame a message.
const FRAME: u32 = 4;

fn tokens_read(request: &ChatRequest) -> u32 {
    let texts = [&request.system, &request.question].into_iter();
    let texts = texts.chain(request.history.iter().map(|turn| &turn.text));
    texts.map(|text| estimate_tokens(text) + FRAME).fold(0, u32::saturating_add)
}

/// The most that the answer costs, as far as that can be said: half as much again as the estimated tokens, since an
/// estimate of a text may be too low by more than a quarter, and everything that the model may write.
fn estimate(prices: ModelPrices, account: &Account, request: &ChatRequest) -> i64 {
    let read = account.input_tokens.saturating_add(account.input_tokens / 2);
    cost_micros(ModelPrices { cached_input_micros: 0, ..prices }, read, 0, request.max_output_tokens)
}

/// Everything that reserving and asking need, without the platform.
struct Gate {
    db: Db,
    clock: Arc<dyn Clock>,
    built_in: Arc<dyn ChatModel>,
    model: Arc<dyn ChatModel>,
    scope: Scope,
    bot: BotId,
    language: Option<Language>,
    estimate: i64,
    account: Arc<Account>,
}

impl Gate {
    async fn pass(self, request: ChatRequest) -> ChatStream {
        let admission =
            spending::reserve(&self.db, self.scope, self.bot, self.estimate, self.clock.now()).await;
        let limit = match admission {
            Ok(Admission::Reserved(reservation)) => {
                let _ = self.account.admission.set(Admission::Reserved(reservation));
                return self.model.stream(request);
            }
            Ok(Admission::Refused(limit)) => limit,
            Err(error) => {
                // Whoever cannot tell whether there is money left does not spend any.
                let error = ChatError::Unreachable(format!("the budget could not be asked: {error}"));
                return stream::iter([Err(error)]).boxed();
            }
        };
        metrics::counter!("chatsphere_turns_at_limit_total", "instead" => limit.at_limit.as_str())
            .increment(1);
        let _ = self.account.admission.set(Admission::Refused(limit));
        let writing = |model: &str| ChatDelta::Writing { model: model.to_owned() };
        match limit.at_limit {
            AtLimit::Handoff | AtLimit::Closed => {
                stream::iter([Ok(writing(NOBODY)), Ok(ChatDelta::Declined)]).boxed()
            }
            AtLimit::BuiltIn => {
                let answer = match small_talk::reply(&request.question, self.language) {
                    Some(reply) => stream::iter([Ok(ChatDelta::Text(reply.to_owned()))]).boxed(),
                    None => self.built_in.stream(request),
                };
                stream::iter([Ok(writing(BUILT_IN))]).chain(answer).boxed()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reservation_covers_all_that_may_be_written_and_more_than_is_likely_to_be_read() {
        let prices =
            ModelPrices { input_micros: 1_000_000, cached_input_micros: 1, output_micros: 2_000_000 };
        let account = Account { input_tokens: 1_000, ..Account::default() };
        let request = ChatRequest { max_output_tokens: 900, ..ChatRequest::default() };
        assert_eq!(estimate(prices, &account, &request), 1_500 + 1_800);
    }
}
