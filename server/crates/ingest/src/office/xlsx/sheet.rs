//! The cells of one sheet, read from its stream: a sheet may have a million rows.

use quick_xml::events::{BytesStart, Event};

use super::formats::Formats;
use crate::{error::ExtractError, table::Grid, text, xml};

/// Excel's own bound.
const MOST_COLUMNS: usize = 16_384;

/// The rows of a sheet. `left_bytes` is what text there may still be; the inner `None` says that it was more.
pub(super) fn read(
    bytes: &[u8],
    strings: &[Box<str>],
    formats: &Formats,
    left_bytes: &mut usize,
) -> Result<Grid, Option<ExtractError>> {
    let source = xml::decode(bytes);
    let mut reader = xml::reader(&source);
    let mut sheet = Sheet { strings, formats, ..Sheet::default() };
    let mut grid = Grid::default();
    loop {
        match xml::next(&mut reader).map_err(Some)? {
            Event::Start(start) => sheet.start(&start),
            Event::Empty(start) => {
                sheet.start(&start);
                sheet.end(xml::local_name(start.name().as_ref()));
            }
            Event::End(end) => {
                let name = end.name();
                let name = xml::local_name(name.as_ref());
                if name == "sheetData" {
                    return Ok(grid);
                }
                sheet.end(name);
            }
            Event::Text(own) if sheet.in_value => sheet.value.push_str(&own.xml10_content()),
            Event::CData(own) if sheet.in_value => sheet.value.push_str(&own.xml10_content()),
            Event::GeneralRef(own) if sheet.in_value => sheet.value.extend(xml::resolved(&own)),
            Event::Eof => return Ok(grid),
            _ => {}
        }
        if let Some((number, cells)) = sheet.done.take() {
            let length: usize = cells.iter().map(|cell| cell.len() + 3).sum();
            *left_bytes = left_bytes.checked_sub(length).ok_or(None)?;
            grid.push(Some(number), cells);
        }
    }
}

struct Sheet<'a> {
    strings: &'a [Box<str>],
    formats: &'a Formats,
    row: u32,
    is_hidden: bool,
    cells: Vec<String>,
    column: usize,
    kind: String,
    style: usize,
    value: String,
    in_value: bool,
    in_reading: bool,
    done: Option<(u32, Vec<String>)>,
}

impl Default for Sheet<'_> {
    fn default() -> Self {
        const NONE: &Formats = &Formats::none();
        Self {
            strings: &[],
            formats: NONE,
            row: 0,
            is_hidden: false,
            cells: Vec::new(),
            column: 0,
            kind: String::new(),
            style: 0,
            value: String::new(),
            in_value: false,
            in_reading: false,
            done: None,
        }
    }
}

impl Sheet<'_> {
    fn start(&mut self, start: &BytesStart<'_>) {
        let attribute = |name: &str| xml::attribute_of(start, name);
        match xml::local_name(start.name().as_ref()) {
            "row" => {
                self.row =
                    attribute("r").and_then(|row| row.parse().ok()).unwrap_or(self.row.saturating_add(1));
                self.is_hidden = attribute("hidden").is_some_and(|own| matches!(own.as_str(), "1" | "true"));
                self.cells.clear();
                self.column = 0;
            }
            "c" => {
                if let Some(column) = attribute("r").and_then(|reference| column_of(&reference)) {
                    self.column = column;
                }
                self.kind = attribute("t").unwrap_or_default();
                self.style = attribute("s").and_then(|style| style.parse().ok()).unwrap_or(0);
                self.value.clear();
            }
            "v" => self.in_value = true,
            "t" => self.in_value = !self.in_reading,
            "rPh" => self.in_reading = true,
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "v" | "t" => self.in_value = false,
            "rPh" => self.in_reading = false,
            "c" => {
                if self.column < MOST_COLUMNS && !self.value.is_empty() {
                    let text = self.shown();
                    self.cells.resize(self.column.max(self.cells.len()), String::new());
                    self.cells.truncate(self.column);
                    self.cells.push(text);
                }
                self.column = self.column.saturating_add(1);
            }
            "row" if !self.is_hidden && !self.cells.is_empty() => {
                self.done = Some((self.row, std::mem::take(&mut self.cells)));
            }
            _ => {}
        }
    }

    fn shown(&self) -> String {
        let value = self.value.trim();
        match self.kind.as_str() {
            "s" => {
                let text = value.parse::<usize>().ok().and_then(|index| self.strings.get(index));
                text.map(|text| text::one_line(text)).unwrap_or_default()
            }
            "inlineStr" | "str" => text::one_line(&self.value),
            "b" => if value == "1" { "TRUE" } else { "FALSE" }.to_owned(),
            // "#N/A" tells nobody anything.
            "e" => String::new(),
            "d" => value.trim_end_matches("T00:00:00").replace('T', " "),
            _ => self.formats.shown(value, self.style),
        }
    }
}

/// `C7` is in column 2.
fn column_of(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic);
    let mut column = 0_usize;
    for letter in letters.take(4) {
        column = column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1;
    }
    column.checked_sub(1)
}

#[cfg(test)]
mod tests {
    #[test]
    fn columns_are_letters() {
        assert_eq!(super::column_of("A1"), Some(0));
        assert_eq!(super::column_of("AB12"), Some(27));
        assert_eq!(super::column_of("XFD1048576"), Some(16_383));
        assert_eq!(super::column_of("12"), None);
    }
}
