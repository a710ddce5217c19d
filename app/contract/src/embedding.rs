//! The model that turns text into vectors, and changing it.

use serde::{Deserialize, Serialize};

use crate::ids::JobId;
use crate::jobs::JobStatus;

/// What kind of model it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EmbedderKind {
    /// The install's own: runs on the server, costs nothing, sends nothing away.
    #[default]
    Install,
    /// An OpenAI-compatible endpoint: every passage and every question is sent there.
    Endpoint,
    /// Another model on the server, in a folder that the operator allows.
    Folder,
}

impl EmbedderKind {
    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Install => "install",
            Self::Endpoint => "endpoint",
            Self::Folder => "folder",
        }
    }

    /// The kind of that name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Install, Self::Endpoint, Self::Folder].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A model as the workspace sees it. The key itself never comes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmbedderInfo {
    /// What kind.
    pub kind: EmbedderKind,
    /// Its name.
    pub name: String,
    /// An endpoint's address, without `/embeddings`.
    pub base_url: Option<String>,
    /// The last characters of an endpoint's key.
    pub key_hint: Option<String>,
    /// Numbers in a vector.
    pub dimensions: i32,
}

/// The building of the index for another model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmbedderBuild {
    /// The model.
    pub embedder: EmbedderInfo,
    /// The job.
    pub job_id: JobId,
    /// Where the job is.
    pub status: JobStatus,
    /// Passages done.
    pub done: i64,
    /// Passages in all.
    pub total: i64,
    /// Why it failed, or why its last attempt did.
    pub error: Option<String>,
}

/// `GET /embedder`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmbedderSettings {
    /// The model that searches use; absent: search is by words only.
    pub active: Option<EmbedderInfo>,
    /// The one before, to go back to.
    pub previous: Option<EmbedderInfo>,
    /// The one that is being prepared.
    pub building: Option<EmbedderBuild>,
    /// The install's own, if it has one.
    pub install: Option<EmbedderInfo>,
    /// Folders that the operator allows, by name.
    pub folders: Vec<String>,
}

/// `PUT /embedder` and `POST /embedder/test`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChooseEmbedder {
    /// What kind.
    pub kind: EmbedderKind,
    /// An endpoint's address, without `/embeddings`.
    #[serde(default)]
    pub base_url: String,
    /// An endpoint's model.
    #[serde(default)]
    pub model: String,
    /// An endpoint's key, if it wants one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_key: Option<String>,
    /// A folder's name.
    #[serde(default)]
    pub folder: String,
}

/// What came of trying a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmbedderTest {
    /// Whether it made a vector.
    pub ok: bool,
    /// Numbers in it.
    pub dimensions: Option<i32>,
    /// How long it took.
    pub took_ms: Option<u32>,
    /// What is wrong and what to do about it, when it did not.
    pub problem: Option<String>,
}
