//! Paragraphs into sentences, in any language.

use unicode_segmentation::UnicodeSegmentation;

/// A full stop after these does not end a sentence, whatever follows.
const ABBREVIATIONS: &[&str] = &[
    "abs", "approx", "art", "bzw", "ca", "cf", "dr", "e.g", "ed", "eg", "evtl", "fig", "ggf", "i.e", "ie",
    "incl", "inkl", "max", "min", "mr", "mrs", "ms", "mt", "mwst", "nr", "no", "p", "pp", "prof", "resp",
    "sec", "sr", "sra", "st", "str", "tel", "u.a", "usw", "v", "vgl", "vol", "vs", "z.b", "zzgl", "d.h",
];

/// A line this short, without an end mark, is a label over what follows.
const LABEL_WORDS: usize = 7;

/// A stretch of a paragraph between line breaks that mean something.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    /// A heading without markup.
    pub(super) is_label: bool,
}

/// Tells wrapped lines, which belong together, from lines that stand for themselves.
pub(super) fn split_paragraph(text: &str) -> Vec<Piece> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !is_page_mark(line)).collect();
    // An address, a list of opening hours: nothing ends like a sentence, everything begins like a line.
    let prose = lines.iter().any(|line| ends_sentence(line) || begins_low(line));
    let mut pieces: Vec<Piece> = Vec::new();
    let mut open = false;
    for (index, line) in lines.iter().enumerate() {
        match pieces.last_mut() {
            Some(piece) if prose && (open || begins_low(line)) => {
                piece.text.push(' ');
                piece.text.push_str(line);
                piece.is_label = false;
            }
            _ => {
                let short = line.split_whitespace().count() <= LABEL_WORDS;
                let followed = lines.get(index + 1).is_some_and(|next| !begins_low(next));
                let is_label = prose && short && followed && !ends_sentence(line);
                pieces.push(Piece { text: (*line).to_owned(), is_label });
            }
        }
        open = !ends_sentence(line) && pieces.last().is_some_and(|piece| !piece.is_label);
    }
    for piece in &mut pieces {
        piece.text = clean(&piece.text);
    }
    pieces
}

/// Nothing but a number and marks: what is left of a page's foot.
pub(super) fn is_page_mark(line: &str) -> bool {
    !line.chars().any(char::is_alphabetic) && line.split_whitespace().count() <= 3
}

/// Whether a line goes on where the one before stopped.
pub(super) fn begins_low(line: &str) -> bool {
    line.chars().next().is_some_and(|c| c.is_lowercase() || matches!(c, ',' | ';' | ':' | ')' | '.'))
}

/// Whether a text ends with a mark that ends something.
pub(super) fn ends_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']', '*', '_']);
    line.ends_with(['.', '!', '?', ':', ';', '…', '。', '！', '？', '؟', '।'])
}

/// The sentences of one stretch of prose.
pub(super) fn split_sentences(text: &str) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    let mut open = false;
    for piece in text.split_sentence_bounds() {
        match sentences.last_mut() {
            Some(sentence) if open || is_date(sentence, piece) => sentence.push_str(piece),
            _ => sentences.push(piece.to_owned()),
        }
        // A web address goes on behind its marks without a blank.
        let glued = piece.ends_with(|c: char| c.is_ascii_punctuation());
        open = glued || sentences.last().is_some_and(|sentence| ends_open(sentence.trim_end()));
    }
    sentences.iter().map(|sentence| clean(sentence)).filter(|sentence| !sentence.is_empty()).collect()
}

/// “3.” and “Mai”: German writes the day, and the century, with a full stop.
fn is_date(before: &str, piece: &str) -> bool {
    const MONTHS: &[&str] = &[
        "Januar",
        "Jänner",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
        "Jahrhundert",
    ];
    before.trim_end().strip_suffix('.').is_some_and(|day| day.ends_with(|c: char| c.is_ascii_digit()))
        && MONTHS.iter().any(|month| piece.starts_with(month))
}

/// A bracket that is open for longer than this was never meant to close.
const BRACKET_BYTES: usize = 400;

/// Whether the sentence can't be over: a bracket is open, or the full stop at the end belongs to an abbreviation, an initial or an ordinal number.
fn ends_open(sentence: &str) -> bool {
    let opened = sentence.matches('(').count() > sentence.matches(')').count();
    if opened && sentence.len() < BRACKET_BYTES {
        return true;
    }
    let Some(body) = sentence.strip_suffix('.') else { return false };
    let word = body.rsplit([' ', '(', '\u{a0}']).next().unwrap_or(body).to_lowercase();
    let single_letter = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    // “1. Open the lid.” and “am 3. Mai”; a year ends a sentence more often.
    let ordinal = (1..=2).contains(&word.len()) && word.chars().all(|c| c.is_ascii_digit());
    let leading_number = ordinal && body.trim() == word;
    single_letter || leading_number || ABBREVIATIONS.contains(&word.as_str())
}

/// One line, single blanks, without bracketed numbers, which would read as ours.
pub(super) fn clean(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if !line.contains('[') {
        return line;
    }
    let mut out = String::with_capacity(line.len());
    let mut rest = line.as_str();
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        let inside: String = after.chars().take_while(|c| *c != ']').take(REFERENCE_CHARS).collect();
        match after.strip_prefix(inside.as_str()).and_then(|tail| tail.strip_prefix(']')) {
            Some(tail) if is_reference(&inside) => {
                rest = tail;
                if rest.starts_with(['.', ',', ';', ':', '!', '?']) {
                    out.truncate(out.trim_end().len());
                }
            }
            _ => {
                out.push('[');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Bracketed numbers are short.
const REFERENCE_CHARS: usize = 20;

fn is_reference(inside: &str) -> bool {
    !inside.is_empty() && inside.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | ' ' | '-' | '–'))
}
