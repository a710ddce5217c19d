//! The rerankers of this process, and which of them a bot uses.

use std::path::PathBuf;
use std::sync::Arc;

use chatsphere_ai::{ChatModel, CrossEncoder, ModelReranker, Reranker};
use chatsphere_config::Config;
use chatsphere_contract::ids::{BotId, WorkspaceId};
use chatsphere_contract::problem::FieldError;
use chatsphere_contract::reranking::{RerankerKind, RerankerSettings, SetReranker};
use chatsphere_db::{TenantTx, models, rerankers};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;
use tokio::sync::OnceCell;

use super::SearchError;
use super::console::require_bot;
use crate::platform::Platform;

/// The built-in answerer's name: it reads no instructions.
const BUILT_IN: &str = "built-in";

/// See the module.
#[derive(Debug)]
pub struct Rerankers {
    folder: Option<PathBuf>,
    /// Loaded at its first use, once: it takes memory that most installs have a better use for.
    cross_encoder: OnceCell<Result<Arc<CrossEncoder>, String>>,
}

impl Rerankers {
    /// Nothing is loaded yet; what the operator installed is known.
    pub fn new(config: &Config) -> Self {
        Self { folder: config.reranker.dir.clone(), cross_encoder: OnceCell::new() }
    }

    /// A reranker; `model` is the chat model that answers for the bot. `Ok(None)`: nobody takes a second
    /// look. `Err` is a sentence: it was chosen but cannot work.
    pub(crate) async fn of(
        &self,
        kind: RerankerKind,
        model: &Arc<dyn ChatModel>,
    ) -> Result<Option<Arc<dyn Reranker>>, String> {
        match kind {
            RerankerKind::Off => Ok(None),
            RerankerKind::ChatModel if model.name() == BUILT_IN => {
                Err("The built-in answerer cannot judge passages. Set a chat model.".to_owned())
            }
            RerankerKind::ChatModel => Ok(Some(Arc::new(ModelReranker::new(Arc::clone(model))))),
            RerankerKind::CrossEncoder => Ok(Some(self.cross_encoder().await?)),
        }
    }

    async fn cross_encoder(&self) -> Result<Arc<CrossEncoder>, String> {
        let Some(folder) = self.folder.clone() else {
            return Err("No cross-encoder is installed on this server (CHATSPHERE_RERANKER_DIR).".to_owned());
        };
        let load = async {
            let loaded = tokio::task::spawn_blocking(move || CrossEncoder::load(&folder)).await;
            let loaded = loaded.map_err(|error| error.to_string())?.map_err(|error| error.to_string());
            loaded
                .map(Arc::new)
                .inspect_err(|error| tracing::error!(error, "the cross-encoder cannot be used"))
                .map_err(|_| "The cross-encoder of this server cannot be used.".to_owned())
        };
        self.cross_encoder.get_or_init(|| load).await.clone()
    }

    fn available(&self, model: &Arc<dyn ChatModel>) -> Vec<RerankerKind> {
        let can_work = |kind: &RerankerKind| match kind {
            RerankerKind::Off => true,
            RerankerKind::ChatModel => model.name() != BUILT_IN,
            RerankerKind::CrossEncoder => self.folder.is_some(),
        };
        RerankerKind::ALL.into_iter().filter(can_work).collect()
    }
}

/// The chat model that answers for a workspace.
pub(super) async fn chat_model(
    platform: &Platform,
    tx: &TenantTx,
    tenant: WorkspaceId,
) -> Result<Arc<dyn ChatModel>, SearchError> {
    let own = models::list(tx).await?;
    Ok(platform.models.answering(platform, tenant, &own))
}

/// A bot's reranker, and what could be chosen.
pub async fn read_reranker(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
) -> Result<RerankerSettings, SearchError> {
    ctx.require(Permission::Read)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let kind = rerankers::of_bot(&tx, bot).await?.ok_or(SearchError::NoSuchBot)?;
    let model = chat_model(platform, &tx, ctx.tenant).await?;
    tx.commit().await?;
    Ok(RerankerSettings { kind, available: platform.rerankers.available(&model) })
}

/// Chooses a bot's reranker; only one that can work here.
pub async fn set_reranker(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    input: SetReranker,
) -> Result<RerankerSettings, SearchError> {
    ctx.require(Permission::BotsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    require_bot(&tx, bot).await?;
    let model = chat_model(platform, &tx, ctx.tenant).await?;
    // To load a model takes seconds, and connections are few.
    tx.close();
    let reranker = platform.rerankers.of(input.kind, &model).await;
    reranker.map_err(|message| {
        let (field, code) = ("kind".to_owned(), "not_available".to_owned());
        SearchError::Invalid(vec![FieldError { field, code, message }])
    })?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    if !rerankers::set(&tx, bot, input.kind, platform.clock.now()).await? {
        return Err(SearchError::NoSuchBot);
    }
    tx.commit().await?;
    Ok(RerankerSettings { kind: input.kind, available: platform.rerankers.available(&model) })
}
