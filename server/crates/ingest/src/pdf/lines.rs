//! The lines of one page in reading order.
//!
//! The parser offers two readings. Its running text follows columns and right-to-left scripts, but tears lines
//! apart where fonts change within them and rows of tables into columns. Its lines are true to the page, but
//! go straight across columns. So a page of one column is read by its lines, any other by its running text,
//! with the sizes of letters taken from the lines that match.

use std::collections::HashMap;

use pdf_oxide::{PdfDocument, layout::TextLine};

use super::{
    columns,
    layout::Line,
    pieces::{self, Row},
    right_to_left,
    tables::{self, Found},
};
use crate::{document::Content, text};

/// Shorter lines beside each other are cells of a table rather than columns of text.
const COLUMN_LINE_CHARS: usize = 25;
/// A distance between lines from which it is a gap, in usual distances.
const GAP_RATIO: f32 = 1.4;

/// The page's lines; `page_text` is its running text, cleaned.
pub(super) fn of_page(document: &PdfDocument, index: usize, page_text: &str) -> Vec<Line> {
    if right_to_left::is_page_of(page_text) {
        let characters = document.extract_chars(index).unwrap_or_default();
        let spans = document.extract_spans(index).unwrap_or_default();
        return right_to_left::lines(&characters, &spans);
    }
    let rows = pieces::rows(document.extract_words(index).unwrap_or_default());
    if let Some(ordered) = columns::in_order(&rows) {
        return by_columns(ordered, page_text);
    }
    let tables = tables::find(&rows);
    let lines = document.extract_text_lines(index).unwrap_or_default();
    if reads_straight(&lines, page_text) {
        by_lines(lines, page_text, &rows, tables)
    } else {
        with_tables(by_running_text(&lines, page_text), &rows, tables)
    }
}

/// Columns one after the other.
fn by_columns(ordered: Vec<Row>, page_text: &str) -> Vec<Line> {
    let spaced: HashMap<String, &str> = page_text.lines().map(|line| (letters(line), line)).collect();
    let mut page: Vec<Line> = Vec::with_capacity(ordered.len());
    let distances = ordered.windows(2).filter_map(|pair| match pair {
        [above, below] => Some(above.first()?.bottom - below.first()?.bottom),
        _ => None,
    });
    let mut distances: Vec<f32> = distances.filter(|distance| *distance > 1.0).collect();
    distances.sort_by(f32::total_cmp);
    let usual = distances.get(distances.len() / 2).copied().unwrap_or(f32::MAX);
    let mut above: Option<f32> = None;
    for row in ordered {
        let bottom = row.first().map(|piece| piece.bottom);
        let is_gap = above.zip(bottom).is_some_and(|(above, own)| above - own > usual * GAP_RATIO);
        if is_gap || row.is_empty() {
            page.push(Line::default());
        }
        above = bottom;
        if row.is_empty() {
            continue;
        }
        let joined = row.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" ");
        let best = spaced.get(&letters(&joined)).map_or(joined.as_str(), |line| line);
        let size = row.iter().map(|piece| piece.size).fold(0.0, f32::max);
        let bold = row.iter().all(|piece| piece.bold);
        page.push(Line { text: text::one_line(best), size: Some(size), bold, ..Line::default() });
    }
    page
}

/// Running text with the lines of each table replaced by it.
fn with_tables(lines: Vec<Line>, rows: &[Row], tables: Vec<Found>) -> Vec<Line> {
    let mut page = lines;
    for table in tables {
        let taken = rows.get(table.rows).unwrap_or_default();
        let mut cells: Vec<String> = taken.iter().flatten().map(|piece| letters(&piece.text)).collect();
        cells
            .extend(taken.iter().map(|row| row.iter().map(|piece| letters(&piece.text)).collect::<String>()));
        let is_part = |line: &Line| !line.text.is_empty() && cells.contains(&letters(&line.text));
        let wanted: usize = taken.iter().flatten().map(|piece| letters(&piece.text).chars().count()).sum();
        let found: usize =
            page.iter().filter(|line| is_part(line)).map(|line| letters(&line.text).chars().count()).sum();
        // Only when the running text has the table's lines as such; else it would be said twice or lost.
        if found * 100 < wanted * 95 || found * 100 > wanted * 110 {
            continue;
        }
        let Some(at) = page.iter().position(&is_part) else { continue };
        let mut kept: Vec<Line> = Vec::with_capacity(page.len());
        for (index, line) in page.into_iter().enumerate() {
            if index == at {
                kept.push(Line { table: Some(table.content.clone()), ..Line::default() });
            }
            if !is_part(&line) {
                kept.push(line);
            }
        }
        page = kept;
    }
    page
}

fn reads_straight(lines: &[TextLine], page_text: &str) -> bool {
    let in_lines: usize = lines.iter().map(|line| letters(&line.text).chars().count()).sum();
    let in_text = letters(page_text).chars().count();
    let as_much = in_lines * 100 >= in_text * 97 && in_lines * 97 <= in_text * 100;
    as_much && !page_text.chars().any(right_to_left::is_right_to_left) && !has_columns(lines)
}

