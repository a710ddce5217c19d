//! Pages in Hebrew, Arabic and their like.
//!
//! A PDF holds glyphs at places. Read from left to right they are the line as it looks; this turns it into the
//! line as it is read and typed: from the right, with figures and Latin words in their own direction.

use pdf_oxide::layout::{TextChar, TextSpan};
use unicode_segmentation::UnicodeSegmentation;

use super::layout::Line;
use crate::text;

/// A distance between glyphs that is a blank, in sizes of letters.
const BLANK: f32 = 0.18;
/// A distance between lines from which it is a gap, in sizes of letters.
const GAP: f32 = 1.9;

/// Whether a character is of a script that is written from the right.
pub(super) fn is_right_to_left(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
        && !is_figure(character)
}

/// A piece of text at its place, as it looks from left to right.
struct Glyph {
    text: String,
    left: f32,
    right: f32,
    base: f32,
    size: f32,
    bold: bool,
}

/// The page's lines from its characters, or from its spans where the characters have no letters of their own.
pub(super) fn lines(characters: &[TextChar], spans: &[TextSpan]) -> Vec<Line> {
    let unknown = characters.iter().filter(|own| own.char == '\u{fffd}').count();
    let glyphs = if unknown * 50 > characters.len() { of_spans(spans) } else { of_characters(characters) };
    let mut page: Vec<Line> = Vec::new();
    let mut above: Option<f32> = None;
    for row in rows(glyphs) {
        let (Some(first), size) = (row.first(), row.iter().map(|glyph| glyph.size).fold(0.0, f32::max))
        else {
            continue;
        };
        if above.is_some_and(|above| above - first.base > size.max(1.0) * GAP) {
            page.push(Line::default());
        }
        above = Some(first.base);
        let bold = row.iter().all(|glyph| glyph.bold || glyph.text.trim().is_empty());
        let text = with_apart_bullet(text::one_line(&text::clean(&logical(&visual(&row)))));
        if !text.is_empty() {
            page.push(Line { text, size: Some(size), bold, ..Line::default() });
        }
    }
    page
}

/// The sign of a list's entry may stand close to its text.
fn with_apart_bullet(line: String) -> String {
    let bullet = ['•', '◦', '▪', '●', '○', '‣'].into_iter().find(|bullet| line.starts_with(*bullet));
    match bullet.and_then(|bullet| line.strip_prefix(bullet)) {
        Some(rest) if !rest.starts_with(' ') => format!("• {rest}"),
        _ => line,
    }
}

/// Whether a page is mostly written from the right.
pub(super) fn is_page_of(text: &str) -> bool {
    let letters = text.chars().filter(|own| own.is_alphabetic()).count();
    text.chars().filter(|own| is_right_to_left(*own)).count() * 3 > letters
}

fn of_characters(characters: &[TextChar]) -> Vec<Glyph> {
    let mut glyphs: Vec<Glyph> = Vec::with_capacity(characters.len());
    for own in characters {
        let is_mark = matches!(own.char, '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}');
        if let Some(base) = glyphs.last_mut().filter(|_| is_mark) {
            base.text.push(own.char);
            continue;
        }
        glyphs.push(Glyph {
            text: own.char.to_string(),
            left: own.bbox.x,
            right: own.bbox.x + own.bbox.width,
            base: own.origin_y,
            size: own.font_size,
            bold: own.font_weight.is_bold(),
        });
    }
    glyphs
}

fn of_spans(spans: &[TextSpan]) -> Vec<Glyph> {
    let glyph = |span: &TextSpan| Glyph {
        text: span.text.clone(),
        left: span.bbox.x,
        right: span.bbox.x + span.bbox.width,
        base: span.bbox.y,
        size: span.font_size,
        bold: span.font_weight.is_bold(),
    };
    spans.iter().map(glyph).collect()
}

fn rows(mut glyphs: Vec<Glyph>) -> Vec<Vec<Glyph>> {
    glyphs.sort_by(|one, other| other.base.total_cmp(&one.base));
    let mut rows: Vec<Vec<Glyph>> = Vec::new();
    for glyph in glyphs {
        let fits = rows
            .last()
            .and_then(|row| row.first())
            .is_some_and(|first| (first.base - glyph.base).abs() < first.size.max(1.0) * 0.4);
        match rows.last_mut().filter(|_| fits) {
            Some(row) => row.push(glyph),
            None => rows.push(vec![glyph]),
        }
    }
    for row in &mut rows {
        row.sort_by(|one, other| one.left.total_cmp(&other.left));
    }
    rows
}

/// The row as it looks, from left to right, with its blanks.
fn visual(row: &[Glyph]) -> String {
    let mut line = String::new();
    let mut last: Option<&Glyph> = None;
    for glyph in row {
        let before = last.replace(glyph);
        let is_apart = before.is_some_and(|before| glyph.left - before.right > glyph.size * BLANK);
        if is_apart {
            line.push(' ');
        } else if before.is_some_and(|before| is_ligature(before, glyph))
            && let Some(lam) = line.pop()
        {
            // Lam and alef drawn as one: its two letters stand in the order of reading already.
            line.push_str(&glyph.text);
            line.push(lam);
            continue;
        }
        line.push_str(&glyph.text);
    }
    line
}

