//! Embedding models of a workspace: the active one, the one before, the one whose vectors are being made.
//!
//! A passage carries the vector of the model that was active when it was made; vectors of other models are
//! beside it in `chunk_vectors`. A search names one model and gets its vectors only.

use chatsphere_contract::embedding::EmbedderKind;
use chatsphere_contract::ids::{ChunkId, JobId, UserId, WorkspaceId};
use sea_orm::{ConnectionTrait, QueryResult};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::chunks::halfvec_text;
use crate::tx::statement;
use crate::{Db, DbError, TenantTx};

/// Where a model is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmbedderState {
    /// Its vectors are being made.
    Building,
    /// Searches use it.
    Active,
    /// The one before, to go back to.
    Previous,
}

impl EmbedderState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Building => "building",
            Self::Active => "active",
            Self::Previous => "previous",
        }
    }
}

/// A model that the workspace chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmbedderRecord {
    /// Id of the row.
    pub id: Uuid,
    /// What it is.
    pub kind: EmbedderKind,
    /// An endpoint's address, without `/embeddings`.
    pub base_url: Option<String>,
    /// An endpoint's model.
    pub model: Option<String>,
    /// An endpoint's key, sealed for this workspace.
    pub sealed_key: Option<Vec<u8>>,
    /// The key's last characters.
    pub key_hint: Option<String>,
    /// A folder that the operator allows.
    pub folder: Option<String>,
    /// Names the model beside its vectors.
    pub embedder: String,
    /// Numbers in a vector.
    pub dimensions: i32,
    /// Languages that it knows; none: any.
    pub languages: Vec<String>,
    /// Where it is.
    pub state: EmbedderState,
    /// The job that makes its vectors, or made them.
    pub job: Option<JobId>,
    /// When it was last made the active one.
    pub activated_at: Option<OffsetDateTime>,
}

/// A passage without a vector of some model.
#[derive(Debug, Clone)]
pub struct Unembedded {
    /// The passage.
    pub id: ChunkId,
    /// What it was read at: it may change while its vector is made.
    pub revision: i32,
    /// Title or name of its document.
    pub title: String,
    /// Headings above it.
    pub heading_path: Vec<String>,
    /// The passage.
    pub text: String,
}

/// A vector for a passage that still has this revision.
#[derive(Debug, Clone)]
pub struct NewVector {
    /// The passage.
    pub id: ChunkId,
    /// What its vector was made from.
    pub revision: i32,
    /// Of length 1.
    pub vector: Vec<f32>,
}

/// What [`record`] reads.
pub(crate) const COLUMNS: &str =
    "id, kind, base_url, model, sealed_key, key_hint, folder, embedder, dimensions, languages,
    state, job_id, activated_at";

/// Passages that have no vector of model `$2`.
const WITHOUT: &str = "c.tenant_id = $1 AND c.embedder IS DISTINCT FROM $2 AND NOT EXISTS (
    SELECT FROM chunk_vectors v WHERE v.tenant_id = c.tenant_id AND v.chunk_id = c.id AND v.embedder = $2)";

/// The workspace's model in this state.
pub async fn find(tx: &TenantTx, state: EmbedderState) -> Result<Option<EmbedderRecord>, DbError> {
    let sql = format!("SELECT {COLUMNS} FROM embedders WHERE tenant_id = $1 AND state = $2");
    let row = tx.conn().query_one_raw(statement(&sql, [tx.tenant().0.into(), state.as_str().into()])).await?;
    row.as_ref().map(|row| record(row, "")).transpose()
}

/// Every model of the workspace.
pub async fn all(tx: &TenantTx) -> Result<Vec<EmbedderRecord>, DbError> {
    let sql = format!("SELECT {COLUMNS} FROM embedders WHERE tenant_id = $1 FOR UPDATE");
    let rows = tx.conn().query_all_raw(statement(&sql, [tx.tenant().0.into()])).await?;
    rows.iter().map(|row| record(row, "")).collect()
}

