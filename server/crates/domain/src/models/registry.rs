//! The chat models of this process, made once and kept, so that their connections stay warm.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chatsphere_ai::{
    Breaker, BuiltInAnswerer, Chain, ChatModel, ChatTimeouts, Connection, Embeddings, Link, RemoteModel,
};
use chatsphere_config::{Config, SecretText};
use chatsphere_contract::ids::{ModelId, WorkspaceId};
use chatsphere_contract::models::{ModelHealth, ProviderKind};
use chatsphere_db::models::ModelRecord;
use chatsphere_kernel::secrets::MasterSecret;
use chatsphere_outbound::{GuardedClient, OutboundError, plain_client};
use sha2::{Digest, Sha256};
use url::Url;

use super::{health, key};
use crate::platform::Platform;

/// Models that are kept; beyond, all are made anew, which costs little.
const KEPT_MODELS: usize = 1_000;

/// Endpoints whose failures are remembered; beyond, all are forgotten, which costs a few attempts.
const KEPT_BREAKERS: usize = 4_000;

/// See the module.
#[derive(Debug)]
pub struct Models {
    built_in: Arc<BuiltInAnswerer>,
    install: Option<Link>,
    /// Reaches what workspaces choose; absent when no HTTP client can be made on this machine.
    guarded: Option<GuardedClient>,
    kept: Mutex<HashMap<ModelId, Kept>>,
    breakers: Mutex<HashMap<[u8; 32], Arc<Breaker>>>,
}

/// A workspace's model, for as long as its setting is the same.
#[derive(Debug)]
struct Kept {
    setting: ModelRecord,
    link: Link,
}

impl Models {
    /// The install's models. Without a working HTTP client, which is logged, the built-in answerer is all
    /// there is.
    pub fn new(config: &Config, embeddings: Option<Embeddings>) -> Self {
        let guarded = log_failure(GuardedClient::new(config.outbound.allow.clone()));
        let trusted = config.chat.provider.as_ref().and_then(|_| log_failure(plain_client()));
        let install = config.chat.provider.as_ref().zip(trusted).map(|(provider, client)| {
            let connection = Connection {
                kind: chatsphere_ai::ProviderKind::OpenAi,
                base_url: provider.base_url.to_string(),
                api_key: provider.api_key.as_ref().map(SecretText::reveal).map(str::to_owned),
                model: provider.model.clone(),
            };
            let model = Arc::new(RemoteModel::new(client, connection, ChatTimeouts::default()));
            Link { model, breaker: Arc::default() }
        });
        let built_in = Arc::new(BuiltInAnswerer::new(embeddings));
        Self { built_in, install, guarded, kept: Mutex::default(), breakers: Mutex::default() }
    }

    /// The same with another model as the install's.
    pub fn with_install_model(self, model: Arc<dyn ChatModel>) -> Self {
        Self { install: Some(Link { model, breaker: Arc::default() }), ..self }
    }

    /// What answers for a workspace that has these models: they, in their order; without any, the install's;
    /// the built-in answerer where none of them can. A model that cannot be used, which is logged, is passed
    /// over, and none stands in for the workspace's own but the built-in answerer: it did not choose to send
    /// its visitors' words to the install's model.
    pub fn answering(
        &self,
        platform: &Platform,
        tenant: WorkspaceId,
        own: &[ModelRecord],
    ) -> Arc<dyn ChatModel> {
        let links: Vec<Link> = if own.is_empty() {
            self.install.iter().cloned().collect()
        } else {
            let usable = own.iter().filter_map(|setting| {
                self.kept_or_new(&platform.secret, tenant, setting)
                    .inspect_err(|reason| tracing::error!(%tenant, model = %setting.id, reason, "a model cannot be used"))
                    .ok()
            });
            usable.collect()
        };
        let built_in = self.built_in();
        if links.is_empty() { built_in } else { Arc::new(Chain::new(links, built_in)) }
    }

    /// What answers from passages alone, at no cost.
    pub fn built_in(&self) -> Arc<dyn ChatModel> {
        Arc::clone(&self.built_in) as Arc<dyn ChatModel>
    }

