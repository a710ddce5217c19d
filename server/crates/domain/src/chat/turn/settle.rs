//! Last step: the end of the turn is stored, message and event in one transaction, and only then shown.

use std::collections::BTreeSet;
use std::time::Duration;

use chatsphere_contract::conversations::TurnTrace;
use chatsphere_contract::events::{CompletedMessage, ConversationEvent};
use chatsphere_contract::ids::{ChunkId, DocumentId};
use chatsphere_contract::spending::TurnCost;
use chatsphere_db::messages::{self, Completion};
use chatsphere_db::turns::TurnBot;
use chatsphere_db::{conversations, passages};

use super::bill::Bill;
use super::cite::Cited;
use super::generate::Written;
use super::retrieve::Evidence;
use super::{Outcome, Turn, ms_since};
use crate::chat::writer::Writer;
use crate::chat::{ConversationError, Scope};

/// Tries to store the end before the lease is left to run out.
const TRIES: u32 = 6;

/// A whole answer, ready to be stored.
pub(super) type Answer = Completion;

pub(super) fn answer(
    turn: Turn<'_>,
    bot: &TurnBot,
    evidence: Evidence,
    written: Written,
    cited: Cited,
    prompt: String,
) -> Answer {
    let trace = TurnTrace {
        question: evidence.question,
        passages: evidence.hits,
        model: written.model,
        attempts: written.attempts,
        semantic: evidence.semantic,
        embed_ms: evidence.embed_ms,
        search_ms: evidence.search_ms,
        first_token_ms: written.first_token_ms,
        total_ms: ms_since(turn.begun.arrived),
        prompt,
        cost: TurnCost::default(),
        limit: None,
        behaviour_version: bot.behaviour_version,
        is_draft: bot.is_draft,
    };
    Completion {
        text: written.text,
        confidence: cited.confidence,
        answered: cited.answered,
        citations: cited.citations,
        usage: written.usage,
        micros: None,
        trace,
    }
}

/// Stores how the turn ended. False when the lease was lost.
pub(super) async fn store(
    turn: Turn<'_>,
    writer: &mut Writer,
    outcome: Outcome,
    text_so_far: &str,
    bill: Option<&Bill>,
) -> bool {
    writer.flush().await;
    count(&outcome);
    for attempt in 0..TRIES {
        match try_store(turn, writer, &outcome, text_so_far, bill).await {
            Ok(stored) => return stored,
            Err(error) => {
                tracing::warn!(%error, attempt, answer = %turn.begun.answer, "end of turn not stored yet");
                tokio::time::sleep(Duration::from_millis(50 << attempt)).await;
            }
        }
    }
    false
}

async fn try_store(
    turn: Turn<'_>,
    writer: &mut Writer,
    outcome: &Outcome,
    text_so_far: &str,
    bill: Option<&Bill>,
) -> Result<bool, ConversationError> {
    let db = &turn.platform.db;
    let id = turn.begun.answer;
    let Some(row) = writer.prepare(db, event(turn, outcome)).await? else { return Ok(false) };
    let scope = Scope { tenant: writer.lease().tenant, conversation: writer.lease().conversation };
    let tx = db.tenant(scope.tenant).await?;
    let now = turn.platform.clock.now();
    let is_ours = match outcome {
        Outcome::Answered(answer) => {
            let is_ours = messages::complete(&tx, id, answer, now).await?;
            if is_ours {
                passages::record_uses(&tx, id, &cited_passages(answer), now).await?;
            }
            is_ours
        }
        Outcome::Failed { code, detail } => {
            let is_ours = messages::fail(&tx, id, text_so_far, code, detail, now).await?;
            if let Some(micros) = bill.and_then(Bill::micros) {
                messages::note_cost(&tx, id, micros, bill.map(Bill::usage).unwrap_or_default()).await?;
            }
            is_ours
        }
    };
    if is_ours && bill.is_some_and(Bill::hands_over) {
        // Whoever holds the lease tells of it at the end of the turn.
        conversations::wait_for_agent(&tx, scope.conversation).await?;
    }
    if !is_ours || !chatsphere_db::journal::append(&tx, &row).await? {
        return Ok(false);
    }
    if let Some(bill) = bill {
        // Last, since every answer of a workspace with a budget waits for the others here.
        bill.settle(&tx, scope, now).await?;
    }
    tx.commit().await?;
    writer.show_stored(row);
    Ok(true)
}

/// The passages that the answer's text cites, each once. A written answer is none: its ids are those of no passage.
/// What is only named as close or as likely was not used.
fn cited_passages(answer: &Answer) -> Vec<(DocumentId, ChunkId)> {
    let passages = answer.citations.iter().filter(|citation| citation.question_id.is_none());
    let used = passages.filter(|citation| answer.text.contains(&format!("[{}]", citation.n)));
    let cited = used.filter_map(|citation| {
        let place = usize::try_from(citation.n.checked_sub(1)?).ok()?;
        answer.trace.passages.get(place).map(|hit| (hit.document_id, hit.chunk_id))
    });
    cited.collect::<BTreeSet<_>>().into_iter().collect()
}

fn event(turn: Turn<'_>, outcome: &Outcome) -> ConversationEvent {
    match outcome {
        Outcome::Answered(answer) => ConversationEvent::MessageCompleted {
            message: CompletedMessage {
                id: turn.begun.answer,
                text: answer.text.clone(),
                confidence: answer.confidence,
                citations: answer.citations.clone(),
                answered: answer.answered,
            },
            usage: answer.usage,
        },
        Outcome::Failed { code, detail } => ConversationEvent::MessageFailed {
            message_id: turn.begun.answer,
            code: (*code).to_owned(),
            detail: (*detail).to_owned(),
        },
    }
}

fn count(outcome: &Outcome) {
    let label = match outcome {
        Outcome::Answered(answer) if answer.answered => "answered",
        Outcome::Answered(_) => "declined",
        Outcome::Failed { .. } => "failed",
    };
    metrics::counter!("chatsphere_turns_total", "outcome" => label).increment(1);
}
