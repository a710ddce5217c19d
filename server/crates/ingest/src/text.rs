//! Bytes to clean Unicode text, whatever wrote them.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use unicode_normalization::UnicodeNormalization;

/// Share of characters no text has (control characters, undecodable bytes) from which it is called binary.
const JUNK_PER_HUNDRED: usize = 5;
/// NUL bytes are forgiven up to this share; more is binary (or UTF-16, which is tried before).
const NULS_PER_HUNDRED: usize = 20;

/// The text in these bytes, cleaned (see [`clean`]), or `None` when they are no text at all.
///
/// UTF-8 with or without byte order mark, UTF-16 in either order with or without one, and the encodings that
/// browsers know, guessed from the content. Single undecodable bytes become U+FFFD.
pub fn decode(bytes: &[u8]) -> Option<String> {
    let raw = to_unicode(bytes);
    if is_junk(&raw) { None } else { Some(clean(&raw)) }
}

/// One form for what looks the same: line ends as `\n`, every kind of blank as a space, NFC, and none of the
/// characters that are only there to be invisible (NUL, control characters, byte order marks, direction marks).
pub fn clean(raw: &str) -> String {
    let mut kept = String::with_capacity(raw.len());
    let mut characters = raw.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => {
                characters.next_if_eq(&'\n');
                kept.push('\n');
            }
            '\n' | '\t' => kept.push(character),
            '\u{0b}' | '\u{85}' | '\u{2028}' => kept.push('\n'),
            // A page break and a paragraph separator end a paragraph.
            '\u{0c}' | '\u{2029}' => kept.push_str("\n\n"),
            '\u{ad}' | '\u{feff}' | '\u{2060}' | '\u{200e}' | '\u{200f}' => {}
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fff9}'..='\u{fffb}' => {}
            // Typographic forms of letters, as PDF fonts have them: "diﬃcult" shall be found by "difficult".
            '\u{fb00}'..='\u{fb06}'
            | '\u{fb50}'..='\u{fdcf}'
            | '\u{fdf0}'..='\u{fdff}'
            | '\u{fe70}'..='\u{fefc}' => {
                kept.extend(std::iter::once(character).nfkc());
            }
            other if other.is_control() => {}
            other if other.is_whitespace() => kept.push(' '),
            other => kept.push(other),
        }
    }
    if unicode_normalization::is_nfc(&kept) { kept } else { kept.nfc().collect() }
}

/// Single spaces, no line breaks.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Single spaces within lines, no empty lines.
pub(crate) fn tidy_lines(text: &str) -> String {
    text.lines().map(one_line).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn to_unicode(bytes: &[u8]) -> String {
    if let Some(text) = utf32(bytes) {
        return text;
    }
    if let Some((encoding, mark_length)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark_length..).unwrap_or_default();
        return encoding.decode_without_bom_handling(rest).0.into_owned();
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return encoding.decode_without_bom_handling(bytes).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) if is_damaged_utf8(bytes) => UTF_8.decode_without_bom_handling(bytes).0.into_owned(),
        Err(_) => {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
            detector.feed(bytes, true);
            detector.guess(None, Utf8Detection::Allow).decode_without_bom_handling(bytes).0.into_owned()
        }
    }
}

/// Four bytes a character, with a mark, or without one when every unit is a character (three in four bytes of text
/// are zero then, which no other encoding has).
fn utf32(bytes: &[u8]) -> Option<String> {
    let (rest, is_little) = match bytes {
        [0xff, 0xfe, 0, 0, rest @ ..] => (rest, true),
        [0, 0, 0xfe, 0xff, rest @ ..] => (rest, false),
        [_, _, _, 0, _, _, _, 0, ..] if bytes.len().is_multiple_of(4) => (bytes, true),
        [0, _, _, _, 0, _, _, _, ..] if bytes.len().is_multiple_of(4) => (bytes, false),
        _ => return None,
    };
    let character = |unit: &[u8]| {
        let unit: [u8; 4] = unit.try_into().ok()?;
        let number = if is_little { u32::from_le_bytes(unit) } else { u32::from_be_bytes(unit) };
        char::from_u32(number).filter(|character| *character != '\0')
    };
    rest.chunks_exact(4).map(character).collect()
}

/// UTF-16 shows in its zero bytes: every other byte of Latin text, and the spaces and line ends of any other,
/// always in the same half of the pair.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let mut zeros = [0usize; 2];
    for (index, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == 0) {
        if let Some(count) = zeros.get_mut(index % 2) {
            *count += 1;
        }
    }
    let [even, odd] = zeros;
    let (major, minor) = (even.max(odd), even.min(odd));
    if major == 0 || minor * 20 > major || bytes.len() < 4 || bytes.len() % 2 == 1 {
        return None;
    }
    let units = bytes.len() / 2;
    let latin = major * 5 >= units * 3;
    let other_script = major * 50 >= units && std::str::from_utf8(bytes).map_or(true, is_junk);
    if !latin && !other_script {
        return None;
    }
    let encoding = if odd > even { UTF_16LE } else { UTF_16BE };
    let (decoded, _) = encoding.decode_without_bom_handling(bytes);
    (!is_junk(&decoded)).then_some(encoding)
}

/// Mostly UTF-8 with a few bad bytes, rather than another encoding: the good sequences outnumber the bad.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for part in bytes.utf8_chunks() {
        good += part.valid().chars().filter(|character| !character.is_ascii()).count();
        bad += usize::from(!part.invalid().is_empty());
    }
    good > bad * 2 || (good == 0 && has_only_impossible_bytes(bytes))
}

/// Whether every byte above ASCII is one that no text encoding we know gives a letter for (0xC0, 0xC1, 0xF5
/// and up stand for letters in Latin-1, so a lone 0xFE or 0xFF among ASCII is taken as damage only then).
fn has_only_impossible_bytes(bytes: &[u8]) -> bool {
    let mut high = bytes.iter().filter(|byte| !byte.is_ascii()).peekable();
    high.peek().is_some() && high.all(|byte| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d | 0xfe | 0xff))
}

fn is_junk(text: &str) -> bool {
    let (mut all, mut nuls, mut junk) = (0usize, 0usize, 0usize);
    for character in text.chars() {
        all += 1;
        match character {
            '\0' => nuls += 1,
            '\t' | '\n' | '\r' | '\u{0b}' | '\u{0c}' | '\u{1a}' | '\u{1b}' | '\u{85}' => {}
            '\u{fffd}' | '\u{fffe}' | '\u{e000}'..='\u{f8ff}' => junk += 1,
            other if other.is_control() => junk += 1,
            _ => {}
        }
    }
    let read = all - nuls;
    // A few odd characters in a short note are damage, not a program.
    let too_much_junk = junk > 3 && junk * 100 > read * JUNK_PER_HUNDRED;
    let too_many_nuls = nuls > 3 && nuls * 100 > all * NULS_PER_HUNDRED;
    too_much_junk || too_many_nuls || (all > 0 && junk == read)
}

#[cfg(test)]
mod tests;
