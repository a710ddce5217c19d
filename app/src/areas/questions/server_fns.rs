//! What the page of written answers asks the server.

use chatsphere_contract::paging::Page;
use chatsphere_contract::questions::{NewQuestion, Question, QuestionQuery, UpdateQuestion};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::error::AppError;

/// A page of written answers, newest first.
#[server(prefix = "/api/fn", endpoint = "questions.list", input = Json)]
pub async fn list_questions(bot: String, query: QuestionQuery) -> Result<Page<Question>, AppError> {
    let caller = crate::ssr::caller().await?;
    let bot = crate::ssr::id(&bot, "bot")?;
    chatsphere_domain::questions::list(&caller.platform, &caller.ctx, bot, query)
        .await
        .map_err(crate::ssr::failed)
}

/// One of them, as it is now.
#[server(prefix = "/api/fn", endpoint = "questions.read", input = Json)]
pub async fn read_question(bot: String, question: String) -> Result<Question, AppError> {
    let caller = crate::ssr::caller().await?;
    let (bot, question) = (crate::ssr::id(&bot, "bot")?, crate::ssr::id(&question, "question")?);
    chatsphere_domain::questions::read(&caller.platform, &caller.ctx, bot, question)
        .await
        .map_err(crate::ssr::failed)
}

/// Saves a new one.
#[server(prefix = "/api/fn", endpoint = "questions.create", input = Json)]
pub async fn create_question(bot: String, input: NewQuestion) -> Result<Question, AppError> {
    let caller = crate::ssr::caller().await?;
    let bot = crate::ssr::id(&bot, "bot")?;
    chatsphere_domain::questions::create(&caller.platform, &caller.ctx, bot, input)
        .await
        .map_err(crate::ssr::failed)
}

/// Changes one.
#[server(prefix = "/api/fn", endpoint = "questions.update", input = Json)]
pub async fn change_question(
    bot: String,
    question: String,
    input: UpdateQuestion,
) -> Result<Question, AppError> {
    let caller = crate::ssr::caller().await?;
    let (bot, question) = (crate::ssr::id(&bot, "bot")?, crate::ssr::id(&question, "question")?);
    chatsphere_domain::questions::update(&caller.platform, &caller.ctx, bot, question, input)
        .await
        .map_err(crate::ssr::failed)
}

/// Deletes one.
#[server(prefix = "/api/fn", endpoint = "questions.delete", input = Json)]
pub async fn delete_question(bot: String, question: String) -> Result<(), AppError> {
    let caller = crate::ssr::caller().await?;
    let (bot, question) = (crate::ssr::id(&bot, "bot")?, crate::ssr::id(&question, "question")?);
    chatsphere_domain::questions::delete(&caller.platform, &caller.ctx, bot, question)
        .await
        .map_err(crate::ssr::failed)
}
