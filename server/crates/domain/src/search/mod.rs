//! Search over a bot's passages. (INTERFACE FROM THE LEAD: the search engineer fills this folder; keep
//! these names and signatures, the turn in `chat/turn/retrieve.rs` calls them.)

use chatsphere_contract::ids::{BotId, WorkspaceId};
use chatsphere_contract::search::SearchHit;
use chatsphere_db::{Db, DbError};

/// A question ready to be searched.
#[derive(Debug, Clone)]
pub struct PreparedQuery {
    /// In words.
    pub text: String,
    /// As a vector, when there is an embedder.
    pub vector: Option<Vec<f32>>,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Best first, of live documents only.
    pub hits: Vec<SearchHit>,
    /// False when only keywords were searched.
    pub semantic: bool,
}

/// Why a search failed.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
}

/// The indexes of active bots.
#[derive(Debug)]
pub struct SearchService {}

impl SearchService {
    /// Keeps indexes of at most this many bytes.
    pub fn new(_memory_bytes: usize) -> Self {
        Self {}
    }

    /// The best passages for a question.
    pub async fn find(
        &self,
        _db: &Db,
        _tenant: WorkspaceId,
        _bot: BotId,
        _query: &PreparedQuery,
        _limit: u32,
    ) -> Result<Found, SearchError> {
        Ok(Found::default())
    }
}