/// Two letters that were split from one glyph have exactly half of its width each.
fn is_ligature(left: &Glyph, right: &Glyph) -> bool {
    let is_lam = left.text == "ل";
    let is_alef = matches!(right.text.as_str(), "ا" | "أ" | "إ" | "آ");
    is_lam && is_alef && ((right.right - right.left) - (left.right - left.left)).abs() < 0.05
}

/// A line as it is read, from how it looks. Lines of Latin letters stay, with the words from the right turned.
fn logical(visual: &str) -> String {
    let right = visual.chars().filter(|own| is_right_to_left(*own)).count();
    let left = visual.chars().filter(|own| own.is_alphabetic() && !is_right_to_left(*own)).count();
    if right == 0 {
        return visual.to_owned();
    }
    let mut graphemes: Vec<&str> = visual.graphemes(true).collect();
    if left > right {
        turn_runs(&mut graphemes, is_of_right, is_of_left);
        return graphemes.concat();
    }
    graphemes.reverse();
    let is_arabic = visual
        .chars()
        .any(|own| matches!(own, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}'));
    turn_figures_and_words(&mut graphemes, is_arabic);
    graphemes.concat()
}

/// Turns each run that begins and ends with a wanted grapheme and holds none that breaks it.
fn turn_runs(graphemes: &mut [&str], is_wanted: fn(&str) -> bool, breaks: fn(&str) -> bool) {
    let mut at = 0;
    while at < graphemes.len() {
        let Some(start) = graphemes.iter().skip(at).position(|own| is_wanted(own)).map(|found| at + found)
        else {
            return;
        };
        let length = graphemes.iter().skip(start).take_while(|own| !breaks(own)).count();
        let run = graphemes.get_mut(start..start + length).unwrap_or_default();
        let end = run.iter().rposition(|own| is_wanted(own)).map_or(0, |last| last + 1);
        if let Some(run) = run.get_mut(..end) {
            run.reverse();
        }
        at = start + length.max(1);
    }
}

/// Figures and Latin words back into their own direction. Beside Arabic letters two figures with a hyphen between them
/// are two, beside Hebrew ones they are one (UAX #9, rules W2 to W4).
fn turn_figures_and_words(graphemes: &mut [&str], is_arabic: bool) {
    let mut at = 0;
    while at < graphemes.len() {
        let own = |index: usize| graphemes.get(index).copied().unwrap_or_default();
        if !is_of_left(own(at)) && !is_digit(own(at)) {
            at += 1;
            continue;
        }
        // All up to the next letter from the right, without the blanks and signs at its end.
        let mut end = at;
        let mut has_word = false;
        let mut figures_end = at;
        let mut open = true;
        for index in at..graphemes.len() {
            if is_of_right(own(index)) {
                break;
            }
            let belongs = is_of_left(own(index)) || is_digit(own(index));
            has_word |= is_of_left(own(index));
            if belongs {
                end = index + 1;
            }
            if open && is_digit(own(index)) {
                figures_end = index + 1;
            } else if open {
                let joins = matches!(own(index), "." | "," | ":" | "/")
                    || (!is_arabic && matches!(own(index), "-" | "+"));
                open = joins && is_digit(own(index + 1));
            }
        }
        let end = if has_word { end } else { figures_end.max(at + 1) };
        if let Some(run) = graphemes.get_mut(at..end) {
            run.reverse();
        }
        at = end;
    }
}

fn is_of_right(grapheme: &str) -> bool {
    grapheme.chars().next().is_some_and(is_right_to_left)
}

fn is_of_left(grapheme: &str) -> bool {
    grapheme.chars().next().is_some_and(|own| own.is_alphabetic() && !is_right_to_left(own))
}

fn is_digit(grapheme: &str) -> bool {
    grapheme.chars().next().is_some_and(is_figure)
}

fn is_figure(character: char) -> bool {
    matches!(character, '0'..='9' | '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}')
}

#[cfg(test)]
mod tests {
    use super::logical;

    #[test]
    fn lines_are_turned_and_figures_are_not() {
        assert_eq!(logical("םימי 30 ךותב רצומ"), "מוצר בתוך 30 ימים");
        assert_eq!(logical("P-100 םגד"), "דגם P-100");
        assert_eq!(logical("0221-1234 ןופלט"), "טלפון 0221-1234");
        assert_eq!(logical("1234-0221 مقرلا ىلع"), "على الرقم 0221-1234");
        assert_eq!(logical("€ 12.50 רלוד דע 3"), "3 עד דולר 12.50 €");
        assert_eq!(logical("the word םולש means peace"), "the word שלום means peace");
        assert_eq!(logical("plain text"), "plain text");
    }
}
