//! Rows of cells to table blocks. Each row is one line and can stand with the header alone, wherever the table is cut.

use std::collections::HashSet;

use crate::{
    document::{Block, Content},
    text,
};

/// A longer header would take too much of each passage: the rows then name their columns themselves.
const LONGEST_HEADER_CHARS: usize = 330;
/// Longer cells are text, not the name of a column.
const LONGEST_LABEL_CHARS: usize = 80;
/// More lines than this are a list.
const MOST_REMARKS: usize = 4;

/// Rows under construction.
#[derive(Debug, Default)]
pub(crate) struct Grid {
    rows: Vec<Row>,
}

#[derive(Debug, Clone)]
struct Row {
    number: Option<u32>,
    cells: Vec<String>,
}

impl Grid {
    /// Adds a row; `number` is its own, counted from 1, where people would look it up by that.
    pub(crate) fn push(&mut self, number: Option<u32>, cells: Vec<String>) {
        let cells = cells.iter().map(|cell| text::one_line(&text::clean(cell))).collect();
        self.rows.push(Row { number, cells });
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it is no table but a frame around text: one row, or one column that is used.
    pub(crate) fn is_frame(&self) -> bool {
        let filled = self.rows.iter().filter(|row| !row.is_empty()).count();
        filled < 2 || used_columns(&self.rows).len() < 2
    }

    /// The text of a frame.
    pub(crate) fn as_paragraphs(&self) -> Vec<Block> {
        let cells = self.rows.iter().flat_map(|row| &row.cells).filter(|cell| !cell.is_empty());
        cells.map(|cell| Block::new(Content::paragraph(cell))).collect()
    }

    /// The blocks of a table whose first rows are its header.
    pub(crate) fn with_header_rows(self, header_rows: usize) -> Vec<Block> {
        let mut rows: Vec<Row> = self.rows.into_iter().filter(|row| !row.is_empty()).collect();
        keep_columns(&mut rows);
        let body = rows.split_off(header_rows.min(rows.len()));
        let header = rows.into_iter().map(|row| row.cells).reduce(joined);
        Vec::from_iter(block(header, body))
    }

    /// The blocks of a sheet: text above its table, one table or several below each other, each with the header that
    /// its first row looks like.
    pub(crate) fn with_detected_headers(self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut table: Vec<Row> = Vec::new();
        let mut header: Option<Vec<String>> = None;
        for mut part in parts(self.rows) {
            // A title and remarks stand above the names of the columns.
            let lone = part.iter().take_while(|row| row.filled() == 1).count();
            let opens = part.get(lone).is_some_and(|row| row.is_header() && part.len() > lone + 1);
            let starts_anew =
                opens && (header.is_none() || is_new_table(part.get(lone..).unwrap_or_default(), &table));
            if !starts_anew {
                table.extend(part);
                continue;
            }
            blocks.extend(finish(header.take(), std::mem::take(&mut table)));
            let rest = part.split_off(lone);
            blocks.extend(part.iter().map(Row::as_paragraph));
            let mut rest = rest.into_iter();
            header = rest.next().map(|row| row.cells);
            table.extend(rest);
        }
        blocks.extend(finish(header, table));
        blocks
    }
}

impl Row {
    fn is_empty(&self) -> bool {
        self.filled() == 0
    }

    fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| !cell.is_empty()).count()
    }

    /// Names of columns: at least two, short, each another, and no figures.
    fn is_header(&self) -> bool {
        let mut seen = HashSet::new();
        self.filled() >= 2
            && self.cells.iter().filter(|cell| !cell.is_empty()).all(|cell| {
                cell.chars().count() <= LONGEST_LABEL_CHARS
                    && !is_figure(cell)
                    && seen.insert(cell.to_lowercase())
            })
    }

    fn as_paragraph(&self) -> Block {
        let text = self.cells.iter().find(|cell| !cell.is_empty()).cloned().unwrap_or_default();
        Block { row_numbers: self.number.into_iter().collect(), ..Block::new(Content::paragraph(text)) }
    }
}

/// Rows between empty ones.
fn parts(rows: Vec<Row>) -> Vec<Vec<Row>> {
    let mut parts: Vec<Vec<Row>> = Vec::new();
    let mut last_number: Option<u32> = None;
    let mut open = false;
    for row in rows {
        if row.is_empty() {
            open = false;
            continue;
        }
        let follows = match (last_number, row.number) {
            (Some(last), Some(own)) => own <= last.saturating_add(1),
            _ => true,
        };
        last_number = row.number;
        match parts.last_mut().filter(|_| open && follows) {
            Some(part) => part.push(row),
            None => parts.push(vec![row]),
        }
        open = true;
    }
    parts
}

