//! A workspace's own models: what is stored, what comes back, which of them answers, what a test of one says.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has to stop")]

use std::sync::Arc;

use chatsphere_config::Config;
use chatsphere_contract::accounts::Role;
use chatsphere_contract::ids::{ModelId, UserId, WorkspaceId};
use chatsphere_contract::models::{Model, ModelCondition, ModelTest, ProviderKind, SaveModel, TestModel};
use chatsphere_contract::problem::Problem;

use chatsphere_domain::models::{self, MODELS, ModelError, Models};
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
        let sql = "SELECT coalesce(sealed_key, '') FROM chat_models";
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

fn input(base_url: &str, api_key: Option<&str>) -> SaveModel {
    let api_key = api_key.map(str::to_owned);
    SaveModel { base_url: base_url.into(), model: "small".into(), api_key, ..SaveModel::default() }
}

fn named(model: &str) -> SaveModel {
    SaveModel { model: model.to_owned(), ..input("https://api.example.com/v1", None) }
}

async fn all(platform: &Platform, workspace: u128) -> Vec<Model> {
    models::list(platform, &ctx(workspace, Role::Viewer)).await.unwrap().items
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

/// Who answers in a workspace, by name.
async fn model_name(platform: &Arc<Platform>, workspace: u128) -> String {
    let tx = platform.db.tenant(WorkspaceId(Uuid::from_u128(workspace))).await.unwrap();
    let own = chatsphere_db::models::list(&tx).await.unwrap();
    platform.models.answering(platform, tx.tenant(), &own).name().to_owned()
}

fn wrong_fields(outcome: Result<impl std::fmt::Debug, ModelError>) -> Vec<String> {
    let problem = Problem::from(outcome.unwrap_err());
    assert_eq!(problem.status, 422);
    problem.errors.into_iter().map(|error| error.field).collect()
}

#[tokio::test]
async fn the_key_goes_in_and_never_comes_back() {
    let fixture = Fixture::new(&[]).await;
    let platform = &fixture.platform;
    let made =
        models::create(platform, &owner(), input("https://api.example.com/v1/", Some(KEY))).await.unwrap();
    assert_eq!(all(platform, 1).await, std::slice::from_ref(&made));
    assert_eq!(made.base_url, "https://api.example.com/v1");
    assert_eq!(made.key_hint.as_deref(), Some("wxyz"));
    assert_eq!((made.first_token_seconds, made.health.condition), (15, ModelCondition::Working));
    let stored = fixture.stored().await;
    assert!(
        !stored.is_empty() && !stored.windows(8).any(|bytes| KEY.as_bytes().windows(8).any(|k| k == bytes))
    );
    assert_eq!(all(platform, 2).await, []);
}

#[tokio::test]
async fn an_absent_key_keeps_the_stored_one_but_not_for_another_host() {
    let fixture = Fixture::new(&[]).await;
    let platform = &fixture.platform;
    let id =
        models::create(platform, &owner(), input("https://api.example.com/v1", Some(KEY))).await.unwrap().id;
    let stored = fixture.stored().await;
    let update = async |base_url, key| models::update(platform, &owner(), id, input(base_url, key)).await;
    let moved = update("https://api.example.com/v2", None).await.unwrap();
    assert_eq!(moved.key_hint.as_deref(), Some("wxyz"));
    assert_eq!(fixture.stored().await, stored);
    assert_eq!(wrong_fields(update("https://thief.example.com/v1", None).await), ["api_key"]);
    let thief = TestModel { id: Some(id), settings: Some(input("https://thief.example.com/v1", None)) };
    assert_eq!(wrong_fields(models::test(platform, &owner(), thief).await), ["api_key"]);
    let keyless = update("https://thief.example.com/v1", Some("")).await.unwrap();
    assert_eq!(keyless.key_hint, None);
    assert!(fixture.stored().await.is_empty());
}

#[tokio::test]
async fn every_wrong_field_is_named_and_nothing_is_stored() {
    let fixture = Fixture::new(&[]).await;
    let platform = &fixture.platform;
    for url in ["nonsense", "ftp://x/", "http://127.0.0.1:1/v1", "http://169.254.169.254/", "https://a/?k=1"]
    {
        let outcome = models::create(platform, &owner(), input(url, None)).await;
        assert_eq!(wrong_fields(outcome), ["base_url"], "{url}");
    }
    let wrong = SaveModel {
        kind: ProviderKind::Azure,
        model: " ".into(),
        api_key: Some("a b".into()),
        first_token_seconds: Some(61),
        ..SaveModel::default()
    };
    let outcome = models::create(platform, &owner(), wrong).await;
    assert_eq!(wrong_fields(outcome), ["base_url", "model", "api_key", "first_token_seconds"]);
    assert_eq!(all(platform, 1).await, []);
    let usual = SaveModel { base_url: String::new(), ..named("small") };
    let usual = models::create(platform, &owner(), usual).await.unwrap();
    assert!(usual.base_url.starts_with("https://"), "a provider’s usual address needs no typing");
}

#[tokio::test]
async fn models_are_asked_in_the_order_of_the_workspace() {
    let fixture = Fixture::new(&[]).await;
    let platform = &fixture.platform;
    let mut ids = Vec::new();
    for name in ["first", "second", "third"] {
        ids.push(models::create(platform, &owner(), named(name)).await.unwrap().id);
    }
    assert_eq!(model_name(platform, 1).await, "first");
    ids.rotate_left(2);
    let list = models::reorder(platform, &owner(), &ids).await.unwrap();
    assert_eq!(list.items.iter().map(|model| model.id).collect::<Vec<_>>(), ids);
    assert_eq!(model_name(platform, 1).await, "third");
    for wrong in [&ids[..2], &[ids[0], ids[0], ids[1]], &[]] {
        assert_eq!(wrong_fields(models::reorder(platform, &owner(), wrong).await), ["ids"]);
    }
    models::update(platform, &owner(), ids[0], named("renamed")).await.unwrap();
    assert_eq!(model_name(platform, 1).await, "renamed", "it keeps its place");
    models::delete(platform, &owner(), ids[0]).await.unwrap();
    assert_eq!(model_name(platform, 1).await, "first");
    let gone = models::delete(platform, &owner(), ids[0]).await;
    assert!(matches!(gone, Err(ModelError::NotFound)));
    let elsewhere = models::delete(platform, &ctx(2, Role::Owner), ids[1]).await;
    assert!(matches!(elsewhere, Err(ModelError::NotFound)));
}

#[tokio::test]
async fn a_workspace_has_only_so_many_also_when_they_are_made_at_once() {
    let fixture = Fixture::new(&[]).await;
    let platform = &fixture.platform;
    let owner = owner();
    let made = (0..MODELS + 3).map(|_| models::create(platform, &owner, named("one of many")));
    let outcomes = futures::future::join_all(made).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), MODELS);
    assert_eq!(all(platform, 1).await.len(), MODELS);
}

