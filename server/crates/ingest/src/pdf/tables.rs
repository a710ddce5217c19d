//! Tables of a page, told by pieces that stand below each other in columns.

use super::pieces::{Piece, Row};
use crate::{
    document::{Block, Content},
    table::Grid,
};

/// Cells of a line that goes on stand closer to it than rows do, in sizes of letters.
const SAME_CELL: f32 = 1.35;
/// Rows that are further apart are of two tables, in sizes of letters.
const FURTHEST: f32 = 4.0;

/// A table and where it stands.
#[derive(Debug)]
pub(super) struct Found {
    /// The rows it takes, counted from the top of the page.
    pub(super) rows: std::ops::Range<usize>,
    /// Its content.
    pub(super) content: Content,
}

struct Column {
    left: f32,
    right: f32,
}

/// The tables among the rows of a page of one column.
pub(super) fn find(rows: &[Row]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        match table_at(rows, at) {
            Some(table) => {
                at = table.rows.end;
                found.push(table);
            }
            None => at += 1,
        }
    }
    found
}

fn table_at(rows: &[Row], start: usize) -> Option<Found> {
    let first = rows.get(start).filter(|row| row.len() >= 2)?;
    let mut columns: Vec<Column> =
        first.iter().map(|piece| Column { left: piece.left, right: piece.right }).collect();
    let mut taken: Vec<&Row> = vec![first];
    for row in rows.iter().skip(start + 1) {
        let Some(above) = taken.last().and_then(|row| row.first()) else { break };
        let Some(own) = row.first() else { break };
        let is_near = above.bottom - own.bottom <= above.size.max(own.size).max(1.0) * FURTHEST;
        if !is_near || !joins(row, &mut columns) {
            break;
        }
        taken.push(row);
    }
    // What hangs on below with one cell is text that begins where a column does.
    while taken.last().is_some_and(|row| row.len() < 2) {
        taken.pop();
    }
    let full = taken.iter().filter(|row| row.len() >= 2).count();
    if full < 2 || full * 2 < taken.len() || (full == 2 && columns.len() == 2) {
        return None;
    }
    columns.sort_by(|one, other| one.left.total_cmp(&other.left));
    Some(Found { rows: start..start + taken.len(), content: content(&taken, &columns)? })
}

/// Whether each piece stands in one column only, at least two (or the only one) in columns that are there; these grow
/// to hold it.
fn joins(row: &Row, columns: &mut Vec<Column>) -> bool {
    let mut places = Vec::with_capacity(row.len());
    for piece in row {
        let mut over = columns.iter().enumerate().filter(|(_, column)| overlaps(piece, column));
        let place = over.next().map(|(index, _)| index);
        if over.next().is_some() || (place.is_some() && places.contains(&place)) {
            return false;
        }
        places.push(place);
    }
    let known = places.iter().flatten().count();
    if known < row.len().min(2) || (row.len() == 1 && known == 0) {
        return false;
    }
    for (piece, place) in row.iter().zip(places) {
        match place.and_then(|place| columns.get_mut(place)) {
            Some(column) => {
                column.left = column.left.min(piece.left);
                column.right = column.right.max(piece.right);
            }
            None => columns.push(Column { left: piece.left, right: piece.right }),
        }
    }
    true
}

fn overlaps(piece: &Piece, column: &Column) -> bool {
    piece.left < column.right && piece.right > column.left
}

fn content(taken: &[&Row], columns: &[Column]) -> Option<Content> {
    let mut cells: Vec<(f32, Vec<String>)> = Vec::new();
    for row in taken {
        let mut own = vec![String::new(); columns.len()];
        for piece in *row {
            if let Some(cell) =
                columns.iter().position(|column| overlaps(piece, column)).and_then(|at| own.get_mut(at))
            {
                *cell = if cell.is_empty() { piece.text.clone() } else { format!("{cell} {}", piece.text) };
            }
        }
        let Some(piece) = row.first() else { continue };
        // The second line of a cell: the first column has nothing to say and the line is close.
        let goes_on = own.first().is_some_and(String::is_empty)
            && cells
                .last()
                .is_some_and(|(bottom, _)| bottom - piece.bottom < piece.size.max(1.0) * SAME_CELL);
        match cells.last_mut().filter(|_| goes_on) {
            Some((bottom, above)) => {
                *bottom = piece.bottom;
                for (above, own) in above.iter_mut().zip(own).filter(|(_, own)| !own.is_empty()) {
                    *above = format!("{above} {own}").trim().to_owned();
                }
            }
            None => cells.push((piece.bottom, own)),
        }
    }
    let first_is_bold = taken.first().is_some_and(|row| row.iter().all(|piece| piece.bold));
    let rest_is_bold = taken.iter().skip(1).any(|row| row.iter().all(|piece| piece.bold));
    let count = cells.len();
    let mut grid = Grid::default();
    cells.into_iter().for_each(|(_, row)| grid.push(None, row));
    let has_header = (first_is_bold && !rest_is_bold) || count >= 3;
    let blocks = if has_header { grid.with_detected_headers() } else { grid.with_header_rows(0) };
    blocks
        .into_iter()
        .map(|block: Block| block.content)
        .find(|content| matches!(content, Content::Table { .. }))
}
