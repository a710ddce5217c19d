//! How a bot answers: what it is told, how it sounds, what it may talk about, and the versions of all that.

mod language;

use serde::{Deserialize, Serialize};

pub use language::Language;

use crate::versions::DiffLine;

/// How an answer sounds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Polite and at a distance.
    Formal,
    /// Kind.
    #[default]
    Friendly,
    /// To the point, without pleasantries.
    Concise,
    /// Light.
    Playful,
    /// As `custom_tone` says.
    Custom,
}

/// How much an answer says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AnswerLength {
    /// A few sentences.
    Short,
    /// As brief as the question permits.
    #[default]
    Medium,
    /// With all steps and conditions.
    Long,
}

impl AnswerLength {
    /// The most tokens that a model may write for it.
    pub fn max_output_tokens(self) -> u32 {
        match self {
            Self::Short => 400,
            Self::Medium => 900,
            Self::Long => 1_800,
        }
    }
}

/// Which addresses an answer may show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LinksPolicy {
    /// None at all.
    None,
    /// Those that the sources of the answer contain.
    #[default]
    Sources,
    /// Those that lead to one of the bot's allowed domains; none while the bot has none.
    AllowedDomains,
}

/// How a bot answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Behaviour {
    /// What the tenant tells the model about its task; up to 8,000 characters.
    pub instructions: String,
    /// How an answer sounds.
    pub tone: Tone,
    /// The tone in the tenant's own words, where `tone` is `custom`; up to 300 characters.
    pub custom_tone: String,
    /// The language that every answer is in; absent: the visitor's.
    pub language: Option<Language>,
    /// How much an answer says.
    pub length: AnswerLength,
    /// Randomness of the model, 0 to 2.
    pub temperature: f32,
    /// What the bot helps with; empty: anything. Asked of the model.
    pub allowed_topics: Vec<String>,
    /// What the bot does not talk about: up to 30 words or short phrases. A question about one is refused
    /// before a model is asked.
    pub forbidden_topics: Vec<String>,
    /// What to say when the documents do not answer; empty: a sentence of ours in the visitor's language.
    pub unknown_reply: String,
    /// Which addresses an answer may show.
    pub links: LinksPolicy,
    /// Below this confidence, 0 to 1, the bot says that it does not know. 0: never.
    pub confidence_threshold: f32,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            instructions: String::new(),
            tone: Tone::default(),
            custom_tone: String::new(),
            language: None,
            length: AnswerLength::default(),
            temperature: 0.2,
            allowed_topics: Vec::new(),
            forbidden_topics: Vec::new(),
            unknown_reply: String::new(),
            links: LinksPolicy::default(),
            confidence_threshold: 0.0,
        }
    }
}

/// A part of a behaviour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BehaviourField {
    /// `instructions`
    Instructions,
    /// `tone`
    Tone,
    /// `custom_tone`
    CustomTone,
    /// `language`
    Language,
    /// `length`
    Length,
    /// `temperature`
    Temperature,
    /// `allowed_topics`
    AllowedTopics,
    /// `forbidden_topics`
    ForbiddenTopics,
    /// `unknown_reply`
    UnknownReply,
    /// `links`
    Links,
    /// `confidence_threshold`
    ConfidenceThreshold,
}

impl BehaviourField {
    /// All of them, in the order of a behaviour.
    pub const ALL: [Self; 11] = [
        Self::Instructions,
        Self::Tone,
        Self::CustomTone,
        Self::Language,
        Self::Length,
        Self::Temperature,
        Self::AllowedTopics,
        Self::ForbiddenTopics,
        Self::UnknownReply,
        Self::Links,
        Self::ConfidenceThreshold,
    ];

    /// Whether two behaviours differ in it.
    pub fn differs(self, one: &Behaviour, other: &Behaviour) -> bool {
        match self {
            Self::Instructions => one.instructions != other.instructions,
            Self::Tone => one.tone != other.tone,
            Self::CustomTone => one.custom_tone != other.custom_tone,
            Self::Language => one.language != other.language,
            Self::Length => one.length != other.length,
            Self::Temperature => one.temperature != other.temperature,
            Self::AllowedTopics => one.allowed_topics != other.allowed_topics,
            Self::ForbiddenTopics => one.forbidden_topics != other.forbidden_topics,
            Self::UnknownReply => one.unknown_reply != other.unknown_reply,
            Self::Links => one.links != other.links,
            Self::ConfidenceThreshold => one.confidence_threshold != other.confidence_threshold,
        }
    }
}

/// What two behaviours differ in, in the order of a behaviour.
pub fn changed_fields(before: &Behaviour, after: &Behaviour) -> Vec<BehaviourField> {
    BehaviourField::ALL.into_iter().filter(|field| field.differs(before, after)).collect()
}

/// `GET /bots/{id}/behaviour`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BehaviourState {
    /// What visitors get.
    pub published: Behaviour,
    /// The number of that version.
    pub version: i32,
    /// Who published it, where that is known.
    pub published_by: Option<String>,
    /// RFC 3339.
    pub published_at: Option<String>,
    /// What is prepared and not published.
    pub draft: Option<BehaviourDraft>,
    /// Send it with every change: whoever changes something raises it, and a change that was made on an
    /// older one is refused.
    pub revision: i32,
}

