//! Starting it, and what nearly every test does with it.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use chatsphere_config::Config;
use chatsphere_domain::models::Models;
use chatsphere_domain::{Parts, Platform, chat};
use chatsphere_ingest::{ExtractLimits, Extractor};
use chatsphere_kernel::clock::ManualClock;
use chatsphere_kernel::secrets::MasterSecret;
use chatsphere_kernel::{Clock, OsRandom, SystemClock};
use chatsphere_outbound::Objects;
use chatsphere_testkit::TestDatabase;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::Answer;

pub const PASSWORD: &str = "correct horse battery";

/// A server on loopback.
pub struct TestApp {
    pub platform: Arc<Platform>,
    pub clock: Arc<ManualClock>,
    pub database: TestDatabase,
    /// `http://127.0.0.1:PORT`
    pub base: String,
    client: Client,
    stop: CancellationToken,
    _data: TempDir,
}

/// A registered account.
#[derive(Debug, Clone)]
pub struct Account {
    pub access: String,
    pub refresh: String,
    pub workspace_id: String,
    pub email: String,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// Starts with more settings than usual, by their environment variables.
    pub async fn start_with(settings: &[(&str, &str)]) -> Self {
        let database = TestDatabase::create().await;
        let data = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::new(SystemClock.now()));
        let config = configuration(&database, data.path(), settings);
        let objects = data.path().join("objects");
        std::fs::create_dir_all(&objects).unwrap();
        let platform = Platform::new(Parts {
            models: Models::new(&config, None),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            random: Arc::new(OsRandom),
            secret: MasterSecret::new(config.secret.reveal()).unwrap(),
            db: database.db().clone(),
            objects: Objects::local(&objects).unwrap(),
            // No test of this crate reads a document.
            extractor: Extractor::new("/nonexistent".into(), ExtractLimits::default()),
            embeddings: None,
            config,
        });
        let stop = CancellationToken::new();
        chat::start(&platform, &stop);
        let router = chatsphere_http::router(Arc::clone(&platform), stop.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(
            axum::serve(listener, service)
                .with_graceful_shutdown(stop.clone().cancelled_owned())
                .into_future(),
        );
        Self { platform, clock, database, base, client: Client::new(), stop, _data: data }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        Answer::read(request.send().await.unwrap()).await
    }

    pub async fn get(&self, token: &str, path: &str) -> Answer {
        self.send(self.request(Method::GET, path).bearer_auth(token)).await
    }

    pub async fn post(&self, token: &str, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::POST, path).bearer_auth(token).json(&body)).await
    }

    pub async fn delete(&self, token: &str, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path).bearer_auth(token)).await
    }

    /// A call without a credential.
    pub async fn open_post(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn register(&self, email: &str, workspace: &str) -> Account {
        let body = json!({"email": email, "password": PASSWORD, "name": "Ada", "workspace": workspace});
        let answer = self.open_post("/api/v1/auth/register", body).await.success();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Account {
            access: text(&answer["access_token"]),
            refresh: text(&answer["refresh_token"]),
            workspace_id: text(&answer["workspace"]["id"]),
            email: email.to_owned(),
        }
    }

    /// Logs a browser in, past the dashboard's forms; the value of its `Cookie` header.
    pub async fn browser(&self, account: &Account) -> String {
        let input = chatsphere_contract::accounts::TokenRequest {
            email: account.email.clone(),
            password: PASSWORD.to_owned(),
        };
        let session = chatsphere_domain::accounts::log_in_browser(&self.platform, input).await.unwrap();
        format!("cs_session={}", session.token)
    }

    /// A new bot; its id and its public key.
    pub async fn bot(&self, token: &str, settings: Value) -> (String, String) {
        let bot = self.post(token, "/api/v1/bots", settings).await.success();
        (bot["id"].as_str().unwrap().to_owned(), bot["public_key"].as_str().unwrap().to_owned())
    }

    /// A visitor's session on a page; its token and its conversation.
    pub async fn visitor(&self, public_key: &str, origin: &str) -> (String, String) {
        let path = format!("/widget/v1/bots/{public_key}/sessions");
        let request = self.request(Method::POST, &path).header("origin", origin).json(&json!({}));
        let session = self.send(request).await.success();
        let text = |name: &str| session[name].as_str().unwrap().to_owned();
        (text("session_token"), text("conversation_id"))
    }

    /// Stops the server, as a signal would.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// What the application itself has no way to do: as the database's owner.
    pub async fn owner_sql(&self, sql: &'static str) {
        sqlx::query(sql).execute(&mut self.database.owner().await).await.unwrap();
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

fn configuration(database: &TestDatabase, data: &Path, settings: &[(&str, &str)]) -> Config {
    let folder = data.display().to_string();
    let site = data.join("site").display().to_string();
    let secret = "only-for-tests-7f3a9c1e5b8d2046aa93".to_owned();
    let basic = [
        ("DATABASE_URL", database.owner_url()),
        ("CHATSPHERE_SECRET", secret.as_str()),
        ("CHATSPHERE_DATA", folder.as_str()),
        ("CHATSPHERE_SITE_DIR", site.as_str()),
    ];
    let all = basic.iter().chain(settings).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Config::load(all, None).unwrap()
}
