//! The chat models of a workspace: whom its bots ask, in which order, and how they are.

use serde::{Deserialize, Serialize};

use crate::ids::ModelId;
use crate::spending::ModelPrices;

/// What answers in a workspace: its own models in the order in which they are asked; without any, the install's
/// model; and at last, or where there is none, the built-in answerer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ModelList {
    /// The workspace's own, first asked first.
    pub items: Vec<Model>,
    /// The operator's, asked where the workspace has none of its own.
    pub install: Option<InstallModel>,
}

/// A model of the workspace's own. Its key never comes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Model {
    /// Id.
    pub id: ModelId,
    /// Whose protocol it speaks.
    pub kind: ProviderKind,
    /// Where its API is.
    pub base_url: String,
    /// The model's name there.
    pub model: String,
    /// The last four characters of the stored key.
    pub key_hint: Option<String>,
    /// How long its first word may take before the next model is asked, in seconds.
    pub first_token_seconds: u16,
    /// What it costs.
    pub prices: ModelPrices,
    /// How its endpoint is, as far as the answering server has seen.
    pub health: ModelHealth,
}

/// The operator's model. Its address is not the workspace's business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InstallModel {
    /// Its name.
    pub model: String,
    /// How its endpoint is.
    pub health: ModelHealth,
}

/// Whose protocol an endpoint speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProviderKind {
    /// OpenAI’s chat completions, which most others speak too.
    #[default]
    Openai,
    /// OpenAI’s models on Azure.
    Azure,
    /// Anthropic’s Messages.
    Anthropic,
    /// Google’s Gemini.
    Gemini,
}

impl ProviderKind {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Openai, Self::Anthropic, Self::Gemini, Self::Azure];

    /// The word for it on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Openai => "openai",
            Self::Azure => "azure",
            Self::Anthropic => "anthropic",
            Self::Gemini => "gemini",
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// How an endpoint is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ModelHealth {
    /// Whether it is asked.
    pub condition: ModelCondition,
    /// While it is paused: seconds until it is tried again.
    pub resumes_in_seconds: Option<u32>,
    /// What went wrong last, and what to do about it; absent since it last answered.
    pub problem: Option<String>,
    /// How long ago that was, in seconds.
    pub problem_seconds_ago: Option<u32>,
}

impl ModelHealth {
    /// Nothing is known against it.
    pub const WORKING: Self = Self {
        condition: ModelCondition::Working,
        resumes_in_seconds: None,
        problem: None,
        problem_seconds_ago: None,
    };
}

/// Whether an endpoint is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ModelCondition {
    /// It answers, or was not asked since this server began.
    Working,
    /// It failed of late, and is still asked.
    Failing,
    /// It failed several times in a row and is left alone for a while.
    Paused,
    /// The pause is over: the next question tries it.
    OnTrial,
    /// It cannot be asked as it is set: its key or its address is of no use.
    Unusable,
}

/// `POST /models` and `PUT /models/{id}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveModel {
    /// Whose protocol it speaks.
    #[serde(default)]
    pub kind: ProviderKind,
    /// Where its API is; empty: the provider’s usual address, where it has one.
    #[serde(default)]
    pub base_url: String,
    /// The model’s name there.
    pub model: String,
    /// New key; absent keeps the stored one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_key: Option<String>,
    /// How long its first word may take before the next model is asked: 2 to 60 seconds; absent: 15.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_token_seconds: Option<u16>,
    /// What it costs; absent: what is stored, at first nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices: Option<ModelPrices>,
}

/// `POST /models/test`: a stored model, what is typed and not yet saved, or that with the stored one’s key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TestModel {
    /// A stored model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<ModelId>,
    /// What to try in place of what is stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<SaveModel>,
}

/// What came of trying a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ModelTest {
    /// Whether it answered.
    pub ok: bool,
    /// How long its first word took, when it answered.
    pub first_token_ms: Option<u32>,
    /// What is wrong and what to do about it, when it did not.
    pub problem: Option<String>,
}

/// `PUT /models/order`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ModelOrder {
    /// Every model of the workspace, first asked first.
    pub ids: Vec<ModelId>,
}
