//! What a bulk job has to do, as the queue keeps it. Everything is named by id, so that it means the same
//! when its turn comes.

use chatsphere_contract::documents::DocumentFilter;
use chatsphere_contract::ids::{BotId, DocumentId, TagId};
use serde::{Deserialize, Serialize};

/// One thing to do to many documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkWork {
    /// The bot whose documents they are.
    pub bot_id: BotId,
    /// What.
    pub step: BulkStep,
    /// To which.
    pub selection: Selection,
    /// How many there were when it was asked for.
    pub total: i64,
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum BulkStep {
    /// Done when it was asked for.
    Delete,
    /// Gives tags.
    Tag {
        /// Which.
        tags: Vec<TagId>,
    },
    /// Takes tags off.
    Untag {
        /// Which.
        tags: Vec<TagId>,
    },
    /// Answers use them again.
    Enable,
    /// No answer uses them any more.
    Disable,
    /// Reads them once more.
    Reprocess,
    /// Gives them to another bot.
    Move {
        /// Which.
        to_bot_id: BotId,
    },
    /// Puts the originals into one ZIP file.
    Download,
}

/// Which documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Selection {
    /// These, in order.
    Ids {
        /// Which.
        ids: Vec<DocumentId>,
    },
    /// All that match.
    Filter {
        /// What they are like; tags by id.
        filter: DocumentFilter,
        /// Those that came later are not meant.
        up_to: DocumentId,
    },
}

impl BulkStep {
    /// Every kind of bulk job.
    pub const KINDS: [&'static str; 8] = [
        "bulk_delete",
        "bulk_tag",
        "bulk_untag",
        "bulk_enable",
        "bulk_disable",
        "bulk_reprocess",
        "bulk_move",
        "bulk_download",
    ];

    /// The job's kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Delete => "bulk_delete",
            Self::Tag { .. } => "bulk_tag",
            Self::Untag { .. } => "bulk_untag",
            Self::Enable => "bulk_enable",
            Self::Disable => "bulk_disable",
            Self::Reprocess => "bulk_reprocess",
            Self::Move { .. } => "bulk_move",
            Self::Download => "bulk_download",
        }
    }

    /// What it does to so many documents, in words.
    pub fn title(&self, total: i64) -> String {
        let documents = if total == 1 { "1 document".to_owned() } else { format!("{total} documents") };
        match self {
            Self::Delete => format!("Delete {documents}"),
            Self::Tag { .. } => format!("Tag {documents}"),
            Self::Untag { .. } => format!("Take tags off {documents}"),
            Self::Enable => format!("Enable {documents}"),
            Self::Disable => format!("Disable {documents}"),
            Self::Reprocess => format!("Read {documents} again"),
            Self::Move { .. } => format!("Move {documents} to another bot"),
            Self::Download => format!("Pack {documents} into a ZIP file"),
        }
    }
}
