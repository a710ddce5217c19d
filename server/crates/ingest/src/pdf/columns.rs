//! Pages of several columns, each read to its end before the next.

use super::pieces::{Piece, Row};

/// A strip without text that is as wide, in sizes of letters, may part columns.
const GUTTER: f32 = 0.8;
/// Columns hold lines of at least this many sizes of letters on average; narrower ones are cells.
const NARROWEST_COLUMN: f32 = 9.0;
/// Fewer lines on a side are no column.
const FEWEST_LINES: usize = 4;
/// Columns within columns.
const DEEPEST: usize = 3;
/// Steps over the width of a page.
const STEPS: usize = 200;

/// The page's lines column by column, with an empty row where another part begins; `None` when there is one column.
pub(super) fn in_order(rows: &[Row]) -> Option<Vec<Row>> {
    let pieces: Vec<Piece> = rows.iter().flatten().cloned().collect();
    gutter(&pieces)?;
    let mut ordered = Vec::new();
    place(pieces, 0, &mut ordered);
    Some(ordered)
}

fn place(pieces: Vec<Piece>, depth: usize, ordered: &mut Vec<Row>) {
    let Some(at) = gutter(&pieces).filter(|_| depth < DEEPEST) else {
        ordered.extend(as_rows(pieces));
        ordered.push(Row::new());
        return;
    };
    // Lines that go across part the page into bands.
    let (mut across, sides): (Vec<Piece>, Vec<Piece>) =
        pieces.into_iter().partition(|piece| piece.left < at && piece.right > at);
    across.sort_by(|one, other| other.bottom.total_cmp(&one.bottom));
    let mut sides = sides;
    for separator in across.into_iter().map(Some).chain([None]) {
        let floor = separator.as_ref().map_or(f32::NEG_INFINITY, |piece| piece.bottom);
        let (band, below): (Vec<Piece>, Vec<Piece>) =
            sides.into_iter().partition(|piece| piece.bottom > floor);
        sides = below;
        let (left, right): (Vec<Piece>, Vec<Piece>) = band.into_iter().partition(|piece| piece.right <= at);
        for side in [left, right] {
            if !side.is_empty() {
                place(side, depth + 1, ordered);
            }
        }
        if let Some(piece) = separator {
            ordered.push(vec![piece]);
        }
    }
}

/// Where a strip of white parts two columns of text.
fn gutter(pieces: &[Piece]) -> Option<f32> {
    let left = pieces.iter().map(|piece| piece.left).fold(f32::MAX, f32::min);
    let right = pieces.iter().map(|piece| piece.right).fold(f32::MIN, f32::max);
    let width = right - left;
    if pieces.len() < FEWEST_LINES * 2 || width <= 0.0 || !width.is_finite() {
        return None;
    }
    let mut sizes: Vec<f32> = pieces.iter().map(|piece| piece.size).collect();
    sizes.sort_by(f32::total_cmp);
    let size = sizes.get(sizes.len() / 2).copied().unwrap_or(10.0).max(1.0);
    let step = width / 200.0;
    let mut best: Option<(f32, f32)> = None;
    let mut begun: Option<f32> = None;
    let mut at = left + width * 0.12;
    for _ in 0..STEPS {
        let is_white = at < left + width * 0.88 && crossing(pieces, at) * 12 <= pieces.len();
        match (is_white, begun) {
            (true, None) => begun = Some(at),
            (false, Some(from)) => {
                if best.is_none_or(|(start, end)| at - from > end - start) {
                    best = Some((from, at));
                }
                begun = None;
            }
            _ => {}
        }
        at += step;
    }
    let (from, to) = best.filter(|(from, to)| to - from >= size * GUTTER)?;
    let middle = f32::midpoint(from, to);
    let is_column = |side: Vec<&Piece>| {
        let count = u16::try_from(side.len()).unwrap_or(u16::MAX);
        let mean = side.iter().map(|piece| piece.right - piece.left).sum::<f32>() / f32::from(count.max(1));
        side.len() >= FEWEST_LINES && mean >= size * NARROWEST_COLUMN
    };
    let on_left = pieces.iter().filter(|piece| piece.right <= middle).collect();
    let on_right = pieces.iter().filter(|piece| piece.left >= middle).collect();
    (is_column(on_left) && is_column(on_right)).then_some(middle)
}

fn crossing(pieces: &[Piece], at: f32) -> usize {
    pieces.iter().filter(|piece| piece.left < at && piece.right > at).count()
}

fn as_rows(mut pieces: Vec<Piece>) -> Vec<Row> {
    pieces.sort_by(|one, other| other.bottom.total_cmp(&one.bottom));
    let mut rows: Vec<Row> = Vec::new();
    for piece in pieces {
        let fits = rows
            .last()
            .and_then(|row| row.first())
            .is_some_and(|first| (first.bottom - piece.bottom).abs() < first.size.max(1.0) * 0.4);
        match rows.last_mut().filter(|_| fits) {
            Some(row) => row.push(piece),
            None => rows.push(vec![piece]),
        }
    }
    for row in &mut rows {
        row.sort_by(|one, other| one.left.total_cmp(&other.left));
    }
    rows
}
