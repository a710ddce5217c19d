//! Bots: what a workspace makes and a visitor talks to.

use serde::{Deserialize, Serialize};

use crate::ids::{BotId, ModelId};

/// How a bot looks and greets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Appearance {
    /// The name that visitors see.
    pub display_name: String,
    /// The first line in an empty conversation.
    pub greeting: String,
    /// Accent colour, `#rrggbb`.
    pub color: String,
    /// Questions offered before the first message.
    pub suggested_questions: Vec<String>,
    /// Side of the page the bubble sits on.
    pub position: LauncherPosition,
    /// Light, dark, or as the visitor's system says.
    pub theme: WidgetTheme,
}

impl Default for Appearance {
    fn default() -> Self {
        Self {
            display_name: String::new(),
            greeting: "Hello! Ask me anything about our products and help pages.".to_owned(),
            color: "#0f766e".to_owned(),
            suggested_questions: Vec::new(),
            position: LauncherPosition::Right,
            theme: WidgetTheme::Auto,
        }
    }
}

/// Side of the host page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LauncherPosition {
    /// Bottom left.
    Left,
    /// Bottom right.
    #[default]
    Right,
}

/// The widget's colour scheme.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum WidgetTheme {
    /// The visitor's system decides.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// A bot, as its workspace sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Bot {
    /// Id.
    pub id: BotId,
    /// Name inside the workspace.
    pub name: String,
    /// Names the bot in the install snippet; grants nothing by itself.
    pub public_key: String,
    /// Look and greeting.
    pub appearance: Appearance,
    /// Hosts whose pages may show the widget (`example.com`, `*.example.com`, `localhost:8080`); empty: any.
    pub allowed_domains: Vec<String>,
    /// What the tenant tells the model about its task: that of the published behaviour.
    pub instructions: String,
    /// Answer from documents; off: the model answers alone.
    pub retrieval: bool,
    /// Answer only from documents with one of these tags; empty: from all.
    #[serde(default)]
    pub answer_tags: Vec<String>,
    /// The models that it asks, in order; empty: all of the workspace, in theirs.
    #[serde(default)]
    pub models: Vec<ModelId>,
    /// Documents that answers use now.
    pub documents: i64,
    /// Passages in those documents.
    pub chunks: i64,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
}

/// `POST /bots`: only the name is needed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateBot {
    /// Name inside the workspace.
    pub name: String,
    /// The rest, as in a change.
    #[serde(flatten)]
    pub settings: BotSettings,
}

/// `PATCH /bots/{id}`: what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpdateBot {
    /// New name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The rest.
    #[serde(flatten)]
    pub settings: BotSettings,
}

/// Settings that can be given on creation and changed later; what is absent stays (or gets its default).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BotSettings {
    /// The name that visitors see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// The first line in an empty conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub greeting: Option<String>,
    /// Accent colour, `#rrggbb`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// Questions offered before the first message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggested_questions: Option<Vec<String>>,
    /// Side of the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<LauncherPosition>,
    /// Colour scheme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<WidgetTheme>,
    /// Hosts whose pages may show the widget; empty: any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_domains: Option<Vec<String>>,
    /// What the tenant tells the model. A change is published at once, as a version of the behaviour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
    /// Answer from documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retrieval: Option<bool>,
    /// Answer only from documents with one of these tags; empty: from all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_tags: Option<Vec<String>>,
    /// The models that it asks, in order; empty: all of the workspace, in theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub models: Option<Vec<ModelId>>,
}

/// What "check my installation" found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InstallationCheck {
    /// Origins that asked for this bot lately, newest first.
    pub seen: Vec<SeenOrigin>,
    /// Origins that were refused lately because they are not on the list, newest first.
    pub refused: Vec<SeenOrigin>,
}

/// An Origin and when it last asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeenOrigin {
    /// `https://shop.example`.
    pub origin: String,
    /// RFC 3339.
    pub last_seen_at: String,
}
