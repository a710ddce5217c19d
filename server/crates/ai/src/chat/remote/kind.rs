//! The kinds of endpoint that we speak with.

use std::fmt;
use std::str::FromStr;

use super::wire::Wire;
use super::{anthropic, gemini, openai};

/// Which protocol an endpoint speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProviderKind {
    /// OpenAI's chat completions: also Mistral, Groq, vLLM, llama.cpp, Ollama and many more.
    OpenAi,
    /// The same at Azure OpenAI, which has other addresses and another header for the key.
    Azure,
    /// Anthropic's Messages.
    Anthropic,
    /// Google's Gemini API.
    Gemini,
}

/// A word that names no kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a kind of model provider")]
pub struct UnknownProviderKind;

impl ProviderKind {
    /// Every kind, in the order to offer them in.
    pub const ALL: [Self; 4] = [Self::OpenAi, Self::Azure, Self::Anthropic, Self::Gemini];

    /// The stable word for storage and the API; [`FromStr`] reads it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Azure => "azure",
            Self::Anthropic => "anthropic",
            Self::Gemini => "gemini",
        }
    }

    /// Where the provider itself is found. Azure has no common address: each customer has one.
    pub fn default_base_url(self) -> Option<&'static str> {
        match self {
            Self::OpenAi => Some(openai::BASE_URL),
            Self::Azure => None,
            Self::Anthropic => Some(anthropic::BASE_URL),
            Self::Gemini => Some(gemini::BASE_URL),
        }
    }

    pub(super) fn wire(self) -> &'static dyn Wire {
        match self {
            Self::OpenAi => &openai::OpenAi,
            Self::Azure => &openai::azure::Azure,
            Self::Anthropic => &anthropic::Anthropic,
            Self::Gemini => &gemini::Gemini,
        }
    }
}

impl fmt::Display for ProviderKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ProviderKind {
    type Err = UnknownProviderKind;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word).ok_or(UnknownProviderKind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_found_by_its_word() {
        for kind in ProviderKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
            assert_eq!(kind.to_string(), kind.as_str());
        }
        for other in ["", "OpenAI", "openai ", "mistral"] {
            assert_eq!(other.parse::<ProviderKind>(), Err(UnknownProviderKind), "{other}");
        }
    }
}
