use super::{parse, parse_lines};
use crate::document::{Content, Extracted};

fn contents(extracted: Extracted) -> Vec<Content> {
    extracted.blocks.into_iter().map(|block| block.content).collect()
}

#[test]
fn like_records_are_a_table() {
    let json = r#"[{"sku": "P-1", "price": 12.5, "stock": true}, {"sku": "P-2", "price": 3, "note": "new"}]"#;
    assert_eq!(
        contents(parse(json).unwrap()),
        [Content::Table {
            header: "| sku | price | stock | note |".into(),
            rows: vec!["| P-1 | 12.5 | true |  |".into(), "| P-2 | 3 |  | new |".into()],
        }]
    );
}

#[test]
fn records_with_names_are_sections() {
    let long = "You can return it. ".repeat(20);
    let json = format!(
        r#"{{"title": "Help", "version": 3, "articles": [{{"question": "Returns?", "answer": "{long}", "tags": ["a", "b"], "see": {{"page": 4}}}}]}}"#
    );
    let extracted = parse(&json).unwrap();
    assert_eq!(extracted.title.as_deref(), Some("Help"));
    assert_eq!(
        contents(extracted),
        [
            Content::heading(1, "Help"),
            Content::paragraph("version: 3"),
            Content::heading(2, "articles"),
            Content::heading(3, "Returns?"),
            Content::paragraph(format!("answer: {}", long.trim_end())),
            Content::paragraph("tags: a, b"),
            Content::heading(4, "see"),
            Content::paragraph("page: 4"),
        ]
    );
}

#[test]
fn lines_are_records() {
    let found = contents(parse_lines("{\"a\": 1, \"b\": \"x\"}\n\n{\"a\": 2, \"b\": \"y\"}\n").unwrap());
    let [Content::Table { header, rows }] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((header.as_str(), rows.len()), ("| a | b |", 2));
    let error = parse_lines("{\"a\": 1}\n{oops}").unwrap_err();
    assert!(error.to_string().contains("line 2"), "{error}");
}

#[test]
fn deep_and_broken_json_is_told() {
    for json in ["[".repeat(100_000), "{\"a\":".repeat(5_000), "{\"a\": 1".to_owned(), "nul".to_owned()] {
        assert_eq!(parse(&json).unwrap_err().code(), "corrupt");
    }
}
