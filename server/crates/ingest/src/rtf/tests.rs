use super::parse;
use crate::document::Content;

fn contents(rtf: &str) -> Vec<Content> {
    parse(rtf.as_bytes()).unwrap().blocks.into_iter().map(|block| block.content).collect()
}

#[test]
fn text_in_every_spelling() {
    let rtf = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial Cyr;}}
caf\'e9 \u8364? \u-10179?\u-8704? {\uc2\u233\'65\'65}\f1  \'cf\'f0\'e8\'e2\'e5\'f2\f0  \{x\}\par second\line line}";
    assert_eq!(
        contents(rtf),
        [Content::paragraph("café € 😀 é Привет {x}"), Content::paragraph("second\nline")]
    );
}

#[test]
fn headings_lists_and_tables() {
    let rtf = r"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}}
{\info{\title Manual of pumps}{\author Somebody}}
\pard\s1 Pumps\par\pard Text with {\b bold} words.{\footnote A note.}\par
{\listtext 1.\tab}\ls1 First\par{\listtext \'b7\tab}\ls1 Second\par
\trowd\cellx100\cellx200\pard\intbl Model\cell Flow\cell\row\pard\intbl P-1\cell 10 l\cell\row\pard After.\par
{\*\unknown hidden}{\v hidden}{\header Head}}";
    let item =
        |marker: &str, text: &str| Content::ListItem { depth: 0, marker: marker.into(), text: text.into() };
    assert_eq!(
        contents(rtf),
        [
            Content::heading(1, "Pumps"),
            Content::paragraph("Text with bold words. [A note.]"),
            item("1.", "First"),
            item("-", "Second"),
            Content::Table { header: "| Model | Flow |".into(), rows: vec!["| P-1 | 10 l |".into()] },
            Content::paragraph("After."),
        ]
    );
    assert_eq!(parse(rtf.as_bytes()).unwrap().title.as_deref(), Some("Manual of pumps"));
}

#[test]
fn nonsense_ends_well() {
    assert_eq!(parse("{".repeat(100_000).as_bytes()).unwrap_err().code(), "corrupt");
    for rtf in [
        "{\\rtf1",
        "{\\rtf1}}}}}x",
        "{\\rtf1\\bin99999999999 x",
        "{\\rtf1\\u",
        "{\\rtf1\\'",
        "\\",
        "{\\rtf1\\cell\\row\\cell",
    ] {
        parse(rtf.as_bytes()).unwrap();
    }
}
