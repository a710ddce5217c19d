//! A data folder with its database: what `run`, `dev`, `bench` and `eval` put under the server.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::postgres::{Cluster, Durability, FolderLock};
use crate::server::Surroundings;
use crate::setup;
use crate::workspace::Workspace;
use crate::{console, files};

/// A data folder that is ours alone, and the database that goes with it.
#[derive(Debug)]
pub struct Stack {
    cluster: Option<Cluster>,
    around: Surroundings,
    _lock: FolderLock,
}

impl Stack {
    /// Takes the folder and starts PostgreSQL, unless `DATABASE_URL` names one.
    pub fn start(workspace: &Workspace, data: &Path, embedder: Option<PathBuf>) -> Result<Self> {
        files::create_folder(data)?;
        let data = data.canonicalize().with_context(|| format!("{} can't be used", data.display()))?;
        let lock = FolderLock::take(&data)?;
        let (cluster, database_url) = match given_database_url()? {
            Some(url) => {
                console::note("using the database of DATABASE_URL");
                (None, url)
            }
            None => {
                let installation = setup::postgresql::ensure(workspace)?;
                console::step("starting PostgreSQL");
                let cluster = Cluster::start(&installation, &data.join("postgres"), Durability::Kept)?;
                let url = cluster.url().to_owned();
                (Some(cluster), url)
            }
        };
        Ok(Self { cluster, around: Surroundings { database_url, data, embedder }, _lock: lock })
    }

    /// What a server on top needs to know.
    pub fn surroundings(&self) -> &Surroundings {
        &self.around
    }

    /// Fails when PostgreSQL ended by itself.
    pub fn check(&mut self) -> Result<()> {
        if let Some(cluster) = &mut self.cluster
            && cluster.ended()?.is_some()
        {
            let log = self.around.data.join("postgres/postgres.log");
            bail!("PostgreSQL ended by itself; see {}", log.display());
        }
        Ok(())
    }

    /// Stops PostgreSQL.
    pub fn stop(self) {
        if let Some(cluster) = self.cluster {
            console::note("stopping PostgreSQL");
            cluster.stop();
        }
    }
}

/// The database that the caller names, if any.
pub fn given_database_url() -> Result<Option<String>> {
    match std::env::var("DATABASE_URL") {
        Ok(url) if !url.trim().is_empty() => Ok(Some(url)),
        Ok(_) | Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => {
            bail!("DATABASE_URL is not valid UTF-8; correct it and run this again")
        }
    }
}
