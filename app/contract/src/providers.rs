//! The workspace's own model provider.

use serde::{Deserialize, Serialize};

/// Which model answers, as the workspace sees it. The key itself never comes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProviderSettings {
    /// Where the setting comes from.
    pub source: ProviderSource,
    /// OpenAI-compatible base URL, without `/chat/completions`.
    pub base_url: Option<String>,
    /// Model name.
    pub model: Option<String>,
    /// The last four characters of the stored key.
    pub key_hint: Option<String>,
}

/// Who set the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProviderSource {
    /// This workspace.
    Workspace,
    /// The operator, for the whole install.
    Install,
    /// Nobody: the built-in answerer replies.
    BuiltIn,
}

/// `PUT /provider`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetProvider {
    /// OpenAI-compatible base URL.
    pub base_url: String,
    /// Model name.
    pub model: String,
    /// New key; absent keeps the stored one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_key: Option<String>,
}

/// What came of trying a provider: `POST /provider/test`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProviderTest {
    /// Whether the model answered.
    pub ok: bool,
    /// How long its first word took, when it answered.
    pub first_token_ms: Option<u32>,
    /// What is wrong and what to do about it, when it did not.
    pub problem: Option<String>,
}
