//! Words, and when two of them are the same one in another form. Knows no grammar of any language.

use unicode_segmentation::UnicodeSegmentation;

/// Words of questions that say nothing about their subject, in the languages that are asked most.
const FUNCTION_WORDS: &[&str] = &[
    // English
    "a", "an", "the", "and", "or", "of", "to", "in", "on", "at", "for", "from", "by", "with", "is", "are",
    "was", "were", "be", "been", "do", "does", "did", "can", "could", "should", "would", "will", "shall",
    "may", "might", "must", "have", "has", "had", "i", "me", "my", "mine", "we", "us", "our", "you", "your",
    "he", "she", "it", "its", "they", "them", "their", "his", "her", "this", "that", "these", "those",
    "there", "here", "what", "which", "who", "whom", "whose", "when", "where", "why", "how", "if", "then",
    "than", "so", "as", "about", "into", "any", "some", "please", "tell", "explain", "want", "need", "get",
    "got", "much", "many", "not", "no", "am", "s", "t", "im", "don", "also", "just", "hi", "hello", "know",
    "like", "happens", "happen", "mean", "means", "way", "possible", "yes", "ok", // German
    "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines", "und",
    "oder", "ist", "sind", "war", "wird", "werden", "wie", "wo", "wann", "warum", "wer", "wen", "wem",
    "welche", "welcher", "welches", "ich", "mir", "mich", "mein", "meine", "meinen", "wir", "uns", "sie",
    "ihr", "ihre", "kann", "können", "muss", "soll", "habe", "haben", "hat", "zu", "zum", "zur", "von",
    "vom", "mit", "für", "auf", "im", "aus", "bei", "nach", "über", "nicht", "kein", "keine", "es", "man",
    "bitte", "gibt", "viel", "viele", // Romance languages
    "el", "la", "los", "las", "un", "una", "uno", "de", "del", "y", "o", "en", "que", "qué", "cómo", "como",
    "cuándo", "cuando", "dónde", "donde", "cuál", "quién", "por", "para", "con", "mi", "mis", "su", "sus",
    "puedo", "puede", "es", "son", "se", "yo", "hay", "le", "les", "du", "des", "et", "ou", "est", "sont",
    "je", "mon", "ma", "mes", "vous", "votre", "nous", "comment", "quand", "où", "pourquoi", "quel",
    "quelle", "qui", "quoi", "dans", "sur", "avec", "pour", "peut", "puis", "il", "lo", "gli", "di", "e",
    "è", "sono", "che", "come", "quando", "dove", "perché", "posso", "mio", "mia", "per", "da", "do", "dos",
    "das", "os", "um", "uma", "eu", "meu", "minha", "não", "é", // Dutch
    "het", "een", "van", "hoe", "wat", "waar", "waarom", "wanneer", "ik", "mijn", "kan", "met", "voor", "op",
];

/// The words of a text in lower case; a code such as “E-17” also as one word, “e17”.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text.unicode_words().map(str::to_lowercase).collect();
    let compounds = text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let compounds = compounds.filter(|word| word.contains(['-', '/', '.', '_', '#']) && is_code(word));
    let joined = |word: &str| word.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    words.extend(compounds.map(joined));
    words
}

/// The words of a question that say what it is about, each once; all of them if none does.
pub(super) fn content_words(question: &str) -> Vec<String> {
    let mut all = words(question);
    let mut seen = std::collections::HashSet::new();
    all.retain(|word| seen.insert(word.clone()));
    all.truncate(MAX_QUESTION_WORDS);
    let content: Vec<String> =
        all.iter().filter(|word| !FUNCTION_WORDS.contains(&word.as_str())).cloned().collect();
    if content.is_empty() { all } else { content }
}

/// A question's later words are not looked at: nobody asks in more.
const MAX_QUESTION_WORDS: usize = 64;

/// Whether a word looks like an error code or a part number: letters with digits, or a long number that is
/// no year.
pub(super) fn is_code(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let letters = word.chars().any(char::is_alphabetic);
    let year = digits == 4 && (word.starts_with("19") || word.starts_with("20"));
    digits > 0 && (letters || (digits >= 3 && !year))
}

/// Whether a word has letters and digits.
pub(super) fn is_part_number(word: &str) -> bool {
    is_code(word) && word.chars().any(char::is_alphabetic)
}

/// Whether two lower-case words are forms of one: “return” and “returns”, “update” and “updating”,
/// “Rückgabe” and “Rückgabefrist”.
pub(super) fn same_word(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    if one.chars().chain(other.chars()).any(|c| c.is_ascii_digit()) {
        return false;
    }
    let common = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    if common < 3 {
        return false;
    }
    let rest_one = one.chars().count() - common;
    let rest_other = other.chars().count() - common;
    let (short, long) = (rest_one.min(rest_other), rest_one.max(rest_other));
    let ended = |word: &str| word.ends_with(['s', 'e', 'n']);
    match short {
        // One is the beginning of the other: it has an ending, or is a compound's first part.
        0 if common == 3 => long == 1 && (ended(one) || ended(other)),
        0 if common >= 6 => long <= 5,
        0 => long <= 3,
        // They part at the last letter of the shorter: “e” to “ing”, “y” to “ies”.
        1 => common >= 4 && long <= 3,
        _ => common >= 7 && long <= 5,
    }
}
