//! From the configuration to a platform.

use std::sync::Arc;

use anyhow::Context as _;
use chatsphere_ai::{Embeddings, LocalEmbedder};
use chatsphere_config::Config;
use chatsphere_db::{Db, migrate};
use chatsphere_domain::models::Models;
use chatsphere_domain::{Parts, Platform};
use chatsphere_ingest::{ExtractLimits, Extractor, Ocr};
use chatsphere_kernel::secrets::MasterSecret;
use chatsphere_kernel::{OsRandom, SystemClock};
use chatsphere_outbound::Objects;

/// The label under which the login role's password is derived from the master secret.
const DATABASE_LOGIN: &str = "database login";

/// The configuration of this process and the install's secret.
pub fn configuration() -> anyhow::Result<(Config, MasterSecret)> {
    let config = Config::from_process().context("the configuration is not usable")?;
    let secret = MasterSecret::new(config.secret.reveal())?;
    Ok((config, secret))
}

/// The password of the login role.
pub fn login_password(secret: &MasterSecret) -> String {
    secret.derive_password(DATABASE_LOGIN)
}

/// Brings the database to this program's schema.
pub async fn migrate(config: &Config, secret: &MasterSecret) -> anyhow::Result<()> {
    migrate::run(config.database.url.reveal(), &login_password(secret))
        .await
        .context("the database could not be prepared")
}

/// A platform on a migrated database.
pub async fn platform(config: Config, secret: MasterSecret) -> anyhow::Result<Arc<Platform>> {
    let password = login_password(&secret);
    let database = Db::connect(config.database.url.reveal(), &password, config.database.max_connections);
    let (db, embeddings) = tokio::join!(database, embeddings(&config));
    let db = db.context("the database cannot be used")?;
    let folder = config.server.data_dir.join("objects");
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("the data folder {} cannot be made", folder.display()))?;
    let program = std::env::current_exe().context("this program cannot find itself")?;
    let models = Models::new(&config, embeddings.clone());
    Ok(Platform::new(Parts {
        objects: Objects::local(&folder).context("the object store cannot be used")?,
        extractor: Extractor::new(program, ExtractLimits::default()).with_ocr(Ocr::installed()),
        clock: Arc::new(SystemClock),
        random: Arc::new(OsRandom),
        secret,
        db,
        embeddings,
        models,
        config,
    }))
}

/// The local embedder, if one is installed. One that is there but cannot be used is no reason not to
/// serve: search by keywords goes on, and pages and `doctor` say so.
async fn embeddings(config: &Config) -> Option<Embeddings> {
    let Some(folder) = config.embedder.dir.clone() else {
        tracing::warn!("no embedding model is set (CHATSPHERE_EMBEDDER_DIR): search is by keywords only");
        return None;
    };
    let loaded =
        tokio::task::spawn_blocking(move || Embeddings::new(Arc::new(LocalEmbedder::load(&folder)?)));
    match loaded.await {
        Ok(Ok(embeddings)) => Some(embeddings),
        Ok(Err(error)) => {
            tracing::error!(%error, "the embedding model cannot be used: search is by keywords only");
            None
        }
        Err(error) => {
            tracing::error!(%error, "loading the embedding model failed: search is by keywords only");
            None
        }
    }
}