/// Whether what follows an empty row is a table of its own rather than more rows of the one above: it has figures
/// below the names of its columns, or stands in other columns.
fn is_new_table(part: &[Row], above: &[Row]) -> bool {
    let names = part.iter().take(1).flat_map(|row| row.cells.iter());
    let figures_above =
        |column: usize| above.iter().any(|row| row.cells.get(column).is_some_and(|cell| is_figure(cell)));
    let contrasts = names.enumerate().any(|(column, name)| !name.is_empty() && figures_above(column));
    contrasts || used_columns(part) != used_columns(above)
}

fn used_columns(rows: &[Row]) -> Vec<usize> {
    let widest = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let mut used = vec![false; widest];
    for row in rows {
        for (slot, cell) in used.iter_mut().zip(&row.cells) {
            *slot |= !cell.is_empty();
        }
    }
    used.iter().enumerate().filter(|(_, used)| **used).map(|(column, _)| column).collect()
}

fn keep_columns(rows: &mut [Row]) {
    let used = used_columns(rows);
    for row in rows {
        row.cells = used.iter().map(|column| row.cells.get(*column).cloned().unwrap_or_default()).collect();
    }
}

fn finish(header: Option<Vec<String>>, body: Vec<Row>) -> Vec<Block> {
    let has_header = header.is_some();
    let mut rows: Vec<Row> = header.map(|cells| Row { number: None, cells }).into_iter().collect();
    rows.extend(body);
    // A few lines with one value each are remarks.
    if !has_header && rows.len() <= MOST_REMARKS && rows.iter().all(|row| row.filled() == 1) {
        return rows.iter().map(Row::as_paragraph).collect();
    }
    keep_columns(&mut rows);
    let body = rows.split_off(usize::from(has_header));
    block(rows.pop().map(|row| row.cells), body).into_iter().collect()
}

fn block(header: Option<Vec<String>>, body: Vec<Row>) -> Option<Block> {
    let header = header.unwrap_or_default();
    if body.is_empty() && header.iter().all(String::is_empty) {
        return None;
    }
    let row_numbers: Vec<u32> = body.iter().filter_map(|row| row.number).collect();
    let row_numbers = if row_numbers.len() == body.len() { row_numbers } else { Vec::new() };
    let line = row_line(&header);
    let content = if line.chars().count() <= LONGEST_HEADER_CHARS {
        Content::Table { header: line, rows: body.iter().map(|row| row_line(&row.cells)).collect() }
    } else {
        Content::Table {
            header: String::new(),
            rows: body.iter().map(|row| named_cells(&header, row)).collect(),
        }
    };
    Some(Block { row_numbers, ..Block::new(content) })
}

/// `| a | b |`, as Markdown has it; a single cell is just its text.
pub(crate) fn row_line(cells: &[String]) -> String {
    match cells {
        [] => String::new(),
        [only] => only.clone(),
        _ if cells.iter().all(String::is_empty) => String::new(),
        _ => format!("| {} |", cells.join(" | ")),
    }
}

/// `Name: a; Price: b`, for tables with more columns than a line has room to name.
fn named_cells(header: &[String], row: &Row) -> String {
    let named =
        row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()).map(|(column, cell)| match header
            .get(column)
            .filter(|name| !name.is_empty())
        {
            Some(name) => format!("{name}: {cell}"),
            None => cell.clone(),
        });
    named.collect::<Vec<_>>().join("; ")
}

/// Two rows of a header over each other: "Price" over "net" is "Price net".
fn joined(above: Vec<String>, below: Vec<String>) -> Vec<String> {
    let columns = above.len().max(below.len());
    (0..columns)
        .map(|column| {
            let above = above.get(column).map_or("", String::as_str);
            let below = below.get(column).map_or("", String::as_str);
            if above == below { above.to_owned() } else { format!("{above} {below}").trim().to_owned() }
        })
        .collect()
}

/// A number, an amount, a share, a date or a time.
pub(crate) fn is_figure(cell: &str) -> bool {
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    let letters = cell.chars().filter(|character| character.is_alphabetic()).count();
    digits > 0 && letters <= 3 && digits >= letters
}

#[cfg(test)]
mod tests;