/// Adds a model. Another one in its state is [`DbError::Conflict`].
pub async fn insert(
    tx: &TenantTx,
    new: &EmbedderRecord,
    by: Option<UserId>,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let sql =
        "INSERT INTO embedders (tenant_id, id, kind, base_url, model, sealed_key, key_hint, folder, embedder,
                   dimensions, languages, state, job_id, made_by, created_at, activated_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    let values = [
        tx.tenant().0.into(),
        new.id.into(),
        new.kind.as_str().into(),
        new.base_url.clone().into(),
        new.model.clone().into(),
        new.sealed_key.clone().into(),
        new.key_hint.clone().into(),
        new.folder.clone().into(),
        new.embedder.as_str().into(),
        new.dimensions.into(),
        new.languages.clone().into(),
        new.state.as_str().into(),
        new.job.map(|job| job.0).into(),
        by.map(|user| user.0).into(),
        now.into(),
        new.activated_at.into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Moves a model to another state, under a job.
pub async fn set_state(
    tx: &TenantTx,
    id: Uuid,
    state: EmbedderState,
    job: Option<JobId>,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let sql = "UPDATE embedders SET state = $3, job_id = coalesce($4, job_id),
                   activated_at = CASE WHEN $3 = 'active' THEN $5 ELSE activated_at END
               WHERE tenant_id = $1 AND id = $2";
    let values =
        [tx.tenant().0.into(), id.into(), state.as_str().into(), job.map(|job| job.0).into(), now.into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Forgets a model. Its vectors go by the schedule.
pub async fn delete(tx: &TenantTx, id: Uuid) -> Result<(), DbError> {
    let sql = "DELETE FROM embedders WHERE tenant_id = $1 AND id = $2";
    tx.conn().execute_raw(statement(sql, [tx.tenant().0.into(), id.into()])).await?;
    Ok(())
}

/// Holds every index of the workspace: until the transaction ends no passage is added or changed.
pub async fn hold_indexes(tx: &TenantTx) -> Result<(), DbError> {
    let sql = "SELECT bot_id FROM bot_indexes WHERE tenant_id = $1 ORDER BY bot_id FOR UPDATE";
    tx.conn().query_all_raw(statement(sql, [tx.tenant().0.into()])).await?;
    Ok(())
}

/// How many passages have no vector of a model.
pub async fn missing_count(tx: &TenantTx, embedder: &str) -> Result<i64, DbError> {
    let sql = format!("SELECT count(*) AS missing FROM chunks c WHERE {WITHOUT}");
    let row = tx.conn().query_one_raw(statement(&sql, [tx.tenant().0.into(), embedder.into()])).await?;
    row.map_or(Ok(0), |row| row.try_get("", "missing").map_err(DbError::from))
}

/// Up to `limit` passages without a vector of a model, in the order of their ids, after the one named.
pub async fn missing(
    tx: &TenantTx,
    embedder: &str,
    after: Option<ChunkId>,
    limit: i64,
) -> Result<Vec<Unembedded>, DbError> {
    let sql = format!(
        "SELECT c.id, c.revision, coalesce(d.title, d.name) AS title, c.heading_path, c.text
         FROM chunks c JOIN documents d ON d.tenant_id = c.tenant_id AND d.id = c.document_id
         WHERE {WITHOUT} AND ($3::uuid IS NULL OR c.id > $3) ORDER BY c.id LIMIT $4"
    );
    let values = [tx.tenant().0.into(), embedder.into(), after.map(|chunk| chunk.0).into(), limit.into()];
    let rows = tx.conn().query_all_raw(statement(&sql, values)).await?;
    rows.iter()
        .map(|row| {
            Ok(Unembedded {
                id: ChunkId(row.try_get("", "id")?),
                revision: row.try_get("", "revision")?,
                title: row.try_get("", "title")?,
                heading_path: row.try_get("", "heading_path")?,
                text: row.try_get("", "text")?,
            })
        })
        .collect()
}

/// Stores vectors of a model beside the passages that have not changed meanwhile.
pub async fn add_vectors(tx: &TenantTx, embedder: &str, vectors: &[NewVector]) -> Result<(), DbError> {
    let sql = "INSERT INTO chunk_vectors (tenant_id, chunk_id, embedder, embedding)
               SELECT $1, c.id, $2, r.embedding::halfvec
               FROM unnest($3::uuid[], $4::int[], $5::text[]) AS r (id, revision, embedding)
               JOIN chunks c ON c.tenant_id = $1 AND c.id = r.id AND c.revision = r.revision
               FOR SHARE OF c
               ON CONFLICT (tenant_id, chunk_id, embedder) DO UPDATE SET embedding = excluded.embedding";
    let ids: Vec<Uuid> = vectors.iter().map(|new| new.id.0).collect();
    let revisions: Vec<i32> = vectors.iter().map(|new| new.revision).collect();
    let texts: Vec<String> = vectors.iter().map(|new| halfvec_text(&new.vector)).collect();
    let values = [tx.tenant().0.into(), embedder.into(), ids.into(), revisions.into(), texts.into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Raises the version of every index of the workspace, so that indexes in memory take up what was added
/// to passages that they have already.
pub async fn refresh_indexes(tx: &TenantTx) -> Result<(), DbError> {
    let sql =
        "UPDATE embedders SET activated_at = clock_timestamp() WHERE tenant_id = $1 AND state = 'active'";
    tx.conn().execute_raw(statement(sql, [tx.tenant().0.into()])).await?;
    Ok(())
}

/// Removes vectors of models that the workspace has no more.
pub async fn prune_vectors(tx: &TenantTx) -> Result<u64, DbError> {
    let sql = "DELETE FROM chunk_vectors v WHERE v.tenant_id = $1 AND NOT EXISTS (
                   SELECT FROM embedders e WHERE e.tenant_id = $1 AND e.embedder = v.embedder)";
    Ok(tx.conn().execute_raw(statement(sql, [tx.tenant().0.into()])).await?.rows_affected())
}

/// Workspaces that ever chose a model.
pub async fn tenants(db: &Db) -> Result<Vec<WorkspaceId>, DbError> {
    let tx = db.system().await?;
    let rows = tx.conn().query_all_raw(statement("SELECT DISTINCT tenant_id FROM embedders", [])).await?;
    tx.commit().await?;
    rows.iter().map(|row| Ok(WorkspaceId(row.try_get("", "tenant_id")?))).collect()
}

/// The model in a row whose columns begin with `prefix`.
pub(crate) fn record(row: &QueryResult, prefix: &str) -> Result<EmbedderRecord, DbError> {
    let (kind, state): (String, String) = (row.try_get(prefix, "kind")?, row.try_get(prefix, "state")?);
    let corrupt = |what: &str| DbError::Corrupt(format!("{what} of an embedder"));
    Ok(EmbedderRecord {
        id: row.try_get(prefix, "id")?,
        kind: EmbedderKind::parse(&kind).ok_or_else(|| corrupt(&kind))?,
        base_url: row.try_get(prefix, "base_url")?,
        model: row.try_get(prefix, "model")?,
        sealed_key: row.try_get(prefix, "sealed_key")?,
        key_hint: row.try_get(prefix, "key_hint")?,
        folder: row.try_get(prefix, "folder")?,
        embedder: row.try_get(prefix, "embedder")?,
        dimensions: row.try_get(prefix, "dimensions")?,
        languages: row.try_get(prefix, "languages")?,
        state: [EmbedderState::Building, EmbedderState::Active, EmbedderState::Previous]
            .into_iter()
            .find(|known| known.as_str() == state)
            .ok_or_else(|| corrupt(&state))?,
        job: row.try_get::<Option<Uuid>>(prefix, "job_id")?.map(JobId),
        activated_at: row.try_get(prefix, "activated_at")?,
    })
}
