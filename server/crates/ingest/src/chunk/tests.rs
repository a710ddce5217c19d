use proptest::prelude::*;

use super::{ChunkDraft, ChunkOptions, chunk, size::size_of};
use crate::document::{Block, Content, Extracted};

fn document(contents: Vec<Content>) -> Extracted {
    Extracted { title: None, blocks: contents.into_iter().map(Block::new).collect(), ..Extracted::default() }
}

fn texts(drafts: &[ChunkDraft]) -> Vec<&str> {
    drafts.iter().map(|draft| draft.text.as_str()).collect()
}

fn sentences(count: usize) -> String {
    (0..count)
        .map(|n| format!("Sentence number {n} says something of use to a reader."))
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn sections_keep_their_headings_and_leave_out_the_title() {
    let mut extracted = document(vec![
        Content::heading(1, "Returns"),
        Content::paragraph(sentences(4)),
        Content::heading(2, "How long"),
        Content::paragraph(sentences(5)),
        Content::heading(3, "Abroad"),
        Content::paragraph(sentences(6)),
        Content::heading(2, "Costs"),
        Content::paragraph(sentences(4)),
    ]);
    extracted.title = Some("returns".to_owned());
    let paths: Vec<_> =
        chunk(&extracted, &ChunkOptions::default()).into_iter().map(|draft| draft.heading_path).collect();
    assert_eq!(paths, vec![vec![], vec!["How long"], vec!["How long", "Abroad"], vec!["Costs"]]);
}

#[test]
fn long_paragraphs_are_cut_between_sentences_into_even_parts() {
    let drafts = chunk(&document(vec![Content::paragraph(sentences(40))]), &ChunkOptions::default());
    assert!(drafts.len() >= 2);
    for draft in &drafts {
        assert!(
            draft.text.starts_with("Sentence number") && draft.text.ends_with("reader."),
            "{}",
            draft.text
        );
        assert!((600..=1_600).contains(&draft.text.len()), "{}", draft.text.len());
    }
    assert_eq!(
        drafts.iter().map(|draft| draft.ordinal).collect::<Vec<_>>(),
        (0..drafts.len() as u32).collect::<Vec<_>>()
    );
}

#[test]
fn tables_are_cut_between_rows_and_repeat_their_header() {
    let rows: Vec<String> =
        (0..120).map(|n| format!("| E-{n:04} | The pump number {n} has stopped | Press reset |")).collect();
    let table = Content::Table { header: "| Code | Meaning | Remedy |".to_owned(), rows: rows.clone() };
    let drafts = chunk(&document(vec![Content::heading(2, "Codes"), table]), &ChunkOptions::default());
    assert!(drafts.len() > 3);
    let mut seen = Vec::new();
    for draft in &drafts {
        let mut lines = draft.text.lines();
        assert_eq!(lines.next(), Some("| Code | Meaning | Remedy |"));
        seen.extend(lines.map(str::to_owned));
    }
    assert_eq!(seen, rows);
}

#[test]
fn rows_of_a_sheet_are_named() {
    let rows: Vec<String> =
        (0..60).map(|n| format!("| E-{n:04} | The pump number {n} has stopped |")).collect();
    let mut extracted = document(vec![
        Content::heading(2, "Faults"),
        Content::Table { header: "| Code | Meaning |".to_owned(), rows },
    ]);
    extracted.blocks[1].row_numbers = (2..62).collect();
    let drafts = chunk(&extracted, &ChunkOptions::default());
    assert!(drafts.len() > 1);
    let mut next = 2;
    for draft in &drafts {
        let last = next + draft.text.lines().count() - 2;
        assert_eq!(draft.heading_path, ["Faults".to_owned(), format!("Rows {next}–{last}")]);
        assert!(draft.text.starts_with("| Code | Meaning |\n"), "{}", draft.text);
        next = last + 1;
    }
    assert_eq!(next, 62);
}

#[test]
fn code_is_cut_between_lines_and_keeps_its_indent() {
    let lines: Vec<String> = (0..100).map(|n| format!("    let value_{n} = compute({n});")).collect();
    let drafts = chunk(&document(vec![Content::Code { text: lines.join("\n") }]), &ChunkOptions::default());
    let seen: Vec<&str> = drafts.iter().flat_map(|draft| draft.text.lines()).collect();
    assert!(drafts.len() > 1);
    assert_eq!(seen, lines);
}

#[test]
fn a_lead_in_stays_with_its_list() {
    let item = |n: usize| Content::ListItem {
        depth: 0,
        marker: "-".into(),
        text: format!("Point {n}: {}", sentences(2)),
    };
    let mut contents = vec![Content::paragraph(sentences(18)), Content::paragraph("Do the following:")];
    contents.extend((0..6).map(item));
    let drafts = chunk(&document(contents), &ChunkOptions::default());
    assert!(drafts.iter().any(|draft| draft.text.contains("Do the following:\n- Point 0")), "{drafts:#?}");
}

#[test]
fn tiny_sections_are_joined_under_their_parent_and_larger_ones_are_not() {
    let extracted = document(vec![
        Content::heading(1, "Glossary"),
        Content::heading(2, "ACK"),
        Content::paragraph("Acknowledgement."),
        Content::heading(2, "NAK"),
        Content::paragraph("Its opposite."),
        Content::heading(2, "Window"),
        Content::paragraph(sentences(5)),
    ]);
    let drafts = chunk(&extracted, &ChunkOptions::default());
    assert_eq!(drafts.len(), 2, "{drafts:#?}");
    assert_eq!(drafts[0].heading_path, ["Glossary"]);
    assert_eq!(drafts[0].text, "ACK\nAcknowledgement.\n\nNAK\nIts opposite.");
    assert_eq!(drafts[1].heading_path, ["Glossary", "Window"]);
}

#[test]
fn scripts_without_spaces_give_shorter_passages() {
    let text = "退货必须在三十天内申请，商品应保持完好。请联系客服获取退货地址。".repeat(60);
    let drafts = chunk(&document(vec![Content::paragraph(text.clone())]), &ChunkOptions::default());
    assert!(drafts.iter().all(|draft| draft.text.chars().count() <= 400));
    assert_eq!(texts(&drafts).concat(), text);
    let thai = "ลูกค้าสามารถคืนสินค้าได้ภายในสามสิบวัน".repeat(100);
    assert_eq!(
        texts(&chunk(&document(vec![Content::paragraph(thai.clone())]), &ChunkOptions::default())).concat(),
        thai
    );
}

#[test]
fn words_without_end_are_cut() {
    let word = "x".repeat(10_000);
    let drafts = chunk(&document(vec![Content::paragraph(word.clone())]), &ChunkOptions::default());
    assert_eq!(texts(&drafts).concat(), word);
    let family = "👩‍👩‍👧‍👦".repeat(300);
    let drafts = chunk(&document(vec![Content::paragraph(family)]), &ChunkOptions::default());
    assert!(drafts.iter().all(|draft| draft.text.starts_with('👩') && draft.text.ends_with('👦')));
}

#[test]
fn pages_are_those_the_passage_begins_on() {
    let mut extracted = document(vec![Content::paragraph(sentences(25)), Content::paragraph(sentences(25))]);
    for (block, page) in extracted.blocks.iter_mut().zip(4..) {
        block.page = Some(page);
    }
    let drafts = chunk(&extracted, &ChunkOptions::default());
    assert_eq!(drafts.first().unwrap().page, Some(4));
    assert_eq!(drafts.last().unwrap().page, Some(5));
}

fn any_content() -> impl Strategy<Value = Content> {
    let words = "[a-zé中ก0-9.,:!? \n👍-]{0,120}";
    let long = "([a-z]{1,12}[ .]){0,400}";
    let text = prop_oneof![3 => words.prop_map(String::from), 1 => long.prop_map(String::from), 1 => any::<String>()];
    let row = "[a-z0-9 |]{0,300}";
    prop_oneof![
        2 => (1u8..7, "[A-Za-z ]{0,200}").prop_map(|(level, text)| Content::Heading { level, text }),
        4 => text.clone().prop_map(|text| Content::Paragraph { text }),
        2 => (0u8..9, text.clone()).prop_map(|(depth, text)| Content::ListItem { depth, marker: "-".into(), text }),
        1 => (row, prop::collection::vec(row, 0..30)).prop_map(|(header, rows)| Content::Table { header, rows }),
        1 => text.prop_map(|text| Content::Code { text }),
    ]
}

/// The letters of a text: cutting may change blanks, and nothing else.
fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

/// Whether `inner` can be had from `outer` by leaving characters out.
fn is_subsequence(inner: &[char], outer: &[char]) -> bool {
    let mut rest = outer.iter();
    inner.iter().all(|wanted| rest.any(|character| character == wanted))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_is_lost_and_sizes_are_bounded(contents in prop::collection::vec(any_content(), 0..12)) {
        let extracted = document(contents);
        let options = ChunkOptions::default();
        let drafts = chunk(&extracted, &options);
        let mut output = Vec::new();
        let mut headings = Vec::new();
        for (n, draft) in drafts.iter().enumerate() {
            prop_assert_eq!(draft.ordinal as usize, n);
            prop_assert!(!draft.text.trim().is_empty());
            prop_assert!(draft.text.chars().count() <= options.max_size);
            prop_assert!(size_of(&draft.text) <= options.max_size, "{}", size_of(&draft.text));
            output.extend(letters(&draft.text));
            headings.extend(draft.heading_path.clone());
        }
        let mut wanted = Vec::new();
        for block in &extracted.blocks {
            match &block.content {
                Content::Heading { text, .. } => {
                    let heading = text.trim().to_owned();
                    let found = heading.is_empty() || headings.contains(&heading) || is_subsequence(&letters(&heading), &output)
                        || heading_has_only_headings_below(&extracted, &heading);
                    prop_assert!(found, "heading lost: {}", heading);
                }
                Content::Table { header, rows } => {
                    wanted.extend(letters(header));
                    rows.iter().for_each(|row| wanted.extend(letters(row)));
                }
                Content::Paragraph { text } | Content::ListItem { text, .. } | Content::Code { text } => wanted.extend(letters(text)),
            }
        }
        prop_assert!(is_subsequence(&wanted, &output), "text lost");
    }

    #[test]
    fn small_limits_do_not_break_it(contents in prop::collection::vec(any_content(), 0..4), target in 1usize..60, max in 1usize..90) {
        chunk(&document(contents), &ChunkOptions { target_size: target, max_size: max, tiny_size: 10 });
    }
}

/// Such a heading is in the path of what follows, unless that is only blank.
fn heading_has_only_headings_below(extracted: &Extracted, heading: &str) -> bool {
    let at = extracted
        .blocks
        .iter()
        .position(|block| matches!(&block.content, Content::Heading { text, .. } if text.trim() == heading));
    let mut below = at.into_iter().flat_map(|at| extracted.blocks.iter().skip(at + 1));
    below
        .find(|block| !block.content.is_blank())
        .is_none_or(|block| matches!(block.content, Content::Heading { .. }))
}
