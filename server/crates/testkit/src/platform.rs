//! A whole platform around a database of its own.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chatsphere_ai::Embeddings;
use chatsphere_config::Config;
use chatsphere_contract::accounts::Role;
use chatsphere_contract::bots::{Bot, CreateBot};
use chatsphere_contract::documents::{Document, DocumentStatus};
use chatsphere_contract::ids::{BotId, UserId, WorkspaceId};
use chatsphere_domain::models::Models;
use chatsphere_domain::{Parts, Platform, bots, documents};
use chatsphere_ingest::{ExtractLimits, Extractor};
use chatsphere_kernel::clock::ManualClock;
use chatsphere_kernel::secrets::MasterSecret;
use chatsphere_kernel::{Actor, Clock, Ctx, OsRandom, SystemClock};
use chatsphere_outbound::Objects;
use tempfile::TempDir;
use time::OffsetDateTime;

use crate::{HashEmbedder, ScriptedModel, TestDatabase, rows};

/// Where tests find the program that reads HTML and PDF; without it, the one beside the test is taken.
pub const EXTRACTOR_VARIABLE: &str = "CHATSPHERE_TEST_EXTRACTOR";

/// Master secret of every test platform.
const SECRET: &str = "a master secret that only tests have";

/// How long a worker's claim on a job holds without a heartbeat.
const LEASE: Duration = Duration::from_secs(30);

/// What a test platform is made with. By default: the system's clock, no embedder, the built-in answerer.
#[derive(Debug, Default)]
pub struct TestPlatformBuilder {
    clock: Option<Arc<ManualClock>>,
    has_embedder: bool,
    model: Option<Arc<ScriptedModel>>,
    allow: Option<String>,
    settings: Vec<(String, String)>,
}

impl TestPlatformBuilder {
    /// A clock that stands still at a round moment until the test moves it.
    pub fn manual_clock(self) -> Self {
        let noon = OffsetDateTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        Self { clock: Some(Arc::new(ManualClock::new(noon))), ..self }
    }

    /// With the [`HashEmbedder`].
    pub fn embedder(self) -> Self {
        Self { has_embedder: true, ..self }
    }

    /// With this as the install's chat model.
    pub fn model(self, model: &Arc<ScriptedModel>) -> Self {
        Self { model: Some(Arc::clone(model)), ..self }
    }

    /// With these networks permitted to workspaces, as an operator would: `127.0.0.1/32` for a test site.
    pub fn allow(self, networks: &str) -> Self {
        Self { allow: Some(networks.to_owned()), ..self }
    }

    /// With an environment variable that an operator would set.
    pub fn setting(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Puts it together, around a new database.
    pub async fn build(self) -> TestPlatform {
        let database = TestDatabase::create().await;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let environment = [
            ("DATABASE_URL".to_owned(), database.owner_url().to_owned()),
            ("CHATSPHERE_SECRET".to_owned(), SECRET.to_owned()),
            ("CHATSPHERE_DATA".to_owned(), folder.path().display().to_string()),
            ("CHATSPHERE_OUTBOUND_ALLOW".to_owned(), self.allow.unwrap_or_default()),
        ];
        let environment = environment.into_iter().chain(self.settings);
        let config = Config::load(environment, None).expect("a valid configuration");
        let embedder = HashEmbedder::default();
        let embeddings = self.has_embedder.then(|| {
            Embeddings::with_threads(Arc::new(embedder.clone()), 1, 1).expect("threads for the embedder")
        });
        let mut models = Models::new(&config, embeddings.clone());
        if let Some(model) = self.model {
            models = models.with_install_model(model);
        }
        let clock: Arc<dyn Clock> = match &self.clock {
            Some(manual) => Arc::clone(manual) as Arc<dyn Clock>,
            None => Arc::new(SystemClock),
        };
        let platform = Platform::new(Parts {
            config,
            clock,
            random: Arc::new(OsRandom),
            secret: MasterSecret::new(SECRET).expect("a long secret"),
            db: database.db().clone(),
            objects: Objects::local(folder.path().join("objects")).expect("a folder for files"),
            extractor: Extractor::new(extractor_program(), ExtractLimits::default()),
            embeddings,
            models,
        });
        TestPlatform { platform, clock: self.clock, embedder, folder, database }
    }
}

/// A platform that lives as long as this value, with its database and its files.
#[derive(Debug)]
pub struct TestPlatform {
    platform: Arc<Platform>,
    clock: Option<Arc<ManualClock>>,
    embedder: HashEmbedder,
    folder: TempDir,
    database: TestDatabase,
}

impl Deref for TestPlatform {
    type Target = Arc<Platform>;

