//! Comma-separated values (RFC 4180), read line by line so that one bad line costs the others nothing.

/// A row, or what is wrong with it, and the number of its first line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) line: u32,
    pub(super) fields: Result<Vec<String>, &'static str>,
}

/// Lines that a quoted field may go on for. A quote that nobody closes must not swallow the whole file.
const QUOTED_LINES: usize = 400;

const LONE_QUOTE: &str =
    "A quotation mark (\") in this line is not closed. Close it, or double it where it belongs to the text.";
const STRAY_TEXT: &str =
    "There is text after a closing quotation mark. Double the mark where it belongs to the text.";

/// The rows of a text; the first line's more frequent mark of `,` and `;` separates.
pub(super) fn rows(text: &str) -> Vec<Row> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines: Vec<&str> = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
    let first = lines.first().copied().unwrap_or_default();
    let separator = if first.matches(';').count() > first.matches(',').count() { ';' } else { ',' };
    let mut rows = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        if line.trim().is_empty() {
            at += 1;
            continue;
        }
        let (fields, used) = row(lines.get(at..).unwrap_or_default(), separator);
        rows.push(Row { line: number, fields });
        at += used;
    }
    rows
}

/// One row and how many lines it takes up. A row that is wrong takes up one, so that the next is read.
fn row(lines: &[&str], separator: char) -> (Result<Vec<String>, &'static str>, usize) {
    let mut fields = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let mut closed = false;
    let mut opened_in = 0;
    for (used, line) in (1..).zip(lines.iter().take(QUOTED_LINES)) {
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
/// formula, so an apostrophe goes before it, which [`unguarded`] takes off again.
pub(super) fn line(fields: &[&str]) -> String {
    let fields: Vec<String> = fields
        .iter()
        .map(|field| {
            let guard = if field.starts_with(GUARDED) { "'" } else { "" };
            format!("\"{guard}{}\"", field.replace('"', "\"\""))
        })
        .collect();
    fields.join(",") + "\r\n"
}

/// What [`line`] was given.
pub(super) fn unguarded(field: &str) -> &str {
    field.strip_prefix('\'').filter(|rest| rest.starts_with(GUARDED)).unwrap_or(field)
}

/// Marks with which a formula begins.
const GUARDED: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(u32, Result<Vec<String>, &'static str>)> {
        rows(text).into_iter().map(|row| (row.line, row.fields)).collect()
    }

    fn fields(fields: &[&str]) -> Result<Vec<String>, &'static str> {
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
    fn what_is_written_is_no_formula_and_comes_back() {
        let written = ["=1+1", "-5 degrees", "say \"hi\"\nthere", "plain", "'quoted"];
        let line = line(&written);
        assert!(line.starts_with("\"'=1+1\",\"'-5 degrees\""), "{line}");
        let row = rows(&line).remove(0).fields.unwrap();
        assert_eq!(row.iter().map(|field| unguarded(field)).collect::<Vec<_>>(), written);
    }
}
