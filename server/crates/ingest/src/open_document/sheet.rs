//! Tables of OpenDocument files to rows. Cells and rows that repeat are stored once with a count, which is bounded here.

use crate::{error::ExtractError, limits::ExtractLimits, reader::over_text_limit, table::Grid, xml::Element};

/// A filled row that repeats more often says nothing more.
const MOST_REPEATS: u32 = 200;
/// The bound of the common programs.
const MOST_COLUMNS: usize = 16_384;

/// The rows of a table with their numbers.
pub(super) fn read(
    table: &Element,
    left_bytes: &mut usize,
    limits: &ExtractLimits,
) -> Result<Grid, ExtractError> {
    let mut grid = Grid::default();
    let mut number = 1_u32;
    let mut rows = Vec::new();
    rows_of(table, &mut rows);
    for row in rows {
        let repeats = count(row, "number-rows-repeated");
        let is_hidden = matches!(row.attribute("visibility"), Some("collapse"));
        let cells = cells_of(row);
        if !is_hidden && cells.iter().any(|cell| !cell.is_empty()) {
            for offset in 0..repeats.min(MOST_REPEATS) {
                let length: usize = cells.iter().map(|cell| cell.len() + 3).sum();
                *left_bytes = left_bytes.checked_sub(length).ok_or_else(|| over_text_limit(limits))?;
                grid.push(Some(number.saturating_add(offset)), cells.clone());
            }
        }
        number = number.saturating_add(repeats);
    }
    Ok(grid)
}

/// Rows in order, and how many of them the table itself calls its header.
pub(super) fn rows_of<'a>(table: &'a Element, rows: &mut Vec<&'a Element>) -> usize {
    let mut header_rows = 0;
    for element in table.elements() {
        match element.name() {
            "table-row" => rows.push(element),
            "table-header-rows" => {
                let before = rows.len();
                rows_of(element, rows);
                header_rows += rows.len() - before;
            }
            "table-rows" | "table-row-group" => {
                header_rows += rows_of(element, rows);
            }
            _ => {}
        }
    }
    header_rows
}

fn cells_of(row: &Element) -> Vec<String> {
    let mut cells = Vec::new();
    // Empty cells only count when something stands behind them.
    let mut empty = 0_usize;
    for cell in row.elements() {
        let repeats = usize::try_from(count(cell, "number-columns-repeated")).unwrap_or(usize::MAX);
        let text = match cell.name() {
            "table-cell" => text_of(cell),
            "covered-table-cell" => String::new(),
            _ => continue,
        };
        if text.is_empty() {
            empty = empty.saturating_add(repeats);
            continue;
        }
        let wanted = cells.len().saturating_add(empty);
        if wanted >= MOST_COLUMNS {
            break;
        }
        cells.resize(wanted, String::new());
        empty = 0;
        let most = usize::try_from(MOST_REPEATS).unwrap_or(0);
        cells.extend(std::iter::repeat_n(text, repeats.min(most)));
    }
    cells
}

/// What the cell shows: its paragraphs, without remarks that hang on it.
fn text_of(cell: &Element) -> String {
    let paragraphs = cell.elements().filter(|element| matches!(element.name(), "p" | "h"));
    let shown = paragraphs.map(super::flow::plain_text).filter(|text| !text.is_empty()).collect::<Vec<_>>();
    shown.join(" ")
}

fn count(element: &Element, attribute: &str) -> u32 {
    element.attribute(attribute).and_then(|count| count.parse().ok()).unwrap_or(1).max(1)
}
