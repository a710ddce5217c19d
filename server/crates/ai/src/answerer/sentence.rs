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
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let width = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut open = false;
    for (index, line) in lines.iter().enumerate() {
        let last = index + 1 == lines.len();
        let begins_low = line.chars().next().is_some_and(char::is_lowercase);
        match pieces.last_mut() {
            Some(piece) if (open || begins_low) && !piece.text.is_empty() => {
                piece.text.push(' ');
                piece.text.push_str(line);
                piece.is_label = false;
            }
            _ => {
                let short = line.split_whitespace().count() <= LABEL_WORDS;
                let is_label = short && !last && !ends_sentence(line) && width > 30;
                pieces.push(Piece { text: (*line).to_owned(), is_label });
            }
        }
        // A line as wide as the others was wrapped, unless it ends a sentence.
        open = !ends_sentence(line) && line.chars().count() * 10 >= width * 7;
    }
    for piece in &mut pieces {
        piece.text = clean(&piece.text);
    }
    pieces
}

fn ends_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']', '*', '_']);
    line.ends_with(['.', '!', '?', ':', ';', '…', '。', '！', '？', '؟', '।'])
}

/// The sentences of one stretch of prose.
pub(super) fn split_sentences(text: &str) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    let mut open = false;
    for piece in text.split_sentence_bounds() {
        match sentences.last_mut() {
            Some(sentence) if open => sentence.push_str(piece),
            _ => sentences.push(piece.to_owned()),
        }
        open = sentences.last().is_some_and(|sentence| ends_open(sentence.trim_end()));
    }
    sentences.iter().map(|sentence| clean(sentence)).filter(|sentence| !sentence.is_empty()).collect()
}

/// Whether the full stop at the end belongs to an abbreviation, an initial or an ordinal number.
fn ends_open(sentence: &str) -> bool {
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
        match after.split_once(']') {
            Some((inside, tail)) if is_reference(inside) => {
                rest = tail;
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

fn is_reference(inside: &str) -> bool {
    !inside.is_empty() && inside.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | ' ' | '-' | '–'))
}
