//! What the settings ask the server.

use chatsphere_contract::accounts::ApiKey;
use chatsphere_contract::embedding::{ChooseEmbedder, EmbedderSettings, EmbedderTest};
use chatsphere_contract::ids::ModelId;
use chatsphere_contract::models::{Model, ModelList, ModelTest, SaveModel, TestModel};
use chatsphere_contract::spending::{BudgetList, SetBudget};
use chatsphere_contract::versions::VersionPolicy;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use super::usage::UsageView;
use crate::error::AppError;

/// Whom bots ask, and how each is.
#[server(prefix = "/api/fn", endpoint = "models.list", input = Json)]
pub async fn list_models() -> Result<ModelList, AppError> {
    let caller = crate::ssr::caller().await?;
    chatsphere_domain::models::list(&caller.platform, &caller.ctx).await.map_err(crate::ssr::failed)
}

/// Adds a model, or changes one.
#[server(name = StoreModel, prefix = "/api/fn", endpoint = "models.save", input = Json)]
pub async fn save_model(id: Option<ModelId>, settings: SaveModel) -> Result<Model, AppError> {
    use chatsphere_domain::models;
    let caller = crate::ssr::caller().await?;
    let saved = match id {
        Some(id) => models::update(&caller.platform, &caller.ctx, id, settings).await,
        None => models::create(&caller.platform, &caller.ctx, settings).await,
    };
    saved.map_err(crate::ssr::failed)
}

/// Forgets a model.
#[server(name = DeleteModel, prefix = "/api/fn", endpoint = "models.delete", input = Json)]
pub async fn delete_model(id: String) -> Result<(), AppError> {
    let caller = crate::ssr::caller().await?;
    let id = crate::ssr::id(&id, "model")?;
    chatsphere_domain::models::delete(&caller.platform, &caller.ctx, id).await.map_err(crate::ssr::failed)
}

/// Says who is asked first.
#[server(prefix = "/api/fn", endpoint = "models.reorder", input = Json)]
pub async fn reorder_models(ids: Vec<ModelId>) -> Result<ModelList, AppError> {
    let caller = crate::ssr::caller().await?;
    chatsphere_domain::models::reorder(&caller.platform, &caller.ctx, &ids).await.map_err(crate::ssr::failed)
}

/// Asks a model for one word.
#[server(name = TryModel, prefix = "/api/fn", endpoint = "models.test", input = Json)]
pub async fn test_model(what: TestModel) -> Result<ModelTest, AppError> {
    let caller = crate::ssr::caller().await?;
    chatsphere_domain::models::test(&caller.platform, &caller.ctx, what).await.map_err(crate::ssr::failed)
}

/// This month's usage and the budgets.
#[server(prefix = "/api/fn", endpoint = "usage.get", input = Json)]
pub async fn load_usage() -> Result<UsageView, AppError> {
    use chatsphere_contract::paging::PageQuery;
    use chatsphere_contract::spending::{UsageGroup, UsageQuery};
    use chatsphere_domain::{bots, spending};
    let caller = crate::ssr::caller().await?;
    let (platform, ctx) = (&caller.platform, &caller.ctx);
    let usage = async |group| {
        let query = UsageQuery { group: Some(group), ..UsageQuery::default() };
        spending::usage(platform, ctx, &query).await.map_err(crate::ssr::failed)
    };
    let mut bot_names = Vec::new();
    let mut page = PageQuery { limit: Some(100), ..PageQuery::default() };
    loop {
        let bots = bots::list(platform, ctx, page.clone()).await.map_err(crate::ssr::failed)?;
        bot_names.extend(bots.items.into_iter().map(|bot| (bot.id, bot.name)));
        if bots.next_cursor.is_none() {
            break;
        }
        page.cursor = bots.next_cursor;
    }
    Ok(UsageView {
        days: usage(UsageGroup::Day).await?,
        models: usage(UsageGroup::Model).await?,
        bots: usage(UsageGroup::Bot).await?,
        budgets: spending::budgets(platform, ctx).await.map_err(crate::ssr::failed)?,
        bot_names,
    })
}

/// Sets a budget, or removes it.
#[server(name = StoreBudget, prefix = "/api/fn", endpoint = "budgets.set", input = Json)]
pub async fn set_budget(budget: SetBudget) -> Result<BudgetList, AppError> {
    let caller = crate::ssr::caller().await?;
    chatsphere_domain::spending::set(&caller.platform, &caller.ctx, budget).await.map_err(crate::ssr::failed)
}

