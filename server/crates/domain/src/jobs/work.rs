//! What jobs do, and how that is written into the queue. Payloads carry a version, so that a newer
//! program reads what an older one left.

use chatsphere_contract::ids::{BotId, DocumentId, JobId, SnapshotId, SourceId, UserId};
use chatsphere_db::jobs::{NewJob, PRIORITY_BULK, PRIORITY_INTERACTIVE};
use chatsphere_db::{DbError, TenantTx};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

use super::bulk::{BulkStep, BulkWork};
use crate::platform::Platform;

/// The kind of [`Work::Ingest`].
pub const INGEST: &str = "ingest";
/// The kind of [`Work::Import`].
pub const IMPORT: &str = "import";
/// The kind of [`Work::RemoveFiles`].
pub const REMOVE_FILES: &str = "remove_files";

/// The kind of [`Work::RestoreSnapshot`].
pub const RESTORE_SNAPSHOT: &str = "restore_snapshot";
/// The kind of [`Work::Sync`].
pub const SYNC: &str = "sync";

/// The kind of [`Work::Reembed`].
pub const REEMBED: &str = "reembed";

/// The kind of [`Work::EmbedQuestions`].
pub const EMBED_QUESTIONS: &str = "embed_questions";

/// Something to do in the background.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    /// Reads one document into its bot's index.
    Ingest {
        /// The bot.
        bot: BotId,
        /// The document.
        document: DocumentId,
    },
    /// Reads the documents that an import brought.
    Import {
        /// The bot.
        bot: BotId,
    },
    /// Puts a bot's knowledge back as a snapshot has it.
    RestoreSnapshot {
        /// The bot.
        bot: BotId,
        /// The snapshot.
        snapshot: SnapshotId,
        /// Who wants it.
        by: Option<UserId>,
    },
    /// Makes the vectors of the model that is being prepared, or that the active one lacks.
    Reembed,
    /// Does one thing to many documents.
    Bulk(BulkWork),
    /// Reads a web source, or looks for what is new in it.
    Sync {
        /// The source.
        source: SourceId,
    },
    /// Makes the vectors of written questions that have none.
    EmbedQuestions {
        /// The bot.
        bot: BotId,
    },
    /// Removes stored files that nothing refers to any more.
    RemoveFiles {
        /// Their keys in the object store.
        keys: Vec<String>,
    },
}

/// A job that this program does not know.
#[derive(Debug, thiserror::Error)]
#[error("this version of ChatSphere does not know this kind of job ({kind}): {detail}")]
pub struct UnknownWork {
    kind: String,
    detail: String,
}

/// The current version of every payload.
const VERSION: u32 = 1;

#[derive(Debug, Serialize, Deserialize)]
struct Payload<T> {
    v: u32,
    #[serde(flatten)]
    body: T,
}

#[derive(Debug, Serialize, Deserialize)]
struct IngestBody {
    bot_id: BotId,
    document_id: DocumentId,
}

#[derive(Debug, Serialize, Deserialize)]
struct ImportBody {
    bot_id: BotId,
}

#[derive(Debug, Serialize, Deserialize)]
struct RestoreSnapshotBody {
    bot_id: BotId,
    snapshot_id: SnapshotId,
    by: Option<UserId>,
}

#[derive(Debug, Serialize, Deserialize)]
struct ReembedBody {}

#[derive(Debug, Serialize, Deserialize)]
struct SyncBody {
    source_id: SourceId,
}

#[derive(Debug, Serialize, Deserialize)]
struct RemoveFilesBody {
    keys: Vec<String>,
}

/// Enqueues work that can begin at once.
pub async fn enqueue(platform: &Platform, tx: &TenantTx, work: &Work) -> Result<JobId, DbError> {
    enqueue_at(platform, tx, work, platform.clock.now()).await
}

/// Enqueues work that begins at `run_at`.
pub(crate) async fn enqueue_at(
    platform: &Platform,
    tx: &TenantTx,
    work: &Work,
    run_at: OffsetDateTime,
) -> Result<JobId, DbError> {
    let id = JobId(platform.uuid());
    chatsphere_db::jobs::enqueue(tx, &new_job(platform, id, work, run_at)?).await?;
    Ok(id)
}

