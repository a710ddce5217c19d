//! Comma-separated values (RFC 4180), read line by line so that one bad line costs the others nothing, and no
//! further than is asked for.

/// What is wrong with a row: a stable code, and a sentence for people.
pub(super) type Wrong = (&'static str, &'static str);

/// A row, or what is wrong with it, and the number of its first line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) line: u32,
    pub(super) fields: Result<Vec<String>, Wrong>,
}

/// Lines that a quoted field may go on for. A quote that nobody closes must not swallow the whole file.
const QUOTED_LINES: usize = 400;
/// Bytes of one row; what is longer holds no answer that could be kept. Beside [`QUOTED_LINES`] this is what a
/// row that turns out wrong can cost, because the line after its first is read anew.
const ROW_BYTES: usize = 256 * 1024;
/// Fields of one row.
const FIELDS: usize = 64;

const LONE_QUOTE: Wrong = (
    "broken_quotes",
    "A quotation mark (\") in this line is not closed. Close it, or double it where it belongs to the text.",
);
const STRAY_TEXT: Wrong = (
    "broken_quotes",
    "There is text after a closing quotation mark. Double the mark where it belongs to the text.",
);
const TOO_MANY_FIELDS: Wrong = ("wrong_number_of_fields", "This line has more than 64 fields.");
const TOO_LONG: Wrong = ("too_long", "This line is longer than 256 KB.");

/// The rows of a text, one after the other.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    /// What was not read yet.
    rest: &'a str,
    /// The number of its first line.
    line: u32,
    separator: char,
}

/// The rows of a text; the first line's more frequent mark of `,` and `;` separates.
pub(super) fn rows(text: &str) -> Rows<'_> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let first = text.split('\n').next().unwrap_or_default();
    let separator = if first.matches(';').count() > first.matches(',').count() { ';' } else { ',' };
    Rows { rest: text, line: 1, separator }
}

impl Iterator for Rows<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let line = self.line;
            let is_blank = self.rest.split('\n').next().is_some_and(|line| line.trim().is_empty());
            if is_blank {
                self.skip(1);
                continue;
            }
            let (fields, used) = row(self.rest, self.separator);
            self.skip(used);
            return Some(Row { line, fields });
        }
    }
}

impl Rows<'_> {
    fn skip(&mut self, lines: u32) {
        for _ in 0..lines {
            self.rest = self.rest.split_once('\n').map_or("", |(_, rest)| rest);
        }
        self.line = self.line.saturating_add(lines);
    }
}

/// The first row of a text and how many lines it takes up. A row that is wrong takes up one, so that the next
/// is read.
fn row(text: &str, separator: char) -> (Result<Vec<String>, Wrong>, u32) {
    let mut fields = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let mut closed = false;
    let mut opened_in = 0;
    let mut bytes = 0;
    for (used, line) in (1..).zip(text.split('\n').take(QUOTED_LINES)) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        bytes += line.len();
        if bytes > ROW_BYTES {
            // Where a mark was opened before, it was most likely never meant to reach this far.
            return (Err(if quoted { LONE_QUOTE } else { TOO_LONG }), 1);
        }
        let mut letters = line.chars().peekable();
        while let Some(letter) = letters.next() {
            if quoted {
                match letter {
                    '"' if letters.next_if_eq(&'"').is_some() => field.push('"'),
                    '"' => (quoted, closed) = (false, true),
                    letter => field.push(letter),
                }
            } else if letter == separator {
                fields.push(std::mem::take(&mut field));
                closed = false;
                if fields.len() >= FIELDS {
                    return (Err(TOO_MANY_FIELDS), 1);
                }
            } else if letter == '"' && field.trim().is_empty() && !closed {
                field.clear();
                (quoted, opened_in) = (true, used);
            } else if closed && !letter.is_whitespace() {
                // Closed by a mark that opens a field of a later line: it was never closed at all.
                return (Err(if opened_in < used { LONE_QUOTE } else { STRAY_TEXT }), 1);
            } else if !closed {
                field.push(letter);
            }
        }
        if !quoted {
            fields.push(field);
            return (Ok(fields), used);
        }
        field.push('\n');
    }
    (Err(LONE_QUOTE), 1)
}

/// A row of text as it is safe to open: a spreadsheet takes what begins with one of these marks for a
/// formula, so an apostrophe goes before it, which [`unguarded`] takes off again. One that separates by `;`
/// begins a field after each of them.
pub(super) fn line(fields: &[&str]) -> String {
    let fields: Vec<String> =
        fields.iter().map(|field| format!("\"{}\"", guarded(field).replace('"', "\"\""))).collect();
    fields.join(",") + "\r\n"
}

fn guarded(field: &str) -> String {
    let guard = |piece: &str| if is_formula(piece) { format!("'{piece}") } else { piece.to_owned() };
    field.split(';').map(guard).collect::<Vec<_>>().join(";")
}

