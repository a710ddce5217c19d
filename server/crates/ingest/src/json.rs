//! JSON and NDJSON to blocks: what is a list of like records becomes a table, a record with a name becomes a section,
//! anything else lines of "key: value".

mod value;

pub(crate) use value::Json;

use crate::{
    document::{Block, Content, Extracted},
    error::ExtractError,
    table::Grid,
    text,
};

/// Keys that name a record, the best first.
const NAMES: [&str; 8] = ["title", "question", "name", "heading", "subject", "label", "headline", "titel"];
/// Longer values are text of their own.
const SHORT_CHARS: usize = 120;
const MOST_COLUMNS: usize = 16;

/// Blocks and title of a JSON file.
///
/// # Errors
///
/// `corrupt`, with the line where it stops being JSON.
pub(crate) fn parse(text: &str) -> Result<Extracted, ExtractError> {
    let value = Json::parse(text).map_err(not_json)?;
    let title = match &value {
        Json::Map(_) => value.name().map(|(_, name)| name),
        _ => None,
    };
    let mut blocks = Vec::new();
    write(&value, 1, true, &mut blocks);
    Ok(Extracted { title, blocks, ..Extracted::default() })
}

/// Blocks of a file with one JSON value a line.
///
/// # Errors
///
/// `corrupt`, with the line that is none.
pub(crate) fn parse_lines(text: &str) -> Result<Extracted, ExtractError> {
    let mut values = Vec::new();
    for (number, line) in (1_usize..).zip(text.lines()) {
        if !line.trim().is_empty() {
            values.push(Json::parse(line).map_err(|_| not_json(number))?);
        }
    }
    let mut blocks = Vec::new();
    write(&Json::List(values), 1, true, &mut blocks);
    Ok(Extracted { blocks, ..Extracted::default() })
}

fn not_json(line: usize) -> ExtractError {
    ExtractError::corrupt(format!("line {line} is not valid JSON"))
}

fn write(value: &Json, level: u8, is_root: bool, blocks: &mut Vec<Block>) {
    match value {
        Json::List(entries) => write_list(entries, level, blocks),
        Json::Map(fields) => {
            let name = value.name();
            if let Some((_, name)) = &name {
                push(blocks, Content::heading(level, name));
            }
            let inner = if name.is_some() || !is_root { level.saturating_add(1).min(6) } else { level };
            write_fields(fields, name.map(|(key, _)| key), inner, blocks);
        }
        scalar => push(blocks, Content::paragraph(scalar.shown())),
    }
}

fn write_fields(fields: &[(String, Json)], skipped: Option<&str>, level: u8, blocks: &mut Vec<Block>) {
    let mut lines: Vec<String> = Vec::new();
    for (key, value) in fields.iter().filter(|(key, _)| Some(key.as_str()) != skipped) {
        let line = match value {
            Json::Null => continue,
            Json::List(entries) => short_list(entries),
            Json::Map(_) => None,
            scalar => Some(scalar.shown()),
        };
        match line {
            Some(line) if line.trim().is_empty() => {}
            Some(line) if line.chars().count() <= SHORT_CHARS && !line.contains('\n') => {
                lines.push(format!("{key}: {line}"));
            }
            Some(line) => {
                flush(&mut lines, blocks);
                push(blocks, Content::paragraph(format!("{key}: {}", text::tidy_lines(&line))));
            }
            None => {
                flush(&mut lines, blocks);
                push(blocks, Content::heading(level, key));
                write(value, level.saturating_add(1).min(6), false, blocks);
            }
        }
    }
    flush(&mut lines, blocks);
}

fn write_list(entries: &[Json], level: u8, blocks: &mut Vec<Block>) {
    if let Some(grid) = table(entries) {
        blocks.extend(grid.with_header_rows(1));
        return;
    }
    for entry in entries {
        match entry {
            Json::Null => {}
            Json::Map(_) | Json::List(_) => write(entry, level, true, blocks),
            scalar => push(
                blocks,
                Content::ListItem {
                    depth: 0,
                    marker: "-".to_owned(),
                    text: text::tidy_lines(&scalar.shown()),
                },
            ),
        }
    }
}

/// Records with few and short values, as a table; `None` when they are anything else.
fn table(entries: &[Json]) -> Option<Grid> {
    let mut columns: Vec<&str> = Vec::new();
    for entry in entries {
        let Json::Map(fields) = entry else { return None };
        for (key, value) in fields {
            let is_short = value.is_scalar() && value.shown().chars().count() <= SHORT_CHARS;
            if !is_short || columns.len() > MOST_COLUMNS {
                return None;
            }
            if !columns.contains(&key.as_str()) {
                columns.push(key);
            }
        }
    }
    if entries.len() < 2 || columns.len() < 2 || columns.len() > MOST_COLUMNS {
        return None;
    }
    let mut grid = Grid::default();
    grid.push(None, columns.iter().map(|column| (*column).to_owned()).collect());
    for entry in entries {
        grid.push(
            None,
            columns.iter().map(|column| entry.get(column).map(Json::shown).unwrap_or_default()).collect(),
        );
    }
    Some(grid)
}

/// `a, b, c` for a few short values.
fn short_list(entries: &[Json]) -> Option<String> {
    let shown: Vec<String> = entries.iter().filter(|entry| entry.is_scalar()).map(Json::shown).collect();
    let line = shown.join(", ");
    (shown.len() == entries.len() && line.chars().count() <= SHORT_CHARS * 2).then_some(line)
}

fn flush(lines: &mut Vec<String>, blocks: &mut Vec<Block>) {
    let text = std::mem::take(lines).join("\n");
    push(blocks, Content::paragraph(text));
}

fn push(blocks: &mut Vec<Block>, content: Content) {
    if !content.is_blank() {
        blocks.push(Block::new(content));
    }
}

impl Json {
    /// What a record is called, and by which key.
    fn name(&self) -> Option<(&str, String)> {
        let Self::Map(fields) = self else { return None };
        let named = |wanted: &str| {
            let (key, value) = fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(wanted))?;
            let Self::Text(name) = value else { return None };
            let name = text::one_line(name);
            (!name.is_empty() && name.chars().count() <= SHORT_CHARS).then_some((key.as_str(), name))
        };
        NAMES.iter().find_map(|wanted| named(wanted))
    }
}

#[cfg(test)]
mod tests;
