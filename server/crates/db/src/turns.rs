//! What a turn needs to know about its bot and its conversation, in one query each.

use chatsphere_contract::bots::Appearance;
use chatsphere_contract::ids::{BotId, ConversationId};
use sea_orm::ConnectionTrait;

use crate::tx::statement;
use crate::{DbError, TenantTx};

/// The bot of a conversation, as far as a turn needs it.
#[derive(Debug, Clone)]
pub struct TurnBot {
    /// Id.
    pub id: BotId,
    /// Name inside the workspace.
    pub name: String,
    /// Look and greeting.
    pub appearance: Appearance,
    /// What the tenant tells the model.
    pub instructions: String,
    /// Answer from documents.
    pub retrieval: bool,
}

/// The bot of a conversation; `None` when it was deleted meanwhile.
pub async fn bot(tx: &TenantTx, conversation: ConversationId) -> Result<Option<TurnBot>, DbError> {
    let sql = "SELECT b.id, b.name, b.appearance, b.instructions, b.retrieval
        FROM conversations c JOIN bots b ON b.tenant_id = c.tenant_id AND b.id = c.bot_id
        WHERE c.tenant_id = $1 AND c.id = $2";
    let values = [tx.tenant().0.into(), conversation.0.into()];
    let Some(row) = tx.conn().query_one_raw(statement(sql, values)).await? else { return Ok(None) };
    let appearance: serde_json::Value = row.try_get("", "appearance")?;
    Ok(Some(TurnBot {
        id: BotId(row.try_get("", "id")?),
        name: row.try_get("", "name")?,
        appearance: serde_json::from_value(appearance).map_err(|e| DbError::Corrupt(e.to_string()))?,
        instructions: row.try_get("", "instructions")?,
        retrieval: row.try_get("", "retrieval")?,
    }))
}
