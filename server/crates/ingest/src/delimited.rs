//! Tables as text: values between commas, semicolons, tabs or bars (RFC 4180 where it is followed). Everything is text:
//! a formula is shown as it stands and never computed.

use crate::{document::Extracted, table::Grid};

/// A quotation mark that is not closed within so much is an inch sign, not the begin of a value.
const LONGEST_QUOTED_BYTES: usize = 32 * 1024;
const LONGEST_QUOTED_LINES: usize = 200;
/// Lines looked at to tell what stands between the values.
const SAMPLE_LINES: usize = 50;

/// The rows of a table. The first one is its header, unless it holds figures.
pub(crate) fn parse(text: &str, tabs: bool) -> Extracted {
    // "sep=;" is a word to Excel alone.
    let stated =
        text.lines().next().and_then(|line| line.strip_prefix("sep=")).and_then(|rest| rest.chars().next());
    let text = if stated.is_some() { text.split_once('\n').map_or("", |(_, rest)| rest) } else { text };
    let separator = stated.or_else(|| tabs.then_some('\t')).unwrap_or_else(|| separator(text));
    let mut grid = Grid::default();
    for (number, record) in Records::new(text, separator) {
        grid.push(Some(number), record);
    }
    Extracted { blocks: grid.with_detected_headers(), ..Extracted::default() }
}

/// What separates values: the sign that most lines have equally often.
pub(crate) fn separator(text: &str) -> char {
    let score = |separator: &char| {
        let counts = Records::new(text, *separator).take(SAMPLE_LINES).map(|(_, record)| record.len());
        let counts: Vec<usize> = counts.collect();
        let usual =
            counts.iter().copied().max_by_key(|count| counts.iter().filter(|own| *own == count).count());
        let usual = usual.unwrap_or(1);
        let agree = counts.iter().filter(|count| **count == usual).count();
        if usual > 1 { (agree, usual) } else { (0, 0) }
    };
    let best = [',', ';', '\t', '|'].into_iter().rev().max_by_key(score);
    best.unwrap_or(',')
}

/// Records and the line each begins on.
struct Records<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    separator: char,
}

impl<'a> Records<'a> {
    fn new(text: &'a str, separator: char) -> Self {
        Self { text, at: 0, line: 1, separator }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The next value, and whether it ends the record.
    fn value(&mut self) -> (String, bool) {
        let rest = self.rest();
        let lead = rest.len() - rest.trim_start_matches(' ').len();
        let trimmed = rest.get(lead..).unwrap_or_default();
        if trimmed.starts_with('"')
            && let Some((value, length)) = self.quoted(trimmed)
        {
            self.line += u32::try_from(value.matches('\n').count()).unwrap_or(0);
            self.at += lead + length;
            return (value, self.end_value());
        }
        let end = rest.find([self.separator, '\n']).unwrap_or(rest.len());
        let value = rest.get(..end).unwrap_or_default().trim().to_owned();
        self.at += end;
        (value, self.end_value())
    }

    /// A value in quotation marks and its length with them; `None` when the mark is not closed as it should be.
    fn quoted(&self, text: &str) -> Option<(String, usize)> {
        let mut value = String::new();
        let mut lines = 0;
        let mut characters = text.char_indices().skip(1).peekable();
        while let Some((at, character)) = characters.next() {
            if at > LONGEST_QUOTED_BYTES || lines > LONGEST_QUOTED_LINES {
                return None;
            }
            if character != '"' {
                lines += usize::from(character == '\n');
                value.push(character);
                continue;
            }
            if characters.next_if(|(_, next)| *next == '"').is_some() {
                value.push('"');
                continue;
            }
            let after = text.get(at + 1..).unwrap_or_default();
            let blanks = after.len() - after.trim_start_matches(' ').len();
            let next = after.get(blanks..).and_then(|after| after.chars().next());
            let closes = next.is_none_or(|next| next == self.separator || next == '\n');
            return closes.then_some((value, at + 1 + blanks));
        }
        None
    }

    fn end_value(&mut self) -> bool {
        match self.rest().chars().next() {
            Some('\n') => {
                self.at += 1;
                self.line += 1;
                true
            }
            Some(separator) => {
                self.at += separator.len_utf8();
                false
            }
            None => true,
        }
    }
}

impl Iterator for Records<'_> {
    type Item = (u32, Vec<String>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.text.len() {
            return None;
        }
        let begun = self.line;
        let mut record = Vec::new();
        loop {
            let (value, is_last) = self.value();
            record.push(value);
            if is_last {
                return Some((begun, record));
            }
        }
    }
}

#[cfg(test)]
mod tests;
