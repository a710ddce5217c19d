//! Tables of a Word document to rows of cells.

use super::body::Body;
use crate::{
    document::{Content, Extracted},
    table::Grid,
    xml::Element,
};

/// Tables in tables that are deeper are laid out, not written.
const DEEPEST: usize = 6;
/// Word has at most 63 columns.
const MOST_COLUMNS: usize = 64;

impl Body<'_> {
    /// The table's content. A frame around text (one row or one column) is text.
    pub(super) fn read_table(&mut self, table: &Element, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        let mut rows = Vec::new();
        rows_of(table, &mut rows);
        let mut grid = Grid::default();
        let mut header_rows = 0;
        let mut above: Vec<String> = Vec::new();
        for row in &rows {
            let mut cells: Vec<String> = Vec::new();
            let properties = row.child("trPr");
            let skipped = properties.and_then(|own| own.value_of_child("gridBefore"));
            let skipped = skipped.and_then(|count| count.parse().ok()).unwrap_or(0_usize);
            cells.resize(skipped.min(MOST_COLUMNS), String::new());
            let mut own_cells = Vec::new();
            cells_of(row, &mut own_cells);
            for cell in own_cells {
                let properties = cell.child("tcPr");
                let merged = properties.and_then(|own| own.child("vMerge"));
                let goes_on = merged.is_some_and(|own| own.attribute("val") != Some("restart"));
                let text = if goes_on {
                    // Each row shall stand alone: "Germany" goes with every one of its cities.
                    above.get(cells.len()).cloned().unwrap_or_default()
                } else {
                    self.cell_text(cell, depth)
                };
                let span = properties.and_then(|own| own.value_of_child("gridSpan"));
                let span =
                    span.and_then(|span| span.parse::<usize>().ok()).unwrap_or(1).clamp(1, MOST_COLUMNS);
                cells.push(text);
                let wanted = (cells.len() + span - 1).min(MOST_COLUMNS);
                cells.resize(wanted.max(cells.len()), String::new());
            }
            let is_header = properties
                .and_then(|own| own.child("tblHeader"))
                .is_some_and(|own| !matches!(own.attribute("val"), Some("0" | "false")));
            header_rows += usize::from(is_header && header_rows == grid.len());
            above.clone_from(&cells);
            grid.push(None, cells);
        }
        if grid.is_frame() {
            for row in rows {
                let mut cells = Vec::new();
                cells_of(row, &mut cells);
                for cell in cells {
                    self.read_at(cell, depth + 1);
                }
            }
            return;
        }
        self.end_code();
        self.blocks.extend(grid.with_header_rows(header_rows.max(1)));
    }

    fn cell_text(&mut self, cell: &Element, depth: usize) -> String {
        let mut inner = self.nested();
        inner.read_at(cell, depth + 1);
        let blocks = inner.finish();
        let flat = blocks.into_iter().flat_map(|block| match block.content {
            Content::Table { header, rows } => std::iter::once(header).chain(rows).collect(),
            other => {
                let block = crate::document::Block::new(other);
                vec![Extracted { blocks: vec![block], ..Extracted::default() }.plain_text()]
            }
        });
        flat.map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// Rows, also those within content controls.
fn rows_of<'a>(element: &'a Element, rows: &mut Vec<&'a Element>) {
    for child in element.elements() {
        match child.name() {
            "tr" if child.path(&["trPr", "del"]).is_none() => rows.push(child),
            "sdt" | "sdtContent" | "customXml" | "ins" => rows_of(child, rows),
            _ => {}
        }
    }
}

fn cells_of<'a>(element: &'a Element, cells: &mut Vec<&'a Element>) {
    for child in element.elements() {
        match child.name() {
            "tc" => cells.push(child),
            "sdt" | "sdtContent" | "customXml" => cells_of(child, cells),
            _ => {}
        }
    }
}
