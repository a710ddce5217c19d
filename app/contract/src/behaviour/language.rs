//! Languages that answers can be kept to.

use serde::{Deserialize, Serialize};

/// A language that a bot can be told to keep to, by its ISO 639-1 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Czech.
    Cs,
    /// Danish.
    Da,
    /// German.
    De,
    /// English.
    En,
    /// Spanish.
    Es,
    /// Finnish.
    Fi,
    /// French.
    Fr,
    /// Italian.
    It,
    /// Japanese.
    Ja,
    /// Dutch.
    Nl,
    /// Norwegian.
    No,
    /// Polish.
    Pl,
    /// Portuguese.
    Pt,
    /// Swedish.
    Sv,
    /// Turkish.
    Tr,
    /// Ukrainian.
    Uk,
    /// Chinese.
    Zh,
}

impl Language {
    /// All of them, by their English names.
    pub const ALL: [Self; 17] = [
        Self::Zh,
        Self::Cs,
        Self::Da,
        Self::Nl,
        Self::En,
        Self::Fi,
        Self::Fr,
        Self::De,
        Self::It,
        Self::Ja,
        Self::No,
        Self::Pl,
        Self::Pt,
        Self::Es,
        Self::Sv,
        Self::Tr,
        Self::Uk,
    ];

    /// ISO 639-1.
    pub fn code(self) -> &'static str {
        match self {
            Self::Cs => "cs",
            Self::Da => "da",
            Self::De => "de",
            Self::En => "en",
            Self::Es => "es",
            Self::Fi => "fi",
            Self::Fr => "fr",
            Self::It => "it",
            Self::Ja => "ja",
            Self::Nl => "nl",
            Self::No => "no",
            Self::Pl => "pl",
            Self::Pt => "pt",
            Self::Sv => "sv",
            Self::Tr => "tr",
            Self::Uk => "uk",
            Self::Zh => "zh",
        }
    }

    /// Its English name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cs => "Czech",
            Self::Da => "Danish",
            Self::De => "German",
            Self::En => "English",
            Self::Es => "Spanish",
            Self::Fi => "Finnish",
            Self::Fr => "French",
            Self::It => "Italian",
            Self::Ja => "Japanese",
            Self::Nl => "Dutch",
            Self::No => "Norwegian",
            Self::Pl => "Polish",
            Self::Pt => "Portuguese",
            Self::Sv => "Swedish",
            Self::Tr => "Turkish",
            Self::Uk => "Ukrainian",
            Self::Zh => "Chinese",
        }
    }

    /// The language with this code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }
}
