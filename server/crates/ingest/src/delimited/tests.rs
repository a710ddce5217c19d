use proptest::prelude::*;

use super::{Records, parse, separator};
use crate::document::Content;

fn records(text: &str, separator: char) -> Vec<Vec<String>> {
    Records::new(text, separator).map(|(_, record)| record).collect()
}

fn rows(text: &str) -> (String, Vec<String>) {
    match &parse(text, false).blocks.first().unwrap().content {
        Content::Table { header, rows } => (header.clone(), rows.clone()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn values_are_as_written() {
    assert_eq!(records("a,\"b, \"\"c\"\"\nd\",e\n", ','), [["a", "b, \"c\"\nd", "e"]]);
    assert_eq!(records("a,,\n,b", ','), vec![vec!["a", "", ""], vec!["", "b"]]);
}

#[test]
fn separators_are_told() {
    assert_eq!(separator("a;b;c\n1,5;2;3\n1,7;2;3"), ';');
    assert_eq!(separator("a\tb\n1\t2"), '\t');
    assert_eq!(separator("name,text\nx,\"a;b\"\ny,\"c;d;e\""), ',');
    assert_eq!(rows("sep=|\na|b\nc,d|2"), ("| a | b |".into(), vec!["| c,d | 2 |".into()]));
}

#[test]
fn a_lone_quote_does_not_swallow_the_rest() {
    let text = "Article,Size\nPipe,\"2\nHose,\"3/4\" wide\nValve,5";
    let (header, found) = rows(text);
    assert_eq!(header, "| Article | Size |");
    assert_eq!(found, ["| Pipe | \"2 |", "| Hose | \"3/4\" wide |", "| Valve | 5 |"]);
}

#[test]
fn ragged_rows_and_formulas_are_text() {
    let (header, found) = rows("Name,Value,Note\n=cmd|' /C calc'!A0,1\n@SUM(A1:A9),2,x,extra\n");
    assert_eq!(header, "| Name | Value | Note |  |");
    assert_eq!(found, ["| =cmd|' /C calc'!A0 | 1 |  |  |", "| @SUM(A1:A9) | 2 | x | extra |"]);
}

#[test]
fn rows_know_their_line() {
    let extracted = parse("A,B\n1,\"x\ny\"\n2,z\n", false);
    assert_eq!(extracted.blocks.first().unwrap().row_numbers, [2, 4]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_is_written_by_the_rules_is_read_back(table in prop::collection::vec(prop::collection::vec("[a-z\",;\n =]{0,12}", 2..5), 1..8)) {
        let written: String = table.iter().map(|row| {
            row.iter().map(|value| format!("\"{}\"", value.replace('"', "\"\""))).collect::<Vec<_>>().join(",") + "\n"
        }).collect();
        prop_assert_eq!(records(&written, ','), table);
    }

    #[test]
    fn nothing_breaks_it(text in any::<String>()) {
        parse(&text, false);
        parse(&text, true);
    }
}
