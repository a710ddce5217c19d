//! First step: the bot, its model, and what was said before.

use std::sync::Arc;

use chatsphere_ai::{ChatModel, ChatRole, ChatTurn};
use chatsphere_contract::conversations::{MessageRole, MessageStatus};
use chatsphere_db::messages::{self, MessageRecord};
use chatsphere_db::turns::{self, TurnBot};

use super::Turn;
use crate::chat::ConversationError;
use crate::chat::writer::Writer;

/// The built-in answerer's name.
const BUILT_IN: &str = "built-in";

/// Messages that a turn looks back on.
const HISTORY: u32 = 12;

/// What a turn knows before it begins to think.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) bot: TurnBot,
    pub(super) model: Arc<dyn ChatModel>,
    pub(super) question: String,
    /// Earlier messages, oldest first.
    pub(super) history: Vec<ChatTurn>,
}

impl Loaded {
    /// Whether the built-in answerer answers: it reads passages only, no prompt.
    pub(super) fn is_built_in(&self) -> bool {
        self.model.name() == BUILT_IN
    }

    /// The visitor's question before this one.
    pub(super) fn earlier_question(&self) -> Option<&str> {
        self.history.iter().rev().find(|turn| turn.role == ChatRole::Visitor).map(|turn| turn.text.as_str())
    }
}

pub(super) async fn load(turn: Turn<'_>, writer: &Writer) -> Result<Loaded, ConversationError> {
    let lease = writer.lease();
    let tx = turn.platform.db.tenant(lease.tenant).await?;
    let bot = turns::bot(&tx, lease.conversation).await?.ok_or(ConversationError::NoSuch("bot"))?;
    let earlier = messages::latest(&tx, lease.conversation, HISTORY).await?;
    let model = turn.platform.models.for_tenant(turn.platform, &tx).await;
    tx.commit().await?;
    let question = turn.begun.text.clone();
    Ok(Loaded { bot, model, question, history: history(earlier, turn) })
}

/// What was said before this question, without what broke off.
fn history(earlier: Vec<MessageRecord>, turn: Turn<'_>) -> Vec<ChatTurn> {
    earlier
        .into_iter()
        .filter(|message| message.id != turn.begun.question && message.id != turn.begun.answer)
        .filter(|message| message.status == MessageStatus::Completed && !message.text.is_empty())
        .map(|message| {
            let role =
                if message.role == MessageRole::Visitor { ChatRole::Visitor } else { ChatRole::Assistant };
            ChatTurn { role, text: message.text }
        })
        .collect()
}
