//! The demo workspace: made on the first start, the way any tenant would make it.

use std::convert::Infallible;
use std::sync::Arc;

use anyhow::Context as _;
use axum::body::Bytes;
use chatsphere_contract::accounts::{RegisterRequest, TokenRequest};
use chatsphere_contract::bots::{Bot, BotSettings, CreateBot};
use chatsphere_contract::documents::ImportLine;
use chatsphere_contract::paging::PageQuery;
use chatsphere_domain::accounts::{self, AccountError, Credential, Operator};
use chatsphere_domain::documents::{self, Upload};
use chatsphere_domain::{Platform, bots};
use chatsphere_kernel::Ctx;
use futures::stream;

use super::articles::{ARTICLES, Article, GUIDE, GUIDE_NAME};

/// The demo's log-in name.
const EMAIL: &str = "demo@hearth.example";

/// The label under which the demo's password is derived from the master secret: the same at every start,
/// another on every install.
const PASSWORD: &str = "demo password";

/// The demo's bot.
const BOT: &str = "Hearth help";

/// What a person needs to look at the demo.
#[derive(Debug)]
pub struct Demo {
    /// Log-in name.
    pub email: String,
    /// Password.
    pub password: String,
    /// Names the bot in the demo site's script tag.
    pub public_key: String,
}

/// Makes what is missing of the demo. The demo's account never runs the install: that is for the first
/// person who registers.
pub async fn seed(platform: &Arc<Platform>) -> anyhow::Result<Demo> {
    let password: String = platform.secret.derive_password(PASSWORD).chars().take(16).collect();
    let ctx = account(platform, &password).await.context("the demo account could not be made")?;
    let bot = bot(platform, &ctx).await.context("the demo bot could not be made")?;
    if bot.documents == 0 && is_without_documents(platform, &ctx, &bot).await? {
        add_documents(platform, &ctx, &bot).await.context("the demo documents could not be added")?;
    }
    Ok(Demo { email: EMAIL.to_owned(), password, public_key: bot.public_key })
}

async fn account(platform: &Platform, password: &str) -> anyhow::Result<Ctx> {
    let registration = RegisterRequest {
        email: EMAIL.to_owned(),
        password: password.to_owned(),
        name: "Demo".to_owned(),
        workspace: "Hearth (demo)".to_owned(),
    };
    let tokens = match accounts::register_with(platform, registration, Operator::No).await {
        Ok(registered) => registered.tokens,
        Err(AccountError::EmailTaken) => {
            let input = TokenRequest { email: EMAIL.to_owned(), password: password.to_owned() };
            accounts::log_in(platform, input).await?
        }
        Err(error) => return Err(error.into()),
    };
    Ok(accounts::authenticate(platform, Credential::Bearer(&tokens.access_token), "demo seed").await?)
}

async fn bot(platform: &Platform, ctx: &Ctx) -> anyhow::Result<Bot> {
    let known = bots::list(platform, ctx, PageQuery::default()).await?;
    if let Some(bot) = known.items.into_iter().find(|bot| bot.name == BOT) {
        return Ok(bot);
    }
    let settings = BotSettings {
        display_name: Some("Ember".to_owned()),
        greeting: Some(
            "Hello, I’m Ember. Ask me about setting up, error codes, orders or your account.".to_owned(),
        ),
        color: Some("#b3441a".to_owned()),
        suggested_questions: Some(vec![
            "What does E-417 mean?".to_owned(),
            "How do I send a thermostat back?".to_owned(),
            "I lost my phone. How do I log in?".to_owned(),
        ]),
        instructions: Some("Be warm and brief. Hearth is always written with a capital H.".to_owned()),
        ..BotSettings::default()
    };
    Ok(bots::create(platform, ctx, CreateBot { name: BOT.to_owned(), settings }).await?)
}

async fn is_without_documents(platform: &Platform, ctx: &Ctx, bot: &Bot) -> anyhow::Result<bool> {
    Ok(documents::list(platform, ctx, bot.id, PageQuery::default()).await?.items.is_empty())
}

/// The articles by import, so that citations open them on the demo site; the guide as an upload.
async fn add_documents(platform: &Arc<Platform>, ctx: &Ctx, bot: &Bot) -> anyhow::Result<()> {
    let site = platform.config.server.demo_addr.map(|addr| format!("http://{addr}"));
    let mut lines = String::new();
    for article in ARTICLES {
        lines.push_str(&serde_json::to_string(&line(article, site.as_deref()))?);
        lines.push('\n');
    }
    let mut upload = Upload::begin(platform, ctx, bot.id).await?;
    upload.add(GUIDE_NAME, whole(Bytes::from_static(GUIDE))).await?;
    upload.finish().await?;
    documents::import(platform, ctx, bot.id, whole(Bytes::from(lines))).await?;
    Ok(())
}

fn line(article: &Article, site: Option<&str>) -> ImportLine {
    ImportLine {
        external_id: article.slug.to_owned(),
        title: article.title().to_owned(),
        text: article.markdown.to_owned(),
        url: site.map(|site| format!("{site}/help/{}", article.slug)),
        tags: vec!["help".to_owned()],
    }
}

/// Bytes that are already here, as a stream.
fn whole(bytes: Bytes) -> impl futures::Stream<Item = Result<Bytes, Infallible>> + Send {
    stream::once(async move { Ok(bytes) })
}
