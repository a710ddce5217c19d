//! The models of this process, made once and kept.

use std::collections::HashMap;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use chatsphere_ai::{Embeddings, EndpointEmbedder, LocalEmbedder};
use chatsphere_config::Config;
use chatsphere_contract::embedding::EmbedderKind;
use chatsphere_contract::ids::WorkspaceId;
use chatsphere_db::TenantTx;
use chatsphere_db::embedders::{self, EmbedderRecord, EmbedderState};
use chatsphere_kernel::secrets::MasterSecret;
use chatsphere_outbound::GuardedClient;

use super::input;
use crate::platform::Platform;

/// Workspaces whose endpoint is kept; beyond, all are made anew, which costs little.
const KEPT_ENDPOINTS: usize = 1_000;

/// A question as a vector, and whose vector it is.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionVector {
    /// The model that made it.
    pub embedder: String,
    /// Of length 1.
    pub numbers: Vec<f32>,
}

impl Deref for QuestionVector {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        &self.numbers
    }
}

/// See the module.
#[derive(Debug)]
pub struct Embedders {
    /// Reaches what workspaces choose; absent when no HTTP client can be made on this machine.
    guarded: Option<GuardedClient>,
    folders: Vec<PathBuf>,
    /// Models in folders, by the folder's name: loaded once, shared by all workspaces.
    local: tokio::sync::Mutex<HashMap<String, Embeddings>>,
    endpoints: Mutex<HashMap<(WorkspaceId, uuid::Uuid), Embeddings>>,
}

impl Embedders {
    /// Nothing is made yet; what the operator allows is known.
    pub fn new(config: &Config) -> Self {
        let guarded = GuardedClient::new(config.outbound.allow.clone())
            .inspect_err(
                |error| tracing::error!(%error, "no HTTP client: embedding models elsewhere cannot be used"),
            )
            .ok();
        let folders = config.embedder.folders.clone();
        Self { guarded, folders, local: tokio::sync::Mutex::default(), endpoints: Mutex::default() }
    }

    /// The folders that the operator allows, by name.
    pub fn folder_names(&self) -> Vec<String> {
        self.folders.iter().filter_map(|folder| Some(folder.file_name()?.to_str()?.to_owned())).collect()
    }

    /// The model that a workspace's searches use; `Ok(None)`: by words only. `Err` is a sentence: it is
    /// chosen but cannot be used, and nothing else may stand in for it.
    pub async fn active(&self, platform: &Platform, tx: &TenantTx) -> Result<Option<Embeddings>, String> {
        let chosen = embedders::find(tx, EmbedderState::Active).await.map_err(|error| error.to_string())?;
        self.chosen(platform, tx.tenant(), chosen.as_ref()).await
    }

    /// The same for somebody who has read already what the workspace chose; nothing: the install's.
    pub(crate) async fn chosen(
        &self,
        platform: &Platform,
        tenant: WorkspaceId,
        record: Option<&EmbedderRecord>,
    ) -> Result<Option<Embeddings>, String> {
        match record {
            Some(record) => self.of(platform, tenant, record).await,
            None => Ok(platform.embeddings.clone()),
        }
    }

    /// The model that a record describes; `Ok(None)`: the install's, which has none.
    pub(super) async fn of(
        &self,
        platform: &Platform,
        tenant: WorkspaceId,
        record: &EmbedderRecord,
    ) -> Result<Option<Embeddings>, String> {
        let found = match record.kind {
            EmbedderKind::Install => platform.embeddings.clone(),
            EmbedderKind::Endpoint => Some(self.endpoint(&platform.secret, tenant, record)?),
            EmbedderKind::Folder => Some(self.folder(record.folder.as_deref().unwrap_or_default()).await?),
        };
        match found {
            Some(embeddings) if embeddings.id() != record.embedder => Err(format!(
                "The model “{}” is another one now ({}). Choose it again.",
                record.embedder,
                embeddings.id()
            )),
            found => Ok(found),
        }
    }

    /// The model in a folder that the operator allows.
    pub(super) async fn folder(&self, name: &str) -> Result<Embeddings, String> {
        let allowed =
            self.folders.iter().find(|folder| folder.file_name().is_some_and(|known| known == name));
        let folder = allowed.cloned().ok_or_else(|| "The operator does not allow this folder.".to_owned())?;
        // Held while loading, so that it is done once for all who wait.
        let mut local = self.local.lock().await;
        if let Some(found) = local.get(name) {
            return Ok(found.clone());
        }
        let load = move || Embeddings::new(Arc::new(LocalEmbedder::load(&folder)?));
        let loaded = tokio::task::spawn_blocking(load).await.map_err(|error| error.to_string())?;
        let loaded = loaded.map_err(|error| error.to_string())?;
        local.insert(name.to_owned(), loaded.clone());
        Ok(loaded)
    }

    /// An endpoint by its parts; `id` and dimensions are what its vectors are known by.
    pub(super) fn reach(
        &self,
        base_url: &str,
        api_key: Option<String>,
        model: &str,
        known_as: (&str, usize),
    ) -> Result<EndpointEmbedder, String> {
        let guarded = self.guarded.as_ref().ok_or("This server cannot reach other servers at the moment.")?;
        guarded.check(base_url).map_err(|error| input::address_problem(&error))?;
        Ok(EndpointEmbedder::new(guarded.client().clone(), base_url, api_key, model, known_as))
    }

    fn endpoint(
        &self,
        secret: &MasterSecret,
        tenant: WorkspaceId,
        record: &EmbedderRecord,
    ) -> Result<Embeddings, String> {
        let mut endpoints = self.endpoints.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = endpoints.get(&(tenant, record.id)) {
            return Ok(found.clone());
        }
        let key = input::open_key(secret, tenant, record)?;
        let (base_url, model) =
            (record.base_url.as_deref().unwrap_or_default(), record.model.as_deref().unwrap_or_default());
        let dimensions = usize::try_from(record.dimensions).unwrap_or_default();
        let endpoint = self.reach(base_url, key, model, (&record.embedder, dimensions))?;
        let made = Embeddings::remote(Arc::new(endpoint));
        if endpoints.len() >= KEPT_ENDPOINTS {
            endpoints.clear();
        }
        endpoints.insert((tenant, record.id), made.clone());
        Ok(made)
    }
}