/// The workspace's keys, without their secrets.
#[server(prefix = "/api/fn", endpoint = "api-keys.list", input = Json)]
pub async fn list_api_keys() -> Result<Vec<ApiKey>, AppError> {
    let caller = crate::ssr::caller().await?;
    chatsphere_domain::accounts::list_api_keys(&caller.platform, &caller.ctx)
        .await
        .map_err(crate::ssr::failed)
}

/// Makes a key; its secret is in this answer and never again.
#[server(name = MakeApiKey, prefix = "/api/fn", endpoint = "api-keys.create", input = Json)]
pub async fn create_api_key(name: String) -> Result<ApiKey, AppError> {
    let caller = crate::ssr::caller().await?;
    chatsphere_domain::accounts::create_api_key(
        &caller.platform,
        &caller.ctx,
        chatsphere_contract::accounts::CreateApiKey { name },
    )
    .await
    .map_err(crate::ssr::failed)
}

/// Ends a key.
#[server(prefix = "/api/fn", endpoint = "api-keys.delete", input = Json)]
pub async fn delete_api_key(key: String) -> Result<(), AppError> {
    let caller = crate::ssr::caller().await?;
    let id = crate::ssr::id(&key, "API key")?;
    chatsphere_domain::accounts::delete_api_key(&caller.platform, &caller.ctx, id)
        .await
        .map_err(crate::ssr::failed)
}

/// Which model turns text into vectors, and how far a change is.
#[server(prefix = "/api/fn", endpoint = "embedder.get", input = Json)]
pub async fn load_embedder() -> Result<EmbedderSettings, AppError> {
    let caller = crate::ssr::caller().await?;
    chatsphere_domain::embedding::read(&caller.platform, &caller.ctx).await.map_err(crate::ssr::failed)
}

/// Begins to prepare another model.
#[server(name = SwitchEmbedder, prefix = "/api/fn", endpoint = "embedder.choose", input = Json)]
pub async fn choose_embedder(input: ChooseEmbedder) -> Result<EmbedderSettings, AppError> {
    let caller = crate::ssr::caller().await?;
    chatsphere_domain::embedding::choose(&caller.platform, &caller.ctx, input)
        .await
        .map_err(crate::ssr::failed)
}

/// Has a model make one vector.
#[server(name = TryEmbedder, prefix = "/api/fn", endpoint = "embedder.test", input = Json)]
pub async fn test_embedder(input: ChooseEmbedder) -> Result<EmbedderTest, AppError> {
    let caller = crate::ssr::caller().await?;
    chatsphere_domain::embedding::test(&caller.platform, &caller.ctx, input).await.map_err(crate::ssr::failed)
}

/// Goes back to the model before.
#[server(name = TakeBackEmbedder, prefix = "/api/fn", endpoint = "embedder.roll-back", input = Json)]
pub async fn roll_back_embedder() -> Result<EmbedderSettings, AppError> {
    let caller = crate::ssr::caller().await?;
    chatsphere_domain::embedding::roll_back(&caller.platform, &caller.ctx).await.map_err(crate::ssr::failed)
}

/// Calls a change off.
#[server(name = CallOffEmbedder, prefix = "/api/fn", endpoint = "embedder.cancel", input = Json)]
pub async fn cancel_embedder() -> Result<EmbedderSettings, AppError> {
    let caller = crate::ssr::caller().await?;
    chatsphere_domain::embedding::cancel(&caller.platform, &caller.ctx).await.map_err(crate::ssr::failed)
}

/// How many old versions of documents are kept.
#[server(prefix = "/api/fn", endpoint = "version-policy.get", input = Json)]
pub async fn load_version_policy() -> Result<VersionPolicy, AppError> {
    let caller = crate::ssr::caller().await?;
    chatsphere_domain::documents::version_policy(&caller.platform, &caller.ctx)
        .await
        .map_err(crate::ssr::failed)
}

/// Sets how many are kept.
#[server(name = SaveVersionPolicy, prefix = "/api/fn", endpoint = "version-policy.set", input = Json)]
pub async fn set_version_policy(policy: VersionPolicy) -> Result<VersionPolicy, AppError> {
    let caller = crate::ssr::caller().await?;
    chatsphere_domain::documents::set_version_policy(&caller.platform, &caller.ctx, policy)
        .await
        .map_err(crate::ssr::failed)
}
