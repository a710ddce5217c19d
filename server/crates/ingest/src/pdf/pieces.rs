//! Words of a page put together to pieces: what stands on one line without a wide blank in it. Columns and tables are
//! told by how pieces stand to each other.

use pdf_oxide::layout::Word;

use crate::{plain, text};

/// A blank from which on two words may not be of one sentence, in sizes of letters.
const WIDE_BLANK: f32 = 0.5;
/// The same in usual blanks: a line that is stretched to both margins has wide ones throughout.
const MANY_BLANKS: f32 = 2.1;

/// Words beside each other.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) left: f32,
    pub(super) right: f32,
    /// The lower edge; higher is further up.
    pub(super) bottom: f32,
    pub(super) size: f32,
    pub(super) bold: bool,
}

/// Pieces on one line, from left to right.
pub(super) type Row = Vec<Piece>;

/// The rows of a page, from the top.
pub(super) fn rows(mut words: Vec<Word>) -> Vec<Row> {
    words.retain(|word| !word.text.trim().is_empty());
    words.sort_by(|one, other| other.bbox.y.total_cmp(&one.bbox.y));
    let mut rows: Vec<Vec<Word>> = Vec::new();
    for word in words {
        let fits = rows.last().and_then(|row| row.first()).is_some_and(|first| {
            (first.bbox.y - word.bbox.y).abs() < first.avg_font_size.min(word.avg_font_size).max(1.0) * 0.4
        });
        match rows.last_mut().filter(|_| fits) {
            Some(row) => row.push(word),
            None => rows.push(vec![word]),
        }
    }
    rows.into_iter().map(pieces).collect()
}

fn pieces(mut words: Vec<Word>) -> Row {
    words.sort_by(|one, other| one.bbox.x.total_cmp(&other.bbox.x));
    let mut blanks: Vec<f32> = words
        .iter()
        .zip(words.iter().skip(1))
        .map(|(one, next)| next.bbox.x - one.bbox.x - one.bbox.width)
        .filter(|blank| *blank > 0.0)
        .collect();
    blanks.sort_by(f32::total_cmp);
    // With two or three words the blanks of a table would be the usual ones.
    let usual = blanks.get(blanks.len() / 2).copied().filter(|_| blanks.len() >= 4).unwrap_or(0.0);
    let mut row: Row = Vec::new();
    for word in words {
        let right = word.bbox.x + word.bbox.width;
        let own = text::one_line(&text::clean(&word.text));
        let widest = |piece: &Piece| (piece.size.max(1.0) * WIDE_BLANK).max(usual * MANY_BLANKS);
        let is_near = |piece: &Piece| word.bbox.x - piece.right < widest(piece);
        // The sign or the number of a list's entry belongs to its text, however far.
        let is_marker = |piece: &Piece| plain::list_item(&format!("{} x", piece.text)).is_some();
        match row.last_mut().filter(|piece| is_near(piece) || is_marker(piece)) {
            Some(piece) => {
                piece.text.push(' ');
                piece.text.push_str(&own);
                piece.right = piece.right.max(right);
                piece.size = piece.size.max(word.avg_font_size);
                piece.bold &= word.is_bold;
            }
            None => row.push(Piece {
                text: own,
                left: word.bbox.x,
                right,
                bottom: word.bbox.y,
                size: word.avg_font_size,
                bold: word.is_bold,
            }),
        }
    }
    row
}
