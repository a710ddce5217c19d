use super::Grid;
use crate::document::Content;

fn grid(rows: &[&[&str]]) -> Grid {
    let mut grid = Grid::default();
    for (number, row) in (1..).zip(rows) {
        grid.push(Some(number), row.iter().map(|cell| (*cell).to_owned()).collect());
    }
    grid
}

fn shown(blocks: &[crate::document::Block]) -> Vec<String> {
    blocks
        .iter()
        .map(|block| match &block.content {
            Content::Table { header, rows } => {
                format!("{header} // {} @{:?}", rows.join(" / "), block.row_numbers)
            }
            Content::Paragraph { text } => format!("{text} @{:?}", block.row_numbers),
            other => format!("{other:?}"),
        })
        .collect()
}

#[test]
fn a_sheet_has_a_title_a_header_and_rows() {
    let sheet = grid(&[
        &["Price list 2026", "", ""],
        &["", "", ""],
        &["", "Article", "Price"],
        &["", "Pump", "12.50"],
        &["", "Valve", "3"],
    ]);
    assert_eq!(
        shown(&sheet.with_detected_headers()),
        ["Price list 2026 @[1]", "| Article | Price | // | Pump | 12.50 | / | Valve | 3 | @[4, 5]"]
    );
}

#[test]
fn empty_rows_within_a_table_do_not_take_its_header() {
    let sheet = grid(&[&["Article", "Price"], &["Pump", "12"], &["", ""], &["Valve", "3"]]);
    assert_eq!(
        shown(&sheet.with_detected_headers()),
        ["| Article | Price | // | Pump | 12 | / | Valve | 3 | @[2, 4]"]
    );
}

#[test]
fn tables_below_each_other_have_their_own_headers() {
    let sheet =
        grid(&[&["Article", "Price"], &["Pump", "12"], &["", ""], &["Country", "Days"], &["France", "4"]]);
    assert_eq!(
        shown(&sheet.with_detected_headers()),
        ["| Article | Price | // | Pump | 12 | @[2]", "| Country | Days | // | France | 4 | @[5]"]
    );
}

#[test]
fn without_a_header_there_is_none() {
    let sheet = grid(&[&["1", "2"], &["3", "4"]]);
    assert_eq!(shown(&sheet.with_detected_headers()), [" // | 1 | 2 | / | 3 | 4 | @[1, 2]"]);
    assert!(Grid::default().with_detected_headers().is_empty());
}

#[test]
fn many_columns_are_named_in_each_row() {
    let names: Vec<String> = (0..40).map(|n| format!("Long column {n}")).collect();
    let mut sheet = Grid::default();
    sheet.push(Some(1), names);
    sheet.push(Some(2), (0..40).map(|n| if n % 20 == 0 { format!("v{n}") } else { String::new() }).collect());
    assert_eq!(shown(&sheet.with_header_rows(1)), [" // Long column 0: v0; Long column 20: v20 @[2]"]);
}

#[test]
fn a_frame_is_no_table() {
    assert!(grid(&[&["Only", "one row"]]).is_frame());
    assert!(grid(&[&["One", ""], &["column", ""]]).is_frame());
    assert!(!grid(&[&["a", "b"], &["c", ""]]).is_frame());
}

#[test]
fn rows_of_a_header_are_joined() {
    let table = grid(&[&["Price", "Price"], &["net", "gross"], &["1", "2"]]);
    assert_eq!(shown(&table.with_header_rows(2)), ["| Price net | Price gross | // | 1 | 2 | @[3]"]);
}