    /// A model for a setting, with limits of the caller's; `Err` is a sentence for people.
    pub(super) fn make(
        &self,
        secret: &MasterSecret,
        tenant: WorkspaceId,
        setting: &ModelRecord,
        timeouts: ChatTimeouts,
    ) -> Result<RemoteModel, String> {
        let api_key = open_key(secret, tenant, setting)?;
        self.connect(setting, api_key, timeouts)
    }

    /// How the endpoint of a stored model is.
    pub(super) fn health(
        &self,
        secret: &MasterSecret,
        tenant: WorkspaceId,
        setting: &ModelRecord,
    ) -> ModelHealth {
        match self.kept_or_new(secret, tenant, setting) {
            Ok(link) => health::shown(link.breaker.health()),
            Err(problem) => health::unusable(problem),
        }
    }

    /// How the endpoint of the install's model is.
    pub(super) fn install_health(&self) -> ModelHealth {
        self.install.as_ref().map_or(ModelHealth::WORKING, |link| health::shown(link.breaker.health()))
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

    fn connect(
        &self,
        setting: &ModelRecord,
        api_key: Option<String>,
        timeouts: ChatTimeouts,
    ) -> Result<RemoteModel, String> {
        self.check_address(&setting.base_url)?;
        let client = self.guarded()?.client().clone();
        let connection = Connection {
            kind: protocol(setting.kind),
            base_url: setting.base_url.clone(),
            api_key,
            model: setting.model.clone(),
        };
        Ok(RemoteModel::new(client, connection, timeouts))
    }

    fn kept_or_new(
        &self,
        secret: &MasterSecret,
        tenant: WorkspaceId,
        setting: &ModelRecord,
    ) -> Result<Link, String> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = kept.get(&setting.id).filter(|found| &found.setting == setting) {
            return Ok(found.link.clone());
        }
        let api_key = open_key(secret, tenant, setting)?;
        let breaker = self.breaker(tenant, setting, api_key.as_deref());
        let first_token = Duration::from_secs(setting.first_token_seconds.into());
        let timeouts = ChatTimeouts { first_token, ..ChatTimeouts::default() };
        let link = Link { model: Arc::new(self.connect(setting, api_key, timeouts)?), breaker };
        if kept.len() >= KEPT_MODELS {
            kept.clear();
        }
        kept.insert(setting.id, Kept { setting: setting.clone(), link: link.clone() });
        Ok(link)
    }

    /// The breaker of an endpoint and key: models of one account fail together. Never shared between
    /// workspaces, one of which could stop it for the other.
    fn breaker(&self, tenant: WorkspaceId, setting: &ModelRecord, api_key: Option<&str>) -> Arc<Breaker> {
        let mut account = Sha256::new();
        for part in
            [&tenant.to_string(), setting.kind.as_str(), &setting.base_url, api_key.unwrap_or_default()]
        {
            account.update(part.as_bytes());
            account.update([0]);
        }
        let mut breakers = self.breakers.lock().unwrap_or_else(PoisonError::into_inner);
        if breakers.len() >= KEPT_BREAKERS {
            breakers.clear();
        }
        Arc::clone(breakers.entry(account.finalize().into()).or_default())
    }
}

/// The protocol of a kind of provider.
pub(super) fn protocol(kind: ProviderKind) -> chatsphere_ai::ProviderKind {
    match kind {
        ProviderKind::Openai => chatsphere_ai::ProviderKind::OpenAi,
        ProviderKind::Azure => chatsphere_ai::ProviderKind::Azure,
        ProviderKind::Anthropic => chatsphere_ai::ProviderKind::Anthropic,
        ProviderKind::Gemini => chatsphere_ai::ProviderKind::Gemini,
    }
}

fn open_key(
    secret: &MasterSecret,
    tenant: WorkspaceId,
    setting: &ModelRecord,
) -> Result<Option<String>, String> {
    key::open(secret, tenant, setting)
        .map_err(|_| "The stored key cannot be opened any more. Enter it again.".to_owned())
}

fn log_failure<T>(outcome: Result<T, OutboundError>) -> Option<T> {
    outcome
        .inspect_err(|error| tracing::error!(%error, "no HTTP client: models elsewhere cannot be used"))
        .ok()
}
