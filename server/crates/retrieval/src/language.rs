//! Languages, as far as search cares: which stemmer reads them, and whether an embedder knows them.

use rust_stemmers::Algorithm;
use whatlang::Lang;

/// An ISO 639-1 code; [`Language::UNKNOWN`] when there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language([u8; 2]);

impl Language {
    /// No language could be told, as for a list of part numbers.
    pub const UNKNOWN: Self = Self(*b"--");

    /// The language of a two-letter code (`en`, also `en-GB`).
    pub fn parse(code: &str) -> Option<Self> {
        let primary = code.split(['-', '_']).next().unwrap_or_default();
        match primary.as_bytes() {
            [first, second] if first.is_ascii_alphabetic() && second.is_ascii_alphabetic() => {
                Some(Self([first.to_ascii_lowercase(), second.to_ascii_lowercase()]))
            }
            _ => None,
        }
    }

    /// The language of a text, when it is long enough to tell and one that we have a stemmer for.
    pub fn detect(text: &str) -> Self {
        whatlang::detect(text)
            .filter(whatlang::Info::is_reliable)
            .and_then(|info| STEMMED.iter().find(|row| row.detected == info.lang()))
            .map_or(Self::UNKNOWN, |row| Self(*row.code))
    }

    /// How its words are reduced to stems.
    pub(crate) fn profile(self) -> Profile {
        STEMMED
            .iter()
            .position(|row| *row.code == self.0)
            .and_then(|position| u8::try_from(position + 1).ok())
            .map_or(Profile::PLAIN, Profile)
    }
}

/// A way to reduce words to stems, numbered so that a set of them fits a word of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Profile(u8);

impl Profile {
    /// Words stay as they are.
    pub(crate) const PLAIN: Self = Self(0);
    /// How many there are.
    pub(crate) const COUNT: usize = STEMMED.len() + 1;

    /// All of them.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0_u8..).take(Self::COUNT).map(Self)
    }

    /// The Snowball algorithm, if any.
    pub(crate) fn algorithm(self) -> Option<Algorithm> {
        let position = usize::from(self.0).checked_sub(1)?;
        STEMMED.get(position).map(|row| row.algorithm)
    }

    /// The language whose words it reduces.
    pub(crate) fn language(self) -> Language {
        let position = usize::from(self.0).checked_sub(1);
        position.and_then(|at| STEMMED.get(at)).map_or(Language::UNKNOWN, |row| Language(*row.code))
    }

    /// Position in an array of [`Profile::COUNT`].
    pub(crate) fn index(self) -> usize {
        usize::from(self.0)
    }

    /// Its bit in a set of profiles.
    pub(crate) fn bit(self) -> u32 {
        1 << self.0
    }

    /// Whether an article may be glued to a word by an apostrophe (l'eau, dell'acqua).
    pub(crate) fn elides(self) -> bool {
        matches!(self.algorithm(), Some(Algorithm::French | Algorithm::Italian))
    }
}

struct Stemmed {
    code: &'static [u8; 2],
    detected: Lang,
    algorithm: Algorithm,
}

const fn stemmed(code: &'static [u8; 2], detected: Lang, algorithm: Algorithm) -> Stemmed {
    Stemmed { code, detected, algorithm }
}

const STEMMED: [Stemmed; 18] = [
    stemmed(b"ar", Lang::Ara, Algorithm::Arabic),
    stemmed(b"da", Lang::Dan, Algorithm::Danish),
    stemmed(b"de", Lang::Deu, Algorithm::German),
    stemmed(b"el", Lang::Ell, Algorithm::Greek),
    stemmed(b"en", Lang::Eng, Algorithm::English),
    stemmed(b"es", Lang::Spa, Algorithm::Spanish),
    stemmed(b"fi", Lang::Fin, Algorithm::Finnish),
    stemmed(b"fr", Lang::Fra, Algorithm::French),
    stemmed(b"hu", Lang::Hun, Algorithm::Hungarian),
    stemmed(b"it", Lang::Ita, Algorithm::Italian),
    stemmed(b"nl", Lang::Nld, Algorithm::Dutch),
    stemmed(b"no", Lang::Nob, Algorithm::Norwegian),
    stemmed(b"pt", Lang::Por, Algorithm::Portuguese),
    stemmed(b"ro", Lang::Ron, Algorithm::Romanian),
    stemmed(b"ru", Lang::Rus, Algorithm::Russian),
    stemmed(b"sv", Lang::Swe, Algorithm::Swedish),
    stemmed(b"ta", Lang::Tam, Algorithm::Tamil),
    stemmed(b"tr", Lang::Tur, Algorithm::Turkish),
];

/// The languages that an embedder was trained for. Vectors of other texts say less.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum KnownLanguages {
    /// A multilingual embedder.
    #[default]
    All,
    /// These, and texts whose language could not be told.
    Only(Vec<Language>),
}

impl KnownLanguages {
    /// Only these codes; what is not a code is left out, and no code at all means every language.
    pub fn only<'a>(codes: impl IntoIterator<Item = &'a str>) -> Self {
        let languages: Vec<Language> = codes.into_iter().filter_map(Language::parse).collect();
        if languages.is_empty() { Self::All } else { Self::Only(languages) }
    }

    /// Whether vectors of texts in `language` mean something.
    pub fn contains(&self, language: Language) -> bool {
        match self {
            Self::All => true,
            Self::Only(known) => language == Language::UNKNOWN || known.contains(&language),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_with_regions_are_understood() {
        assert_eq!(Language::parse("en-GB"), Language::parse("EN"));
        assert_eq!(Language::parse("english"), None);
        assert_ne!(Language::parse("de").unwrap().profile(), Profile::PLAIN);
        assert_eq!(Language::parse("ja").unwrap().profile(), Profile::PLAIN);
    }

    #[test]
    fn an_english_embedder_does_not_know_german() {
        let known = KnownLanguages::only(["en"]);
        assert!(known.contains(Language::parse("en").unwrap()));
        assert!(known.contains(Language::UNKNOWN));
        assert!(!known.contains(Language::parse("de").unwrap()));
        assert_eq!(KnownLanguages::only([]), KnownLanguages::All);
    }

    #[test]
    fn long_text_tells_its_language() {
        let german = "Die Fernbedienung wird automatisch mit dem Fernseher gekoppelt, sobald dieser eingeschaltet ist.";
        assert_eq!(Some(Language::detect(german)), Language::parse("de"));
        assert_eq!(Language::detect("E-4012"), Language::UNKNOWN);
    }
}