/// Notes work that is done already, for people to follow.
pub(crate) async fn record_done(
    platform: &Platform,
    tx: &TenantTx,
    id: JobId,
    work: &Work,
) -> Result<(), DbError> {
    chatsphere_db::jobs::insert_done(tx, &new_job(platform, id, work, platform.clock.now())?).await
}

fn new_job(platform: &Platform, id: JobId, work: &Work, run_at: OffsetDateTime) -> Result<NewJob, DbError> {
    Ok(NewJob {
        id,
        kind: work.kind().to_owned(),
        payload: work.payload().map_err(|error| DbError::Corrupt(error.to_string()))?,
        priority: work.priority(),
        total: work.total(),
        run_at,
        created_at: platform.clock.now(),
    })
}

impl Work {
    /// The job's kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Ingest { .. } => INGEST,
            Self::Import { .. } => IMPORT,
            Self::RestoreSnapshot { .. } => RESTORE_SNAPSHOT,
            Self::Reembed => REEMBED,
            Self::Bulk(work) => work.step.kind(),
            Self::Sync { .. } => SYNC,
            Self::EmbedQuestions { .. } => EMBED_QUESTIONS,
            Self::RemoveFiles { .. } => REMOVE_FILES,
        }
    }

    /// The one document or web source that it is about.
    pub fn subject(&self) -> Option<Uuid> {
        match self {
            Self::Ingest { document, .. } => Some(document.0),
            Self::Sync { source } => Some(source.0),
            _ => None,
        }
    }

    /// What it does, in words; `subject` is the name of what it is about, if that is still there.
    pub fn title(&self, subject: Option<&str>) -> String {
        match self {
            Self::Ingest { .. } => format!("Read {}", subject.unwrap_or("a document that is gone")),
            Self::Import { .. } => "Import documents".to_owned(),
            Self::RestoreSnapshot { .. } => "Restore a snapshot".to_owned(),
            Self::Reembed => "Make new vectors for every passage".to_owned(),
            Self::Bulk(work) => work.step.title(work.total),
            Self::Sync { .. } => format!("Read {}", subject.unwrap_or("a web source that is gone")),
            Self::EmbedQuestions { .. } => "Make the vectors of written answers".to_owned(),
            Self::RemoveFiles { .. } => "Remove stored files".to_owned(),
        }
    }

    /// The bot whose knowledge it works on.
    pub fn bot(&self) -> Option<BotId> {
        match self {
            Self::Ingest { bot, .. }
            | Self::Import { bot }
            | Self::RestoreSnapshot { bot, .. }
            | Self::EmbedQuestions { bot } => Some(*bot),
            Self::Bulk(work) => Some(work.bot_id),
            Self::Reembed | Self::Sync { .. } | Self::RemoveFiles { .. } => None,
        }
    }

    /// Reads a job back.
    pub fn parse(kind: &str, payload: &Value) -> Result<Self, UnknownWork> {
        let work = match kind {
            INGEST => read::<IngestBody>(payload)
                .map(|body| Self::Ingest { bot: body.bot_id, document: body.document_id }),
            IMPORT => read::<ImportBody>(payload).map(|body| Self::Import { bot: body.bot_id }),
            RESTORE_SNAPSHOT => read::<RestoreSnapshotBody>(payload).map(|body| Self::RestoreSnapshot {
                bot: body.bot_id,
                snapshot: body.snapshot_id,
                by: body.by,
            }),
            REEMBED => read::<ReembedBody>(payload).map(|_| Self::Reembed),
            SYNC => read::<SyncBody>(payload).map(|body| Self::Sync { source: body.source_id }),
            EMBED_QUESTIONS => {
                read::<ImportBody>(payload).map(|body| Self::EmbedQuestions { bot: body.bot_id })
            }
            REMOVE_FILES => {
                read::<RemoveFilesBody>(payload).map(|body| Self::RemoveFiles { keys: body.keys })
            }
            _ if BulkStep::KINDS.contains(&kind) => read::<BulkWork>(payload).map(Self::Bulk),
            _ => Err("unknown kind".to_owned()),
        };
        work.map_err(|detail| UnknownWork { kind: kind.to_owned(), detail })
    }

    pub(crate) fn payload(&self) -> Result<Value, serde_json::Error> {
        match self.clone() {
            Self::Ingest { bot, document } => write(IngestBody { bot_id: bot, document_id: document }),
            Self::Import { bot } => write(ImportBody { bot_id: bot }),
            Self::RestoreSnapshot { bot, snapshot, by } => {
                write(RestoreSnapshotBody { bot_id: bot, snapshot_id: snapshot, by })
            }
            Self::Reembed => write(ReembedBody {}),
            Self::Bulk(work) => write(work),
            Self::Sync { source } => write(SyncBody { source_id: source }),
            Self::EmbedQuestions { bot } => write(ImportBody { bot_id: bot }),
            Self::RemoveFiles { keys } => write(RemoveFilesBody { keys }),
        }
    }

    fn priority(&self) -> i16 {
        match self {
            Self::Ingest { .. } => PRIORITY_INTERACTIVE,
            Self::Import { .. }
            | Self::RestoreSnapshot { .. }
            | Self::Reembed
            | Self::Bulk(_)
            | Self::Sync { .. }
            | Self::EmbedQuestions { .. }
            | Self::RemoveFiles { .. } => PRIORITY_BULK,
        }
    }

    /// Items in all, where that is known from the start.
    fn total(&self) -> i64 {
        match self {
            Self::Ingest { .. } => 1,
            Self::Bulk(work) => work.total,
            Self::Import { .. }
            | Self::RestoreSnapshot { .. }
            | Self::Reembed
            | Self::Sync { .. }
            | Self::EmbedQuestions { .. }
            | Self::RemoveFiles { .. } => 0,
        }
    }
}

