//! What a turn paid, and to whom: by the providers' own counts, or by our estimate where they do not tell.

use chatsphere_ai::estimate_tokens;
use chatsphere_contract::conversations::Usage;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::spending::{AtLimit, ReachedLimit, TurnCost};
use chatsphere_db::TenantTx;
use chatsphere_db::messages::Completion;
use chatsphere_db::spending::{ModelUse, Reservation};
use time::OffsetDateTime;

use super::admit::prices;
use super::generate::Written;
use super::load::BUILT_IN;
use super::prepare::Question;
use crate::chat::{ConversationError, Scope};
use crate::platform::Platform;
use crate::spending::{cost_micros, settle};

/// See the module. A turn without one settles nothing: no model could be asked, or it died, and then what it reserved
/// stays counted.
#[derive(Debug)]
pub(super) struct Bill {
    bot: BotId,
    reservation: Option<Reservation>,
    used: Vec<ModelUse>,
    is_estimated: bool,
    limit: Option<ReachedLimit>,
}

impl Bill {
    /// The bill for what was written, whole or, with `is_whole` false, up to where the last model broke off.
    pub(super) fn of(platform: &Platform, question: &Question, written: &Written, is_whole: bool) -> Self {
        let (account, bot) = (&question.account, &question.loaded.bot);
        let line = |model: &str, usage: Usage, cached_input_tokens: u32| {
            let prices = prices(platform, &bot.models, model);
            ModelUse {
                model: model.to_owned(),
                answers: 0,
                input_tokens: usage.input_tokens,
                cached_input_tokens,
                output_tokens: usage.output_tokens,
                micros: cost_micros(prices, usage.input_tokens, cached_input_tokens, usage.output_tokens),
            }
        };
        let read = account.input_tokens;
        let torn = written.torn.iter().map(|torn| {
            let usage = Usage { input_tokens: read, output_tokens: torn.output_tokens };
            ModelUse { answers: torn.wrote.into(), ..line(&torn.model, usage, 0) }
        });
        let mut used: Vec<ModelUse> = torn.collect();
        let mut is_estimated = !used.is_empty();
        if is_whole && written.model != BUILT_IN && account.limit().is_none() && read > 0 {
            let tells = written.usage != Usage::default();
            is_estimated |= !tells;
            let estimated = Usage {
                input_tokens: read,
                output_tokens: estimate_tokens(written.text.get(written.torn_at..).unwrap_or_default()),
            };
            let usage = if tells { written.usage } else { estimated };
            used.push(ModelUse { answers: 1, ..line(&written.model, usage, written.cached_input_tokens) });
        }
        count_once(&mut used);
        let (reservation, limit) = (account.reservation().cloned(), account.limit());
        Self { bot: bot.id, reservation, used, is_estimated, limit }
    }

    /// The budget for whose sake no model was asked.
    pub(super) fn limit(&self) -> Option<ReachedLimit> {
        self.limit
    }

    /// Whether the conversation now waits for a person.
    pub(super) fn hands_over(&self) -> bool {
        self.limit.is_some_and(|limit| limit.at_limit == AtLimit::Handoff)
    }

    /// Writes it into the answer.
    pub(super) fn enter(&self, answer: &mut Completion) {
        answer.trace.limit = self.limit;
        answer.trace.cost = self.cost();
        answer.micros = self.micros();
        answer.usage = self.usage();
    }

    /// What models were paid; nothing when none was.
    pub(super) fn micros(&self) -> Option<i64> {
        (!self.used.is_empty()).then(|| self.cost().micros)
    }

    /// The tokens of all models.
    pub(super) fn usage(&self) -> Usage {
        let cost = self.cost();
        Usage { input_tokens: cost.input_tokens, output_tokens: cost.output_tokens }
    }

    /// Settles it, in the transaction that stores how the turn ended.
    pub(super) async fn settle(
        &self,
        tx: &TenantTx,
        scope: Scope,
        now: OffsetDateTime,
    ) -> Result<(), ConversationError> {
        if self.reservation.is_some() || !self.used.is_empty() {
            settle(tx, self.bot, scope.conversation, self.reservation.as_ref(), &self.used, now).await?;
        }
        Ok(())
    }

    fn cost(&self) -> TurnCost {
        let none = TurnCost { is_estimated: self.is_estimated, ..TurnCost::default() };
        self.used.iter().fold(none, |sum, used| TurnCost {
            input_tokens: sum.input_tokens.saturating_add(used.input_tokens),
            cached_input_tokens: sum.cached_input_tokens.saturating_add(used.cached_input_tokens),
            output_tokens: sum.output_tokens.saturating_add(used.output_tokens),
            micros: sum.micros.saturating_add(used.micros),
            ..sum
        })
    }
}

/// However many models wrote it, it is one answer: the last one's.
fn count_once(used: &mut [ModelUse]) {
    let mut is_counted = false;
    for used in used.iter_mut().rev() {
        used.answers = if is_counted { 0 } else { used.answers };
        is_counted |= used.answers > 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_of_several_models_is_one_answer() {
        let line = |answers| ModelUse {
            model: String::new(),
            answers,
            input_tokens: 0,
            cached_input_tokens: 0,
            output_tokens: 0,
            micros: 0,
        };
        for (given, expected) in
            [(vec![1, 0, 1], vec![0, 0, 1]), (vec![1, 1, 0], vec![0, 1, 0]), (vec![0, 0], vec![0, 0])]
        {
            let mut used: Vec<ModelUse> = given.into_iter().map(line).collect();
            count_once(&mut used);
            assert_eq!(used.iter().map(|used| used.answers).collect::<Vec<_>>(), expected);
        }
    }
}
