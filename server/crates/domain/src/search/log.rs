//! What people search for, noted beside the search: nobody waits for it, and under load it is left out.

use std::sync::Arc;

use chatsphere_contract::ids::{BotId, WorkspaceId};
use chatsphere_contract::search::SearchHit;
use chatsphere_db::Db;
use chatsphere_db::search_log::{AskedRecord, note};
use time::OffsetDateTime;
use tokio::sync::Semaphore;

use crate::platform::Platform;

/// Notes on their way to the database at once.
const AT_ONCE: usize = 4;
/// Longest wording that is kept, in characters.
const WORDING_CHARS: usize = 200;
/// A best score below this is as good as nothing found. On questions that a set's passages do not answer nine
/// in ten best scores are above it, so what is below it is worth a look.
const GOOD: f32 = 0.3;

/// See the module.
#[derive(Debug)]
pub struct QueryLog {
    permits: Arc<Semaphore>,
}

impl Default for QueryLog {
    fn default() -> Self {
        Self { permits: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

/// A search, as it is noted: no word of who asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    source: &'static str,
    query: String,
    found: bool,
    best: f32,
}

impl Asked {
    /// From the search console.
    pub fn in_console(query: &str, hits: &[SearchHit]) -> Self {
        Self::of("console", query, hits)
    }

    /// Through the API.
    pub fn by_program(query: &str, hits: &[SearchHit]) -> Self {
        Self::of("api", query, hits)
    }

    /// In a conversation that got an answer or did not.
    pub fn in_chat(question: &str, answered: bool, best: f32) -> Self {
        Self { source: "chat", query: wording(question), found: answered, best }
    }

    fn of(source: &'static str, query: &str, hits: &[SearchHit]) -> Self {
        let best = hits.first().map_or(0.0, |hit| hit.score);
        Self { source, query: wording(query), found: best >= GOOD, best }
    }
}

impl QueryLog {
    /// Notes a search, unless too many are being noted.
    pub fn note(&self, platform: &Platform, tenant: WorkspaceId, bot: BotId, asked: Asked) {
        if asked.query.is_empty() {
            return;
        }
        let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned() else { return };
        let (db, now) = (platform.db.clone(), platform.clock.now());
        tokio::spawn(async move {
            if let Err(error) = store(&db, tenant, bot, asked, now).await {
                tracing::debug!(%error, "a search was not noted");
            }
            drop(permit);
        });
    }
}

async fn store(
    db: &Db,
    tenant: WorkspaceId,
    bot: BotId,
    asked: Asked,
    at: OffsetDateTime,
) -> Result<(), chatsphere_db::DbError> {
    let Asked { source, query, found, best } = asked;
    let tx = db.tenant(tenant).await?;
    note(&tx, bot, &AskedRecord { source, query, found, best, at }).await?;
    tx.commit().await
}

/// Lower case, single spaces, not endless.
pub(super) fn wording(query: &str) -> String {
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ").chars().filter(|c| !c.is_control()).take(WORDING_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wording_is_the_same_however_it_is_typed() {
        assert_eq!(wording("  How  do I\nreturn\u{0}? "), "how do i return?");
        assert_eq!(wording(&"x".repeat(1_000)).len(), WORDING_CHARS);
    }
}
