//! The chat models of this process, made once and kept, so that their connections stay warm.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chatsphere_ai::{
    BuiltInAnswerer, ChatModel, ChatTimeouts, Connection, Embeddings, ProviderKind, RemoteModel,
};
use chatsphere_config::{Config, SecretText};
use chatsphere_contract::ids::WorkspaceId;
use chatsphere_db::providers::ProviderRecord;
use chatsphere_kernel::secrets::MasterSecret;
use chatsphere_outbound::{GuardedClient, OutboundError, plain_client};
use url::Url;

use super::key;
use crate::platform::Platform;

/// Workspaces whose model is kept; beyond, all are made anew, which costs little.
const KEPT_MODELS: usize = 1_000;

/// See the module.
#[derive(Debug)]
pub struct Models {
    built_in: Arc<BuiltInAnswerer>,
    install: Option<Arc<dyn ChatModel>>,
    /// Reaches what workspaces choose; absent when no HTTP client can be made on this machine.
    guarded: Option<GuardedClient>,
    kept: Mutex<HashMap<WorkspaceId, Kept>>,
}

/// A workspace's model, for as long as its setting is the same.
#[derive(Debug)]
struct Kept {
    setting: ProviderRecord,
    model: Arc<RemoteModel>,
}

impl Models {
    /// The install's models. Without a working HTTP client, which is logged, the built-in answerer is all
    /// there is.
    pub fn new(config: &Config, embeddings: Option<Embeddings>) -> Self {
        let guarded = log_failure(GuardedClient::new(config.outbound.allow.clone()));
        let trusted = config.chat.provider.as_ref().and_then(|_| log_failure(plain_client()));
        let install = config.chat.provider.as_ref().zip(trusted).map(|(provider, client)| {
            let key = provider.api_key.as_ref().map(SecretText::reveal).map(str::to_owned);
            let connection = connection(&provider.base_url, key, &provider.model);
            Arc::new(RemoteModel::new(client, connection, ChatTimeouts::default())) as Arc<dyn ChatModel>
        });
        let built_in = Arc::new(BuiltInAnswerer::new(embeddings));
        Self { built_in, install, guarded, kept: Mutex::default() }
    }

    /// The same with another model as the install's.
    pub fn with_install_model(self, model: Arc<dyn ChatModel>) -> Self {
        Self { install: Some(model), ..self }
    }

    /// The model that answers for a workspace with this setting: its own, else the install's, else the built-in answerer. A
    /// workspace whose own setting cannot be used, which is logged, gets the built-in answerer: it did not
    /// choose to send its visitors' words to the install's model.
    pub fn of(
        &self,
        platform: &Platform,
        tenant: WorkspaceId,
        setting: Option<&ProviderRecord>,
    ) -> Arc<dyn ChatModel> {
        let Some(setting) = setting else {
            return self.install.as_ref().map_or_else(|| self.built_in(), Arc::clone);
        };
        self.kept_or_new(&platform.secret, tenant, setting).unwrap_or_else(|reason| {
            tracing::error!(%tenant, reason, "a workspace's model cannot be used");
            self.built_in()
        })
    }

    /// A model for a setting, with limits of the caller's; `Err` is a sentence for people.
    pub(super) fn make(
        &self,
        secret: &MasterSecret,
        tenant: WorkspaceId,
        setting: &ProviderRecord,
        timeouts: ChatTimeouts,
    ) -> Result<RemoteModel, String> {
        let key = key::open(secret, tenant, setting)
            .map_err(|_| "The stored key cannot be opened any more. Enter it again.".to_owned())?;
        self.check_address(&setting.base_url)?;
        let client = self.guarded()?.client().clone();
        let connection = connection(&setting.base_url, key, &setting.model);
        Ok(RemoteModel::new(client, connection, timeouts))
    }

    /// An address that a workspace may use; `Err` is a sentence for people.
    pub(super) fn check_address(&self, text: &str) -> Result<Url, String> {
        self.guarded()?.check(text).map_err(|error| match error {
            OutboundError::NotPublic { .. } => {
                "This address is not on the public Internet. Ask whoever runs this ChatSphere to permit it."
                    .to_owned()
            }
            error => error.to_string(),
        })
    }

    fn guarded(&self) -> Result<&GuardedClient, String> {
        self.guarded
            .as_ref()
            .ok_or_else(|| "This server cannot reach other servers at the moment.".to_owned())
    }

    fn kept_or_new(
        &self,
        secret: &MasterSecret,
        tenant: WorkspaceId,
        setting: &ProviderRecord,
    ) -> Result<Arc<dyn ChatModel>, String> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = kept.get(&tenant).filter(|found| &found.setting == setting) {
            return Ok(Arc::clone(&found.model) as Arc<dyn ChatModel>);
        }
        let model = Arc::new(self.make(secret, tenant, setting, ChatTimeouts::default())?);
        if kept.len() >= KEPT_MODELS {
            kept.clear();
        }
        kept.insert(tenant, Kept { setting: setting.clone(), model: Arc::clone(&model) });
        Ok(model)
    }

    fn built_in(&self) -> Arc<dyn ChatModel> {
        Arc::clone(&self.built_in) as Arc<dyn ChatModel>
    }
}

fn connection(base_url: &str, api_key: Option<String>, model: &str) -> Connection {
    let (base_url, model) = (base_url.to_owned(), model.to_owned());
    Connection { kind: ProviderKind::OpenAi, base_url, api_key, model }
}

fn log_failure<T>(outcome: Result<T, OutboundError>) -> Option<T> {
    outcome
        .inspect_err(|error| tracing::error!(%error, "no HTTP client: models elsewhere cannot be used"))
        .ok()
}