/// What is prepared and not published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BehaviourDraft {
    /// The whole of it.
    pub behaviour: Behaviour,
    /// What it would change for visitors.
    pub changes: Vec<BehaviourField>,
    /// Who saved it last, where that is known.
    pub saved_by: Option<String>,
    /// RFC 3339.
    pub saved_at: String,
}

/// `PUT /bots/{id}/behaviour/draft`: what is absent gets its default.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveDraft {
    /// That of the state which was changed.
    pub revision: i32,
    /// The whole draft.
    #[serde(flatten)]
    pub behaviour: Behaviour,
}

/// The state that somebody acts on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct AtRevision {
    /// Its revision.
    pub revision: i32,
}

/// `POST /bots/{id}/behaviour/publish`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublishDraft {
    /// That of the state which is published.
    pub revision: i32,
    /// Why, for those who read the list of versions; up to 300 characters.
    #[serde(default)]
    pub note: String,
}

/// A behaviour that visitors have, or had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BehaviourVersion {
    /// Counted from 1.
    pub number: i32,
    /// Whether visitors get it now.
    pub current: bool,
    /// Who published it, where that is known.
    pub author: Option<String>,
    /// Why.
    pub note: String,
    /// The version that it repeats, after a roll-back.
    pub restored_from: Option<i32>,
    /// What it changed; empty for the first.
    pub changes: Vec<BehaviourField>,
    /// RFC 3339.
    pub published_at: String,
}

/// Which version to compare with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct CompareWith {
    /// Its number.
    pub with: i32,
}

/// What differs between two versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BehaviourComparison {
    /// The older one.
    pub from: i32,
    /// The newer one.
    pub to: i32,
    /// Field by field; those that are equal are left out.
    pub fields: Vec<FieldChange>,
}

/// What became of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldChange {
    /// The field.
    pub field: BehaviourField,
    /// As text, in the older one; topics one a line.
    pub before: String,
    /// As text, in the newer one.
    pub after: String,
    /// For texts and lists: the changed lines with their changed words, in groups of neighbours.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Vec<DiffLine>>,
}

/// Which of a bot's behaviours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BehaviourSource {
    /// What visitors get.
    #[default]
    Published,
    /// What is prepared; the published one while there is no draft.
    Draft,
}

/// `POST /bots/{id}/conversations`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[serde(default)]
pub struct PlaygroundQuery {
    /// Which behaviour the conversation is held with; `published` when absent.
    #[cfg_attr(feature = "openapi", param(inline))]
    pub behaviour: BehaviourSource,
}

/// `POST /bots/{id}/behaviour/preview`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PreviewPrompt {
    /// What a visitor would ask.
    pub question: String,
    /// The behaviour to try; absent: the draft, or the published one while there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behaviour: Option<Behaviour>,
}

/// A part of what a model is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PromptPartKind {
    /// What every bot is told, and what tone, length, language, topics and links come to.
    Rules,
    /// The tenant's own instructions.
    Instructions,
    /// The passages.
    Sources,
    /// What was said before.
    History,
    /// The question.
    Question,
}

/// A part of what a model is sent, and its size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PromptPart {
    /// Which.
    pub part: PromptPartKind,
    /// Its tokens, estimated.
    pub tokens: u32,
}

/// What happens instead of asking a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum InsteadOfAsking {
    /// The question is about a forbidden topic and is refused.
    Forbidden,
    /// Confidence is below the bot's threshold: it says that it does not know.
    NotSure,
}

/// What a model would be sent for a question, and how it would be asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PromptPreview {
    /// The exact system prompt.
    pub system: String,
    /// The parts of the request with their sizes.
    pub parts: Vec<PromptPart>,
    /// The sum of the parts.
    pub tokens: u32,
    /// The most tokens that the model may write.
    pub max_output_tokens: u32,
    /// Randomness.
    pub temperature: f32,
    /// Which model would answer; `built-in` reads no prompt, only the passages.
    pub model: String,
    /// Passages in the prompt.
    pub passages: u32,
    /// 0 to 1: how sure an answer from these passages could be.
    pub confidence: f32,
    /// Present where the model would not be asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<InsteadOfAsking>,
    /// What would be said instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_behaviour_of_an_older_program_gets_todays_defaults() {
        let read: Behaviour = serde_json::from_str(r#"{"instructions": "Be kind."}"#).expect("a behaviour");
        assert_eq!(read, Behaviour { instructions: "Be kind.".to_owned(), ..Behaviour::default() });
    }

    #[test]
    fn every_language_is_known_by_its_code_and_written_by_it() {
        for language in Language::ALL {
            assert_eq!(Language::parse(language.code()), Some(language));
            assert_eq!(serde_json::to_string(&language).expect("json"), format!("\"{}\"", language.code()));
        }
    }

    #[test]
    fn what_changed_is_named() {
        let before = Behaviour::default();
        let after = Behaviour { tone: Tone::Formal, temperature: 0.7, ..before.clone() };
        assert_eq!(changed_fields(&before, &after), [BehaviourField::Tone, BehaviourField::Temperature]);
        assert!(changed_fields(&after, &after).is_empty());
    }
}
