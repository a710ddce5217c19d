//! The language of a text, when it can be told.

use whatlang::Lang;

use crate::document::{Content, Extracted};

/// Characters looked at of a text: enough to be sure, short enough to cost nothing.
const SAMPLE_CHARS: usize = 8_000;
/// Blocks of a document that are asked.
const MOST_VOTERS: usize = 200;
/// Shorter blocks are names and labels; longer ones have no more to say.
const VOTER_BYTES: std::ops::Range<usize> = 40..400;
/// What the winner must have of all votes.
const MAJORITY: f64 = 0.7;

/// ISO 639-1 of a text, or `None` when it is too short, mixed, or in a language without a two-letter code.
pub fn detect(text: &str) -> Option<String> {
    let sample: String = text.chars().take(SAMPLE_CHARS).collect();
    let info = whatlang::detect(&sample)?;
    if !info.is_reliable() {
        return None;
    }
    two_letters(info.lang()).map(str::to_owned)
}

/// The language of a document. Its paragraphs vote one by one: a text full of commands and product names is
/// unclear as a whole, while most of its sentences are not. Tables and code are not asked.
pub(crate) fn of_document(extracted: &Extracted) -> Option<String> {
    let mut votes: Vec<(Lang, f64)> = Vec::new();
    let mut voters = 0;
    let mut prose = String::new();
    for block in &extracted.blocks {
        let text = match &block.content {
            Content::Paragraph { text } | Content::ListItem { text, .. } | Content::Heading { text, .. } => {
                text
            }
            Content::Table { .. } | Content::Code { .. } => continue,
        };
        let words = text
            .split_whitespace()
            .filter(|word| !word.contains("://"))
            .take(80)
            .collect::<Vec<_>>()
            .join(" ");
        if words.len() >= VOTER_BYTES.start
            && let Some(info) = whatlang::detect(&words)
        {
            voters += 1;
            let weight = info.confidence() * size(words.len());
            match votes.iter_mut().find(|(lang, _)| *lang == info.lang()) {
                Some((_, sum)) => *sum += weight,
                None => votes.push((info.lang(), weight)),
            }
        }
        prose.push_str(&words);
        prose.push('\n');
        if voters >= MOST_VOTERS {
            break;
        }
    }
    let all: f64 = votes.iter().map(|(_, weight)| weight).sum();
    let (winner, weight) = votes.into_iter().max_by(|(_, one), (_, other)| one.total_cmp(other))?;
    // Too few to vote: the text as a whole must be clear.
    if voters < 3 {
        return detect(&prose);
    }
    if weight < all * MAJORITY { None } else { two_letters(winner).map(str::to_owned) }
}

fn size(bytes: usize) -> f64 {
    u32::try_from(bytes.min(VOTER_BYTES.end)).map_or(0.0, f64::from)
}

/// The ISO 639-1 code of each language that whatlang knows.
fn two_letters(lang: Lang) -> Option<&'static str> {
    Some(match lang {
        Lang::Afr => "af",
        Lang::Aka => "ak",
        Lang::Amh => "am",
        Lang::Ara => "ar",
        Lang::Aze => "az",
        Lang::Bel => "be",
        Lang::Ben => "bn",
        Lang::Bul => "bg",
        Lang::Cat => "ca",
        Lang::Ces => "cs",
        Lang::Cmn => "zh",
        Lang::Cym => "cy",
        Lang::Dan => "da",
        Lang::Deu => "de",
        Lang::Ell => "el",
        Lang::Eng => "en",
        Lang::Epo => "eo",
        Lang::Est => "et",
        Lang::Fin => "fi",
        Lang::Fra => "fr",
        Lang::Guj => "gu",
        Lang::Heb => "he",
        Lang::Hin => "hi",
        Lang::Hrv => "hr",
        Lang::Hun => "hu",
        Lang::Hye => "hy",
        Lang::Ind => "id",
        Lang::Ita => "it",
        Lang::Jav => "jv",
        Lang::Jpn => "ja",
        Lang::Kan => "kn",
        Lang::Kat => "ka",
        Lang::Khm => "km",
        Lang::Kor => "ko",
        Lang::Lat => "la",
        Lang::Lav => "lv",
        Lang::Lit => "lt",
        Lang::Mal => "ml",
        Lang::Mar => "mr",
        Lang::Mkd => "mk",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Nld => "nl",
        Lang::Nob => "nb",
        Lang::Ori => "or",
        Lang::Pan => "pa",
        Lang::Pes => "fa",
        Lang::Pol => "pl",
        Lang::Por => "pt",
        Lang::Ron => "ro",
        Lang::Rus => "ru",
        Lang::Sin => "si",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Sna => "sn",
        Lang::Spa => "es",
        Lang::Srp => "sr",
        Lang::Swe => "sv",
        Lang::Tam => "ta",
        Lang::Tel => "te",
        Lang::Tgl => "tl",
        Lang::Tha => "th",
        Lang::Tuk => "tk",
        Lang::Tur => "tr",
        Lang::Ukr => "uk",
        Lang::Urd => "ur",
        Lang::Uzb => "uz",
        Lang::Vie => "vi",
        Lang::Yid => "yi",
        Lang::Zul => "zu",
        // A language added to the library later: unknown until it is listed here.
        #[expect(unreachable_patterns, reason = "the library may grow")]
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{detect, of_document};
    use crate::document::{Block, Content, Extracted};

    #[test]
    fn a_document_is_judged_by_its_sentences() {
        let commands =
            "docker compose exec rails bundle exec rake db:prepare postgres redis sidekiq nginx puma yarn";
        let sentences = [
            "The administrator of your workspace can change this setting at any time.",
            "Every visitor of your page will then see the new colour when they open the chat.",
            "You can restart the server with the following command.",
            "If that does not help, ask our support team for advice.",
            "Most of the time it is enough to wait for a few minutes.",
        ];
        let mut blocks =
            vec![Block::new(Content::Code { text: "für die Größe müssen wir über".repeat(20) })];
        blocks.push(Block::new(Content::paragraph(commands)));
        blocks.extend(sentences.map(|sentence| Block::new(Content::paragraph(sentence))));
        let document = Extracted { blocks, ..Extracted::default() };
        assert_eq!(of_document(&document).as_deref(), Some("en"));
        assert_eq!(of_document(&Extracted::default()), None);
    }

    #[test]
    fn tells_clear_languages() {
        let english =
            "You can return any item within thirty days of delivery, as long as it is unused and in its box.";
        let german =
            "Sie können jeden Artikel innerhalb von dreißig Tagen zurückgeben, solange er unbenutzt ist.";
        assert_eq!(detect(english).as_deref(), Some("en"));
        assert_eq!(detect(german).as_deref(), Some("de"));
        assert_eq!(detect("このページでは返品の方法について説明しています。").as_deref(), Some("ja"));
    }

    #[test]
    fn says_nothing_when_unsure() {
        assert_eq!(detect(""), None);
        assert_eq!(detect("E-4012 / 77 %"), None);
    }
}