    fn deref(&self) -> &Arc<Platform> {
        &self.platform
    }
}

impl TestPlatform {
    /// Says what it is to be made with.
    pub fn builder() -> TestPlatformBuilder {
        TestPlatformBuilder::default()
    }

    /// Its database, to look behind row-level security.
    pub fn database(&self) -> &TestDatabase {
        &self.database
    }

    /// The texts that were embedded since this was last asked, in order.
    pub fn take_embedded(&self) -> Vec<String> {
        self.embedder.take_embedded()
    }

    /// Stored files that are there now.
    pub fn stored_files(&self) -> usize {
        let folders = std::fs::read_dir(self.folder.path().join("objects")).into_iter().flatten().flatten();
        folders.map(|tenant| std::fs::read_dir(tenant.path()).into_iter().flatten().count()).sum()
    }

    /// Moves the manual clock.
    ///
    /// # Panics
    ///
    /// When the platform was built without one.
    pub fn advance(&self, by: Duration) {
        self.clock.as_ref().expect("built with a manual clock").advance(by);
    }

    /// Another server process on the same database and files, with the built-in answerer.
    pub fn another_process(&self) -> Arc<Platform> {
        Platform::new(Parts {
            config: self.config.clone(),
            clock: Arc::clone(&self.platform.clock),
            random: Arc::new(OsRandom),
            secret: self.secret.clone(),
            db: self.db.clone(),
            objects: Objects::local(self.folder.path().join("objects")).expect("a folder for files"),
            extractor: self.extractor.clone(),
            embeddings: self.embeddings.clone(),
            models: Models::new(&self.config, self.embeddings.clone()),
        })
    }

    /// A new workspace, acted in by its owner.
    pub async fn workspace(&self) -> Ctx {
        let (tenant, user) = (WorkspaceId(self.uuid()), UserId(self.uuid()));
        rows::workspace(&self.database, tenant).await;
        rows::member(&self.database, tenant, user, Role::Owner).await;
        Ctx { actor: Actor::User(user), tenant, role: Role::Owner, request_id: "test".to_owned() }
    }

    /// A new bot.
    pub async fn bot(&self, ctx: &Ctx) -> Bot {
        let input = CreateBot { name: "Test bot".to_owned(), ..CreateBot::default() };
        bots::create(self, ctx, input).await.expect("a new bot")
    }

    /// Uploads a file and leaves it queued (or refused).
    pub async fn upload(&self, ctx: &Ctx, bot: BotId, name: &str, bytes: impl Into<Bytes>) -> Document {
        let mut upload = documents::Upload::begin(self, ctx, bot).await.expect("an upload");
        let body = futures::stream::iter([Ok::<Bytes, std::io::Error>(bytes.into())]);
        upload.add(name, body).await.expect("a file");
        let accepted = upload.finish().await.expect("an accepted upload");
        let id = accepted.items.first().expect("one file").id;
        documents::read(self, ctx, bot, id).await.expect("the document")
    }

    /// A document that is in the index; `text` is Markdown.
    pub async fn ready_document(&self, ctx: &Ctx, bot: BotId, text: &str) -> Document {
        let document = self.upload(ctx, bot, "document.md", text.to_owned()).await;
        self.run_jobs().await;
        let document = documents::read(self, ctx, bot, document.id).await.expect("the document");
        assert_eq!(document.status, DocumentStatus::Ready, "{document:?}");
        document
    }

    /// Does every job that is due.
    pub async fn run_jobs(&self) -> u64 {
        chatsphere_worker::run_all(self).await.expect("the job queue")
    }

    /// Moves the clock past the lease of the one worker that was killed and sweeps until its job is back in
    /// the queue: as long as the database has not heard that the worker is gone, its open transaction holds
    /// the job, and a sweep passes over what is held.
    pub async fn sweep_the_dead(&self) {
        self.advance(LEASE + Duration::from_secs(1));
        for _ in 0..500 {
            let swept =
                chatsphere_db::jobs::sweep(&self.db, self.platform.clock.now()).await.expect("a sweep");
            if swept.requeued == 1 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the job of the dead worker did not come back");
    }
}

/// The program that the server would start as its own child.
fn extractor_program() -> PathBuf {
    if let Some(program) = std::env::var_os(EXTRACTOR_VARIABLE) {
        return program.into();
    }
    let test = std::env::current_exe().unwrap_or_default();
    // target/debug/deps/some_test-HASH
    let folder = test.parent().and_then(|deps| deps.parent()).unwrap_or(test.as_path());
    folder.join("chatsphere-extract")
}
