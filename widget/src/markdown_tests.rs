//! Tests of the Markdown subset: shapes, hostile input, and growth in pieces.

use super::*;
use crate::inline::safe_address;

/// The pieces as something readable; fails if elements do not nest.
pub(crate) fn html(pieces: &[Piece]) -> String {
    let mut out = String::new();
    let mut open = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Open(name) => {
                out.push_str(&format!("<{name}>"));
                open.push(*name);
            }
            Piece::Link(address) => {
                assert_eq!(safe_address(address), Some(address.as_str()));
                out.push_str(&format!("<a {address}>"));
                open.push("a");
            }
            Piece::Numbered(n) => {
                out.push_str(&format!("<ol {n}>"));
                open.push("ol");
            }
            Piece::Close => match open.pop().expect("something is open") {
                name @ ("br" | "hr") => assert!(out.ends_with(&format!("<{name}>"))),
                name => out.push_str(&format!("</{name}>")),
            },
            Piece::Text(text) => out.push_str(&text.replace('<', "&lt;").replace('>', "&gt;")),
            Piece::Source(n) => out.push_str(&format!("{{{n}}}")),
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
    out
}

fn shown(text: &str) -> String {
    html(&parse(text))
}

#[test]
fn blocks_of_every_kind() {
    let source = "# Title #\nIntro\nsecond\n\n- a\n- b\n  more\n  1. x\n  2. y\n\nText\n```rust\nlet a = 1;\n\n  b\n```\n> said\n> [1]\n\n| A | B |\n|---|:-:|\n| 1 | **2** |\n---\n3) three\n4) four";
    assert_eq!(
        shown(source),
        "<h>Title</h><p>Intro<br>second</p>\
         <ul><li><p>a</p></li><li><p>b<br>more</p><ol 1><li><p>x</p></li><li><p>y</p></li></ol></li></ul>\
         <p>Text</p><pre><code>let a = 1;\n\n  b</code></pre>\
         <blockquote><p>said<br>{1}</p></blockquote>\
         <table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td><strong>2</strong></td></tr></table>\
         <hr><ol 3><li><p>three</p></li><li><p>four</p></li></ol>"
    );
}

#[test]
fn loose_lists_and_unfinished_code() {
    assert_eq!(
        shown("1. a\n\n2. b\n\n   more\n\nend"),
        "<ol 1><li><p>a</p></li><li><p>b</p><p>more</p></li></ol><p>end</p>"
    );
    assert_eq!(shown("```\nopen [1]"), "<pre><code>open [1]</code></pre>");
    assert_eq!(shown("-"), "<ul><li></li></ul>");
    assert_eq!(shown("\r\n \r\n"), "");
    assert_eq!(shown("2026-11-21\n1234567890. x"), "<p>2026-11-21<br>1234567890. x</p>");
}

#[test]
fn html_is_text_in_every_block() {
    for hostile in [
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        "<!-- x -->",
        "<a href=\"javascript:x\">y</a>",
    ] {
        assert_eq!(parse(hostile), [Piece::Open("p"), Piece::Text(hostile.into()), Piece::Close]);
    }
}

/// Grows the text in pieces as the panel does and collects what it would show.
fn grown(text: &str, piece_chars: usize) -> String {
    let mut shown = Vec::new();
    let mut covered = 0;
    let mut rest = Vec::new();
    let ends = text.char_indices().map(|(at, _)| at).skip(1).step_by(piece_chars).chain([text.len()]);
    for end in ends {
        let growing = parse_growing(&text[covered..end]);
        shown.extend(growing.settled);
        covered += growing.covered;
        rest = growing.rest;
    }
    shown.extend(rest);
    html(&shown)
}

#[test]
fn growing_in_pieces_shows_the_same_as_the_whole() {
    let texts = [
        "# T\nIntro\n***bold***\n\n- a\n- b\n\n  c\n\npara\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nx\n```\nend",
        "a\n-\n- b\n1. c\n> q\n> r\n\ntext\n---\n~~~\n``` \n~~~\n\u{1f600}é [1]\n\n\n***\n\n1. x\n2. y",
    ];
    for text in texts {
        let whole = shown(text);
        for piece in 1..9 {
            assert_eq!(grown(text, piece), whole, "pieces of {piece}");
        }
    }
}

#[test]
fn half_sources_are_held_back() {
    assert_eq!(without_half_source("Yes [1"), "Yes");
    assert_eq!(without_half_source("Yes [1, 2"), "Yes");
    assert_eq!(without_half_source("Yes ["), "Yes");
    assert_eq!(without_half_source("Yes [1]"), "Yes [1]");
    assert_eq!(without_half_source("12"), "12");
}

#[test]
fn spoken_text_has_no_marks() {
    assert_eq!(
        spoken(&parse("**Yes**, see [it](https://x.example) [1].\n\n- `a`\n- b")),
        "Yes, see it.\n\na\n\nb"
    );
}

#[test]
fn hostile_blocks_cost_little() {
    for piece in
        ["> ", "- ", "1. ", "#", "```\n", "|-|\n", "- a\n  ", "\n\n", ">\n", "* * ", "~~~", "- \n", "|"]
    {
        let hostile = piece.repeat(40_000 / piece.len());
        let started = std::time::Instant::now();
        shown(&hostile);
        assert!(started.elapsed().as_secs() < 5, "{piece:?} took {:?}", started.elapsed());
    }
}

/// Every example of the CommonMark text, also cut anywhere and grown: never a panic, never an unsafe address,
/// always nested. Set `COMMONMARK_SPEC` to the file's path to feed it; without it the shapes above stand in.
#[test]
fn foreign_markdown_never_yields_an_unsafe_link() {
    let Ok(path) = std::env::var("COMMONMARK_SPEC") else { return };
    let spec = std::fs::read_to_string(path).expect("the file is readable");
    for example in spec.split("````````````````````````````````") {
        for (at, _) in example.char_indices().step_by(7) {
            shown(&example[at..]);
        }
        assert_eq!(grown(example, 5), shown(example), "{example}");
    }
}
