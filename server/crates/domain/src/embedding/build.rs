//! The steps of preparing a model, for the job that does it.

use std::collections::HashSet;

use chatsphere_ai::Embeddings;
use chatsphere_contract::embedding::EmbedderKind;
use chatsphere_contract::ids::ChunkId;
use chatsphere_db::embedders::{self, EmbedderRecord, EmbedderState};
use chatsphere_db::{DbError, TenantTx};

use crate::platform::Platform;

/// What a job has to make vectors of.
#[derive(Debug, Clone)]
pub struct Build {
    /// The model.
    pub embeddings: Embeddings,
    /// Whether it becomes the active one when nothing is missing; else it is, and something was missing.
    pub activates: bool,
}

impl Build {
    /// What there is to do under a job: the model that is being prepared, or else the active one if it
    /// lacks vectors. `Err` is a sentence.
    pub async fn find(platform: &Platform, tx: &TenantTx) -> Result<Option<Self>, String> {
        let all = embedders::all(tx).await.map_err(|error| error.to_string())?;
        let of = |state: EmbedderState| all.iter().find(|record| record.state == state);
        let (record, activates) = match (of(EmbedderState::Building), of(EmbedderState::Active)) {
            (Some(building), _) => (building, true),
            (None, Some(active)) => (active, false),
            (None, None) => return Ok(None),
        };
        let embeddings = platform.embedders.of(platform, tx.tenant(), record).await?;
        Ok(embeddings.map(|embeddings| Self { embeddings, activates }))
    }
}

/// How an attempt to finish went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finished {
    /// The model is the active one, with every vector that can be made.
    Done,
    /// Passages came or changed meanwhile: there is more to do.
    MoreCame,
}

/// Makes the prepared model the active one, if nothing is missing but what cannot be made. Passages are
/// held meanwhile, so that none slips in between the look and the change.
pub async fn finish(
    platform: &Platform,
    tx: &TenantTx,
    build: &Build,
    impossible: &HashSet<ChunkId>,
) -> Result<Finished, DbError> {
    embedders::hold_indexes(tx).await?;
    let name = build.embeddings.id();
    let look = i64::try_from(impossible.len()).unwrap_or(i64::MAX).saturating_add(1);
    let missing = embedders::missing(tx, name, None, look).await?;
    if missing.iter().any(|passage| !impossible.contains(&passage.id)) {
        return Ok(Finished::MoreCame);
    }
    let now = platform.clock.now();
    if !build.activates {
        embedders::refresh_indexes(tx).await?;
        return Ok(Finished::Done);
    }
    let all = embedders::all(tx).await?;
    let of = |state: EmbedderState| all.iter().find(|record| record.state == state);
    let Some(building) = of(EmbedderState::Building).filter(|record| record.embedder == name) else {
        return Ok(Finished::Done);
    };
    if let Some(previous) = of(EmbedderState::Previous) {
        embedders::delete(tx, previous.id).await?;
    }
    match (of(EmbedderState::Active), &platform.embeddings) {
        (Some(active), _) => {
            embedders::set_state(tx, active.id, EmbedderState::Previous, None, now).await?;
        }
        (None, Some(install)) => {
            let install = EmbedderRecord {
                id: platform.uuid(),
                kind: EmbedderKind::Install,
                base_url: None,
                model: None,
                sealed_key: None,
                key_hint: None,
                folder: None,
                embedder: install.id().to_owned(),
                dimensions: i32::try_from(install.dimensions()).unwrap_or(i32::MAX),
                languages: install.languages().to_vec(),
                state: EmbedderState::Previous,
                job: None,
                activated_at: Some(now),
            };
            embedders::insert(tx, &install, None, now).await?;
        }
        (None, None) => {}
    }
    embedders::set_state(tx, building.id, EmbedderState::Active, None, now).await?;
    Ok(Finished::Done)
}

/// Removes vectors that no model of a workspace needs any more.
pub async fn prune(platform: &Platform) -> Result<(), DbError> {
    for tenant in embedders::tenants(&platform.db).await? {
        let tx = platform.db.tenant(tenant).await?;
        let removed = embedders::prune_vectors(&tx).await?;
        tx.commit().await?;
        if removed > 0 {
            tracing::info!(workspace = %tenant, removed, "vectors of a model that was given up are removed");
        }
    }
    Ok(())
}
