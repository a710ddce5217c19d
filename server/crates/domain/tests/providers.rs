//! A workspace's own model: what is stored, what comes back, which model answers, what a test of it says.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has to stop")]

use std::sync::Arc;

use chatsphere_config::Config;
use chatsphere_contract::accounts::Role;
use chatsphere_contract::ids::{UserId, WorkspaceId};
use chatsphere_contract::problem::Problem;
use chatsphere_contract::providers::{ProviderSource, ProviderTest, SetProvider};
use chatsphere_domain::providers::{self, Models, ProviderError};
use chatsphere_domain::{Parts, Platform};
use chatsphere_ingest::{ExtractLimits, Extractor};
use chatsphere_kernel::secrets::MasterSecret;
use chatsphere_kernel::{Actor, Ctx, OsRandom, SystemClock};
use chatsphere_outbound::Objects;
use chatsphere_testkit::{TestDatabase, rows};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use uuid::Uuid;

const KEY: &str = "sk-0123456789abcdef-wxyz";
const SECRET: &str = "a secret of the tests, long enough";

struct Fixture {
    platform: Arc<Platform>,
    database: TestDatabase,
    _folder: tempfile::TempDir,
}

impl Fixture {
    /// A platform with two workspaces and these settings on top.
    async fn new(settings: &[(&str, &str)]) -> Self {
        let database = TestDatabase::create().await;
        for number in [1, 2] {
            rows::workspace(&database, WorkspaceId(Uuid::from_u128(number))).await;
        }
        let folder = tempfile::tempdir().unwrap();
        let platform = platform(&database, folder.path(), settings, SECRET);
        Self { platform, database, _folder: folder }
    }

    async fn stored(&self) -> Vec<u8> {
        let sql = "SELECT coalesce(sealed_key, '') FROM model_providers";
        sqlx::query_scalar(sql).fetch_one(&mut self.database.owner().await).await.unwrap()
    }
}

fn platform(
    database: &TestDatabase,
    folder: &std::path::Path,
    settings: &[(&str, &str)],
    secret: &str,
) -> Arc<Platform> {
    let needed = [("DATABASE_URL", database.owner_url()), ("CHATSPHERE_SECRET", secret)];
    let env = needed.iter().chain(settings).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let config = Config::load(env, None).unwrap();
    Platform::new(Parts {
        models: Models::new(&config, None),
        clock: Arc::new(SystemClock),
        random: Arc::new(OsRandom),
        secret: MasterSecret::new(config.secret.reveal()).unwrap(),
        db: database.db().clone(),
        objects: Objects::local(folder).unwrap(),
        extractor: Extractor::new("/nonexistent".into(), ExtractLimits::default()),
        embeddings: None,
        config,
    })
}

fn ctx(workspace: u128, role: Role) -> Ctx {
    let actor = Actor::User(UserId(Uuid::from_u128(9)));
    Ctx { actor, tenant: WorkspaceId(Uuid::from_u128(workspace)), role, request_id: String::new() }
}

fn owner() -> Ctx {
    ctx(1, Role::Owner)
}

fn input(base_url: &str, api_key: Option<&str>) -> SetProvider {
    SetProvider { base_url: base_url.into(), model: "small".into(), api_key: api_key.map(str::to_owned) }
}

/// An endpoint that gives every request this answer, and its base URL.
async fn endpoint(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            tokio::spawn(async move {
                let _ = socket.read(&mut [0; 8192]).await;
                let _ = socket.write_all(answer.as_bytes()).await;
            });
        }
    });
    base_url
}

