//! What the search console asks the server.

use chatsphere_contract::reranking::{RerankerKind, RerankerSettings};
use chatsphere_contract::search::{
    ExplainedResults, SearchFilters, SearchHistory, Suggestions, TestQuestion, TestQuestions,
};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::error::AppError;

/// What a query finds, and why.
#[server(prefix = "/api/fn", endpoint = "search.console", input = Json)]
pub async fn search_console(
    bot: String,
    query: String,
    mode: String,
    rerank: String,
    filters: SearchFilters,
) -> Result<ExplainedResults, AppError> {
    use chatsphere_domain::search::{self, ConsoleRequest, Mode};
    let caller = crate::ssr::caller().await?;
    let bot = crate::ssr::id(&bot, "bot")?;
    let mode = match mode.as_str() {
        "keyword" => Mode::Keyword,
        "vector" => Mode::Vector,
        _ => Mode::Hybrid,
    };
    let rerank = RerankerKind::parse(&rerank);
    let request = ConsoleRequest { query, limit: None, mode, rerank, filters };
    search::explained(&caller.platform, &caller.ctx, bot, request).await.map_err(crate::ssr::failed)
}

/// Who takes a second look.
#[server(prefix = "/api/fn", endpoint = "search.reranker", input = Json)]
pub async fn load_reranker(bot: String) -> Result<RerankerSettings, AppError> {
    let caller = crate::ssr::caller().await?;
    let bot = crate::ssr::id(&bot, "bot")?;
    chatsphere_domain::search::read_reranker(&caller.platform, &caller.ctx, bot)
        .await
        .map_err(crate::ssr::failed)
}

/// Chooses who takes it.
#[server(prefix = "/api/fn", endpoint = "search.set_reranker", input = Json)]
pub async fn choose_reranker(bot: String, kind: RerankerKind) -> Result<RerankerSettings, AppError> {
    use chatsphere_contract::reranking::SetReranker;
    let caller = crate::ssr::caller().await?;
    let bot = crate::ssr::id(&bot, "bot")?;
    chatsphere_domain::search::set_reranker(&caller.platform, &caller.ctx, bot, SetReranker { kind })
        .await
        .map_err(crate::ssr::failed)
}

/// What was searched for lately.
#[server(prefix = "/api/fn", endpoint = "search.history", input = Json)]
pub async fn load_search_history(bot: String) -> Result<SearchHistory, AppError> {
    let caller = crate::ssr::caller().await?;
    let bot = crate::ssr::id(&bot, "bot")?;
    chatsphere_domain::search::history(&caller.platform, &caller.ctx, bot).await.map_err(crate::ssr::failed)
}

/// What may be meant.
#[server(prefix = "/api/fn", endpoint = "search.suggestions", input = Json)]
pub async fn search_suggestions(bot: String, typed: String) -> Result<Suggestions, AppError> {
    let caller = crate::ssr::caller().await?;
    let bot = crate::ssr::id(&bot, "bot")?;
    chatsphere_domain::search::suggestions(&caller.platform, &caller.ctx, bot, &typed)
        .await
        .map_err(crate::ssr::failed)
}

/// All test questions.
#[server(prefix = "/api/fn", endpoint = "test_questions.list", input = Json)]
pub async fn list_test_questions(bot: String) -> Result<TestQuestions, AppError> {
    let caller = crate::ssr::caller().await?;
    let bot = crate::ssr::id(&bot, "bot")?;
    chatsphere_domain::search::list_test_questions(&caller.platform, &caller.ctx, bot)
        .await
        .map_err(crate::ssr::failed)
}

/// Saves one.
#[server(prefix = "/api/fn", endpoint = "test_questions.add", input = Json)]
pub async fn add_test_question(
    bot: String,
    question: String,
    chunk: String,
) -> Result<TestQuestion, AppError> {
    use chatsphere_contract::search::NewTestQuestion;
    let caller = crate::ssr::caller().await?;
    let bot = crate::ssr::id(&bot, "bot")?;
    let input = NewTestQuestion { question, chunk_id: crate::ssr::id(&chunk, "passage")? };
    chatsphere_domain::search::add_test_question(&caller.platform, &caller.ctx, bot, input)
        .await
        .map_err(crate::ssr::failed)
}

/// Takes one out.
#[server(prefix = "/api/fn", endpoint = "test_questions.delete", input = Json)]
pub async fn delete_test_question(bot: String, test: String) -> Result<(), AppError> {
    let caller = crate::ssr::caller().await?;
    let (bot, test) = (crate::ssr::id(&bot, "bot")?, crate::ssr::id(&test, "test question")?);
    chatsphere_domain::search::delete_test_question(&caller.platform, &caller.ctx, bot, test)
        .await
        .map_err(crate::ssr::failed)
}

/// Asks all of them.
#[server(prefix = "/api/fn", endpoint = "test_questions.run", input = Json)]
pub async fn run_test_questions(bot: String) -> Result<TestQuestions, AppError> {
    let caller = crate::ssr::caller().await?;
    let bot = crate::ssr::id(&bot, "bot")?;
    chatsphere_domain::search::run_test_questions(&caller.platform, &caller.ctx, bot)
        .await
        .map_err(crate::ssr::failed)
}