fn write<T: Serialize>(body: T) -> Result<Value, serde_json::Error> {
    serde_json::to_value(Payload { v: VERSION, body })
}

fn read<T: for<'de> Deserialize<'de>>(payload: &Value) -> Result<T, String> {
    let payload: Payload<T> = serde_json::from_value(payload.clone()).map_err(|error| error.to_string())?;
    if payload.v > VERSION {
        return Err(format!("version {}", payload.v));
    }
    Ok(payload.body)
}

#[cfg(test)]
mod tests {
    use chatsphere_contract::documents::DocumentFilter;
    use uuid::Uuid;

    use super::super::bulk::Selection;
    use super::*;

    #[test]
    fn work_survives_the_queue() {
        let (bot, document) = (BotId(Uuid::from_u128(1)), DocumentId(Uuid::from_u128(2)));
        for work in [
            Work::Ingest { bot, document },
            Work::Import { bot },
            Work::RestoreSnapshot { bot, snapshot: SnapshotId(Uuid::from_u128(3)), by: None },
            Work::Sync { source: SourceId(Uuid::from_u128(3)) },
            Work::EmbedQuestions { bot },
            Work::RemoveFiles { keys: vec!["a/b".to_owned()] },
            Work::Bulk(BulkWork {
                bot_id: bot,
                step: BulkStep::Move { to_bot_id: bot },
                selection: Selection::Filter {
                    filter: DocumentFilter { q: Some("a".to_owned()), ..DocumentFilter::default() },
                    up_to: document,
                },
                total: 3,
            }),
            Work::Bulk(BulkWork {
                bot_id: bot,
                step: BulkStep::Tag { tags: vec![] },
                selection: Selection::Ids { ids: vec![document] },
                total: 1,
            }),
        ] {
            assert_eq!(Work::parse(work.kind(), &work.payload().unwrap()).unwrap(), work);
        }
    }

    #[test]
    fn work_of_a_newer_program_is_left_alone() {
        let payload = serde_json::json!({ "v": 2, "keys": [] });
        assert!(Work::parse(REMOVE_FILES, &payload).unwrap_err().to_string().contains("version 2"));
        assert!(Work::parse("crawl", &payload).is_err());
    }
}
