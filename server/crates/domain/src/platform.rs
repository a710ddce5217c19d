//! What every use case stands on: the database, the clock, the models. Made once per process.

use std::sync::Arc;

use chatsphere_ai::Embeddings;
use chatsphere_config::Config;
use chatsphere_contract::ids::WorkspaceId;
use chatsphere_db::Db;
use chatsphere_db::embedders::EmbedderRecord;
use chatsphere_ingest::Extractor;
use chatsphere_kernel::ids::new_uuid;
use chatsphere_kernel::secrets::MasterSecret;
use chatsphere_kernel::{Clock, Random};
use chatsphere_outbound::{GuardedClient, Objects};
use uuid::Uuid;

use crate::chat;
use crate::documents::PageRenderer;
use crate::embedding::{Embedders, QuestionVector};
use crate::models::Models;
use crate::search::{QueryLog, Rerankers, SearchService};

/// How long a question may wait for its vector before keywords have to do.
const EMBED_LIMIT: std::time::Duration = std::time::Duration::from_secs(5);

/// Memory for the search indexes of active bots.
const INDEX_BYTES: usize = 192 * 1024 * 1024;

/// See the module.
#[derive(Debug)]
pub struct Platform {
    /// What the operator set.
    pub config: Config,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Secrets and ids are drawn from here.
    pub random: Arc<dyn Random>,
    /// Seals what must not lie open in the database.
    pub secret: MasterSecret,
    /// The database.
    pub db: Db,
    /// Originals of documents.
    pub objects: Objects,
    /// Reads files.
    pub extractor: Extractor,
    /// Draws pages of documents.
    pub pages: PageRenderer,
    /// The install's model of text to vectors; absent when none is installed, and search is then by keywords.
    pub embeddings: Option<Embeddings>,
    /// Which of them, or which other one, a workspace uses.
    pub embedders: Embedders,
    /// Chat models by workspace.
    pub models: Models,
    /// Reaches the sites that workspaces name; absent when no HTTP client can be made on this machine.
    pub web: Option<GuardedClient>,
    /// Search indexes of active bots.
    pub search: SearchService,
    /// Second looks at what is found.
    pub rerankers: Rerankers,
    /// What people search for.
    pub query_log: QueryLog,
    /// The conversations of this process.
    pub engine: chat::Engine,
}

/// What a platform is made of.
#[derive(Debug)]
pub struct Parts {
    /// What the operator set.
    pub config: Config,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// The install's secret.
    pub secret: MasterSecret,
    /// The database.
    pub db: Db,
    /// The object store.
    pub objects: Objects,
    /// Reads files.
    pub extractor: Extractor,
    /// Text to vectors.
    pub embeddings: Option<Embeddings>,
    /// Chat models.
    pub models: Models,
}

impl Platform {
    /// Puts the parts together. Must be called inside a tokio runtime; [`chat::start`] is called once
    /// afterwards.
    pub fn new(parts: Parts) -> Arc<Self> {
        let process = new_uuid(parts.clock.as_ref(), parts.random.as_ref());
        let engine = chat::Engine::new(&parts.db, process);
        let search = SearchService::new(INDEX_BYTES, parts.embeddings.as_ref());
        let embedders = Embedders::new(&parts.config);
        let rerankers = Rerankers::new(&parts.config);
        let web = GuardedClient::new(parts.config.outbound.allow.clone())
            .inspect_err(|error| tracing::error!(%error, "no HTTP client: web sources cannot be read"))
            .ok();
        Arc::new(Self {
            config: parts.config,
            clock: parts.clock,
            random: parts.random,
            secret: parts.secret,
            db: parts.db,
            objects: parts.objects,
            extractor: parts.extractor,
            pages: PageRenderer::find(),
            embeddings: parts.embeddings,
            embedders,
            models: parts.models,
            web,
            search,
            rerankers,
            query_log: QueryLog::default(),
            engine,
        })
    }

    /// A new time-sortable id.
    pub fn uuid(&self) -> Uuid {
        new_uuid(self.clock.as_ref(), self.random.as_ref())
    }

    /// A question's vector by the workspace's model; `None` when there is none or it fails, and keywords
    /// have to do.
    pub async fn embed_question(&self, tenant: WorkspaceId, text: &str) -> Option<QuestionVector> {
        let embed = async {
            let tx = self.db.tenant(tenant).await.map_err(|error| error.to_string())?;
            let active = self.embedders.active(self, &tx).await?;
            tx.close();
            question_vector(active.as_ref(), text).await
        };
        in_time(tenant, embed).await
    }

    /// The same for somebody who has read already which model the workspace chose; nothing: the install's.
    pub(crate) async fn embed_question_by(
        &self,
        tenant: WorkspaceId,
        chosen: Option<&EmbedderRecord>,
        text: &str,
    ) -> Option<QuestionVector> {
        let embed = async {
            let active = self.embedders.chosen(self, tenant, chosen).await?;
            question_vector(active.as_ref(), text).await
        };
        in_time(tenant, embed).await
    }
}

async fn question_vector(
    embeddings: Option<&Embeddings>,
    text: &str,
) -> Result<Option<QuestionVector>, String> {
    let Some(embeddings) = embeddings else { return Ok(None) };
    let numbers = embeddings.question(text).await.map_err(|error| error.to_string())?;
    Ok(Some(QuestionVector { embedder: embeddings.id().to_owned(), numbers }))
}

/// A vector that is there before the question has waited too long; a failure is logged.
async fn in_time(
    tenant: WorkspaceId,
    embed: impl Future<Output = Result<Option<QuestionVector>, String>>,
) -> Option<QuestionVector> {
    match tokio::time::timeout(EMBED_LIMIT, embed).await {
        Ok(Ok(vector)) => vector,
        Ok(Err(error)) => {
            tracing::warn!(%tenant, error, "question not embedded");
            None
        }
        Err(_) => {
            tracing::warn!(%tenant, "question not embedded in time");
            None
        }
    }
}