#[tokio::test]
async fn only_who_may_change_settings_changes_and_tests() {
    let fixture = Fixture::new(&[]).await;
    let (platform, agent) = (&fixture.platform, ctx(1, Role::Agent));
    let id = ModelId(Uuid::from_u128(1));
    let refused = [
        models::create(platform, &agent, named("small")).await.map(drop),
        models::update(platform, &agent, id, named("small")).await.map(drop),
        models::delete(platform, &agent, id).await,
        models::reorder(platform, &agent, &[]).await.map(drop),
        models::test(platform, &agent, TestModel::default()).await.map(drop),
    ];
    for outcome in refused {
        assert!(matches!(outcome, Err(ModelError::NotPermitted(_))));
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
    let id = models::create(platform, &owner(), named("small")).await.unwrap().id;
    assert_eq!(model_name(platform, 1).await, "small");
    assert_eq!(model_name(platform, 2).await, "of-the-install");
    let shown = models::list(platform, &ctx(2, Role::Owner)).await.unwrap();
    assert_eq!(shown.install.unwrap().model, "of-the-install");
    models::delete(platform, &owner(), id).await.unwrap();
    assert_eq!(model_name(platform, 1).await, "of-the-install");
    let bare = Fixture::new(&[]).await;
    assert_eq!(model_name(&bare.platform, 1).await, "built-in");
}

#[tokio::test]
async fn a_model_that_cannot_be_used_is_passed_over_and_the_install_s_does_not_stand_in() {
    let install = [
        ("CHATSPHERE_OPENAI_BASE_URL", "http://127.0.0.1:9/v1"),
        ("CHATSPHERE_CHAT_MODEL", "of-the-install"),
    ];
    let fixture = Fixture::new(&install).await;
    let sealed = SaveModel { api_key: Some(KEY.to_owned()), ..named("sealed") };
    let id = models::create(&fixture.platform, &owner(), sealed).await.unwrap().id;
    let folder = tempfile::tempdir().unwrap();
    let other = platform(&fixture.database, folder.path(), &install, "another secret that is long enough");
    assert_eq!(model_name(&other, 1).await, "built-in");
    let health = &all(&other, 1).await[0].health;
    assert_eq!(health.condition, ModelCondition::Unusable);
    let test = models::test(&other, &owner(), TestModel { id: Some(id), settings: None }).await.unwrap();
    assert!(!test.ok && test.problem.unwrap().contains("Enter it again"));
    models::create(&other, &owner(), named("keyless")).await.unwrap();
    assert_eq!(model_name(&other, 1).await, "keyless");
}

#[tokio::test]
async fn a_test_says_how_quick_the_model_is_or_what_is_wrong() {
    let fixture = Fixture::new(&[("CHATSPHERE_OUTBOUND_ALLOW", "127.0.0.1")]).await;
    let platform = &fixture.platform;
    assert_eq!(wrong_fields(models::test(platform, &owner(), TestModel::default()).await), ["settings"]);
    let unknown = TestModel { id: Some(ModelId(Uuid::from_u128(1))), settings: None };
    assert!(matches!(models::test(platform, &owner(), unknown).await, Err(ModelError::NotFound)));
    let try_out = async |answer: &'static str| -> ModelTest {
        let settings = Some(input(&endpoint(answer).await, Some(KEY)));
        models::test(platform, &owner(), TestModel { id: None, settings }).await.unwrap()
    };
    let good = try_out(READY).await;
    assert!(good.ok && good.first_token_ms.is_some() && good.problem.is_none(), "{good:?}");
    let problem = try_out(WRONG_KEY).await.problem.unwrap();
    assert!(problem.contains("refuses the key") && !problem.contains(KEY), "{problem}");
    let problem = try_out("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<html>").await.problem.unwrap();
    assert!(problem.contains("HTML"), "{problem}");
    assert_eq!(all(platform, 1).await, [], "a test stores nothing");
}