const READY: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n\
    data: {\"choices\":[{\"delta\":{\"content\":\"ready\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
const WRONG_KEY: &str = "HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n\
    {\"error\":{\"message\":\"Incorrect key sk-0123456789abcdef-wxyz\"}}";

async fn model_name(platform: &Arc<Platform>, workspace: u128) -> String {
    let tx = platform.db.tenant(WorkspaceId(Uuid::from_u128(workspace))).await.unwrap();
    let setting = chatsphere_db::providers::find(&tx).await.unwrap();
    platform.models.of(platform, tx.tenant(), setting.as_ref()).name().to_owned()
}

fn wrong_fields(outcome: Result<impl std::fmt::Debug, ProviderError>) -> Vec<String> {
    let problem = Problem::from(outcome.unwrap_err());
    assert_eq!(problem.status, 422);
    problem.errors.into_iter().map(|error| error.field).collect()
}

#[tokio::test]
async fn the_key_goes_in_and_never_comes_back() {
    let fixture = Fixture::new(&[]).await;
    let platform = &fixture.platform;
    let set =
        providers::set(platform, &owner(), input("https://api.example.com/v1/", Some(KEY))).await.unwrap();
    let read = providers::read(platform, &ctx(1, Role::Viewer)).await.unwrap();
    assert_eq!(set, read);
    assert_eq!(read.source, ProviderSource::Workspace);
    assert_eq!(read.base_url.as_deref(), Some("https://api.example.com/v1"));
    assert_eq!(read.key_hint.as_deref(), Some("wxyz"));
    let stored = fixture.stored().await;
    assert!(
        !stored.is_empty() && !stored.windows(8).any(|bytes| KEY.as_bytes().windows(8).any(|k| k == bytes))
    );
    let other = providers::read(platform, &ctx(2, Role::Owner)).await.unwrap();
    assert_eq!(other.source, ProviderSource::BuiltIn);
}

#[tokio::test]
async fn an_absent_key_keeps_the_stored_one_but_not_for_another_host() {
    let fixture = Fixture::new(&[]).await;
    let platform = &fixture.platform;
    providers::set(platform, &owner(), input("https://api.example.com/v1", Some(KEY))).await.unwrap();
    let stored = fixture.stored().await;
    let moved = providers::set(platform, &owner(), input("https://api.example.com/v2", None)).await.unwrap();
    assert_eq!(moved.key_hint.as_deref(), Some("wxyz"));
    assert_eq!(fixture.stored().await, stored);
    let thief = providers::set(platform, &owner(), input("https://thief.example.com/v1", None)).await;
    assert_eq!(wrong_fields(thief), ["api_key"]);
    let keyless =
        providers::set(platform, &owner(), input("https://thief.example.com/v1", Some(""))).await.unwrap();
    assert_eq!(keyless.key_hint, None);
    assert!(fixture.stored().await.is_empty());
}

#[tokio::test]
async fn every_wrong_field_is_named_and_nothing_is_stored() {
    let fixture = Fixture::new(&[]).await;
    let platform = &fixture.platform;
    for url in
        ["", "nonsense", "ftp://x/", "http://127.0.0.1:1/v1", "http://169.254.169.254/", "https://a/?k=1"]
    {
        assert_eq!(
            wrong_fields(providers::set(platform, &owner(), input(url, None)).await),
            ["base_url"],
            "{url}"
        );
    }
    let all = SetProvider { base_url: "x".into(), model: " ".into(), api_key: Some("a b".into()) };
    assert_eq!(wrong_fields(providers::set(platform, &owner(), all).await), ["base_url", "model", "api_key"]);
    assert_eq!(providers::read(platform, &owner()).await.unwrap().source, ProviderSource::BuiltIn);
}

#[tokio::test]
async fn only_who_may_change_settings_sets_clears_and_tests() {
    let fixture = Fixture::new(&[]).await;
    let (platform, agent) = (&fixture.platform, ctx(1, Role::Agent));
    let refused = [
        providers::set(platform, &agent, input("https://api.example.com", None)).await.map(drop),
        providers::clear(platform, &agent).await.map(drop),
        providers::test(platform, &agent, None).await.map(drop),
    ];
    for outcome in refused {
        assert!(matches!(outcome, Err(ProviderError::NotPermitted(_))));
    }
}

#[tokio::test]
async fn the_workspace_s_model_wins_over_the_install_s_and_that_over_the_built_in() {
    let install = [
        ("CHATSPHERE_OPENAI_BASE_URL", "http://127.0.0.1:9/v1"),
        ("CHATSPHERE_CHAT_MODEL", "of-the-install"),
        ("CHATSPHERE_OPENAI_API_KEY", "sk-of-the-install"),
    ];
    let fixture = Fixture::new(&install).await;
    let platform = &fixture.platform;
    providers::set(platform, &owner(), input("https://api.example.com/v1", Some(KEY))).await.unwrap();
    assert_eq!(model_name(platform, 1).await, "small");
    assert_eq!(model_name(platform, 2).await, "of-the-install");
    let shown = providers::read(platform, &ctx(2, Role::Owner)).await.unwrap();
    assert_eq!((shown.source, shown.base_url), (ProviderSource::Install, None));
    assert_eq!(providers::clear(platform, &owner()).await.unwrap().source, ProviderSource::Install);
    assert_eq!(model_name(platform, 1).await, "of-the-install");
    let bare = Fixture::new(&[]).await;
    assert_eq!(model_name(&bare.platform, 1).await, "built-in");
}

#[tokio::test]
async fn a_setting_that_cannot_be_used_falls_back_to_the_built_in_and_not_to_the_install() {
    let install = [
        ("CHATSPHERE_OPENAI_BASE_URL", "http://127.0.0.1:9/v1"),
        ("CHATSPHERE_CHAT_MODEL", "of-the-install"),
    ];
    let fixture = Fixture::new(&install).await;
    providers::set(&fixture.platform, &owner(), input("https://api.example.com/v1", Some(KEY)))
        .await
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let other = platform(&fixture.database, folder.path(), &install, "another secret that is long enough");
    assert_eq!(model_name(&other, 1).await, "built-in");
    let test = providers::test(&other, &owner(), None).await.unwrap();
    assert!(!test.ok && test.problem.unwrap().contains("Enter it again"));
}

#[tokio::test]
async fn a_test_says_how_quick_the_model_is_or_what_is_wrong() {
    let fixture = Fixture::new(&[("CHATSPHERE_OUTBOUND_ALLOW", "127.0.0.1")]).await;
    let platform = &fixture.platform;
    let missing = providers::test(platform, &owner(), None).await;
    assert!(matches!(missing, Err(ProviderError::NotSet)));
    let try_out = async |answer: &'static str| -> ProviderTest {
        let input = input(&endpoint(answer).await, Some(KEY));
        providers::test(platform, &owner(), Some(input)).await.unwrap()
    };
    let good = try_out(READY).await;
    assert!(good.ok && good.first_token_ms.is_some() && good.problem.is_none(), "{good:?}");
    let problem = try_out(WRONG_KEY).await.problem.unwrap();
    assert!(problem.contains("refuses the key") && !problem.contains(KEY), "{problem}");
    let problem = try_out("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<html>").await.problem.unwrap();
    assert!(problem.contains("HTML"), "{problem}");
    let read = providers::read(platform, &owner()).await.unwrap();
    assert_eq!(read.source, ProviderSource::BuiltIn, "a test stores nothing");
}