fn has_columns(lines: &[TextLine]) -> bool {
    let long: Vec<&TextLine> =
        lines.iter().filter(|line| line.text.chars().count() >= COLUMN_LINE_CHARS).collect();
    let beside = |one: &TextLine, other: &TextLine| {
        let apart =
            one.bbox.x + one.bbox.width <= other.bbox.x || other.bbox.x + other.bbox.width <= one.bbox.x;
        apart && (one.bbox.y - other.bbox.y).abs() < one.bbox.height.max(1.0) * 0.8
    };
    // Neighbours in the list are neighbours on the page; far ones need not be compared.
    let with_neighbour = long
        .iter()
        .enumerate()
        .filter(|(at, line)| long.iter().skip(at.saturating_sub(4)).take(9).any(|other| beside(line, other)))
        .count();
    with_neighbour * 5 > long.len()
}

fn by_lines(lines: Vec<TextLine>, page_text: &str, pieces: &[Row], tables: Vec<Found>) -> Vec<Line> {
    // The running text knows better where words end.
    let spaced: HashMap<String, &str> = page_text.lines().map(|line| (letters(line), line)).collect();
    // Each table takes the strip of the page that its rows stand in.
    let mut tables: Vec<(f32, f32, Content)> = tables
        .into_iter()
        .filter_map(|found| {
            let taken = pieces.get(found.rows)?;
            let edge = |row: &Row| row.first().map(|piece| (piece.bottom, piece.size));
            let (top, size) = edge(taken.first()?)?;
            let (bottom, _) = edge(taken.last()?)?;
            Some((top + size * 0.4, bottom - size * 0.4, found.content))
        })
        .collect();
    let rows = rows(lines);
    let usual = usual_distance(&rows);
    let mut page = Vec::with_capacity(rows.len());
    let mut above: Option<f32> = None;
    for row in rows {
        let y = row.first().map_or(0.0, |line| line.bbox.y);
        if let Some((_, _, table)) = tables.iter_mut().find(|(top, bottom, _)| y <= *top && y >= *bottom) {
            // The first line of it brings the table, the others are in it.
            let table = std::mem::replace(table, Content::paragraph(""));
            if matches!(table, Content::Table { .. }) {
                page.push(Line { table: Some(table), ..Line::default() });
            }
            above = Some(y);
            continue;
        }
        if above.is_some_and(|above| above - y > usual * GAP_RATIO) {
            page.push(Line::default());
        }
        above = Some(y);
        let joined = row.iter().map(|line| text::clean(&line.text)).collect::<Vec<_>>().join(" ");
        let best = spaced.get(&letters(&joined)).map_or(joined.as_str(), |line| line);
        let size = row.iter().map(size_of).fold(0.0, f32::max);
        page.push(Line {
            text: one_line(best),
            size: Some(size),
            bold: row.iter().all(is_bold),
            ..Line::default()
        });
    }
    page
}

/// Lines that stand beside each other, as the cells of a table do, made one.
fn rows(lines: Vec<TextLine>) -> Vec<Vec<TextLine>> {
    let mut rows: Vec<Vec<TextLine>> = Vec::new();
    for line in lines {
        let same_row = rows
            .last()
            .and_then(|row| row.last())
            .is_some_and(|last| (last.bbox.y - line.bbox.y).abs() < last.bbox.height.max(1.0) * 0.4);
        match rows.last_mut() {
            Some(row) if same_row => row.push(line),
            _ => rows.push(vec![line]),
        }
    }
    for row in &mut rows {
        row.sort_by(|one, other| one.bbox.x.total_cmp(&other.bbox.x));
    }
    rows
}

/// The distance from line to line in the page's text: that of the lower half, as gaps only make it larger.
fn usual_distance(rows: &[Vec<TextLine>]) -> f32 {
    let tops: Vec<f32> = rows.iter().filter_map(|row| row.first()).map(|line| line.bbox.y).collect();
    let mut distances: Vec<f32> = tops
        .iter()
        .zip(tops.iter().skip(1))
        .map(|(above, below)| above - below)
        .filter(|distance| *distance > 1.0)
        .collect();
    distances.sort_by(f32::total_cmp);
    distances.get(distances.len() / 2).copied().unwrap_or(f32::MAX)
}

fn by_running_text(lines: &[TextLine], page_text: &str) -> Vec<Line> {
    let styles: HashMap<String, (f32, bool)> = lines
        .iter()
        .map(|line| (letters(&text::clean(&line.text)), (size_of(line), is_bold(line))))
        .collect();
    let styled = |line: &str| {
        let style = styles.get(&letters(line)).copied();
        Line {
            text: one_line(line),
            size: style.map(|(size, _)| size),
            bold: style.is_some_and(|(_, bold)| bold),
            ..Line::default()
        }
    };
    page_text.lines().map(styled).collect()
}

fn size_of(line: &TextLine) -> f32 {
    line.words.iter().map(|word| word.avg_font_size).fold(0.0, f32::max)
}

fn is_bold(line: &TextLine) -> bool {
    line.words.iter().all(|word| word.is_bold)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn letters(line: &str) -> String {
    line.chars().filter(|character| !character.is_whitespace()).collect()
}