/// What [`line`] was given.
pub(super) fn unguarded(field: &str) -> String {
    let bare = |piece| str::strip_prefix(piece, '\'').filter(|rest| is_formula(rest)).unwrap_or(piece);
    field.split(';').map(bare).collect::<Vec<_>>().join(";")
}

/// Apostrophes before it are guards too, or text that looks like one: what has some gets one more.
fn is_formula(piece: &str) -> bool {
    piece.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Tags as one field: `;` between them, `\` before a mark that belongs to a tag.
pub(super) fn joined(tags: &[String]) -> String {
    let escaped = |tag: &String| tag.replace('\\', "\\\\").replace(';', "\\;").replace('|', "\\|");
    tags.iter().map(escaped).collect::<Vec<_>>().join(";")
}

/// The tags of such a field; `|` separates as well.
pub(super) fn split(field: &str) -> Vec<String> {
    let mut tags = vec![String::new()];
    let mut letters = field.chars().peekable();
    while let Some(letter) = letters.next() {
        let escaped = (letter == '\\').then(|| letters.next_if(|next| matches!(next, ';' | '|' | '\\')));
        match (letter, escaped.flatten()) {
            (';' | '|', None) => tags.push(String::new()),
            (letter, escaped) => {
                tags.last_mut().into_iter().for_each(|tag| tag.push(escaped.unwrap_or(letter)))
            }
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(u32, Result<Vec<String>, Wrong>)> {
        rows(text).map(|row| (row.line, row.fields)).collect()
    }

    fn fields(fields: &[&str]) -> Result<Vec<String>, Wrong> {
        Ok(fields.iter().map(|field| (*field).to_owned()).collect())
    }

    #[test]
    fn quotes_hold_separators_quotes_and_lines() {
        let text = "\u{feff}question,answer\r\n\"a, \"\"b\"\"\",\"c\r\nd\"\r\n\r\ne,f\n";
        let expected = [
            (1, fields(&["question", "answer"])),
            (2, fields(&["a, \"b\"", "c\nd"])),
            (5, fields(&["e", "f"])),
        ];
        assert_eq!(read(text), expected);
        assert_eq!(read("a;b;c\nd;e, f;g")[1].1, fields(&["d", "e, f", "g"]));
    }

    #[test]
    fn a_lone_quote_costs_its_line_only() {
        let rows = read("question,answer\n\"never closed,x\ngood,y\n\"a\" b,z\nlast \"quoted\" word,w\n");
        assert_eq!(rows[1], (2, Err(LONE_QUOTE)));
        assert_eq!(rows[2], (3, fields(&["good", "y"])));
        assert_eq!(rows[3], (4, Err(STRAY_TEXT)));
        assert_eq!(rows[4], (5, fields(&["last \"quoted\" word", "w"])));
    }

    #[test]
    fn a_row_is_neither_endless_nor_of_endlessly_many_fields() {
        let text = format!("a,b\n{}\nx,{}\n\"x,{}\ngood,y\n", ",".repeat(100), "y".repeat(ROW_BYTES), "\n");
        let rows = read(&text);
        assert_eq!(rows[1].1, Err(TOO_MANY_FIELDS));
        assert_eq!(rows[2].1, Err(TOO_LONG));
        assert_eq!(rows[3].1, Err(LONE_QUOTE));
        assert_eq!(rows[4].1, fields(&["good", "y"]));
        // Each of these lines opens what the next one closes and opens again: none is read far ahead.
        let hostile = format!("a,b\n{}", "x\",\"\n".repeat(10_000));
        assert!(rows_are_wrong(&hostile, TOO_MANY_FIELDS));
    }

    fn rows_are_wrong(text: &str, wrong: Wrong) -> bool {
        rows(text).skip(1).take(1_000).all(|row| row.fields == Err(wrong))
    }

    #[test]
    fn what_is_written_is_no_formula_and_comes_back() {
        let written =
            ["=1+1", "-5 degrees", "say \"hi\"\nthere", "plain", "'quoted", "'=text", "a;=1+1; b", "''-;'@"];
        let line = line(&written);
        assert!(line.starts_with("\"'=1+1\",\"'-5 degrees\""), "{line}");
        assert!(line.contains("\"a;'=1+1; b\""), "{line}");
        let row = rows(&line).next().unwrap().fields.unwrap();
        assert_eq!(row.iter().map(|field| unguarded(field)).collect::<Vec<_>>(), written);
    }

    #[test]
    fn tags_come_back_whatever_they_hold() {
        let tags = ["a;b", "c|d", "e\\", "\\;", "=f"].map(str::to_owned);
        assert_eq!(split(&joined(&tags)), tags);
        let row = rows(&line(&[&joined(&tags)])).next().unwrap().fields.unwrap();
        assert_eq!(split(&unguarded(&row[0])), tags);
        assert_eq!(split("x;y|z\\w"), ["x", "y", "z\\w"]);
    }
}
