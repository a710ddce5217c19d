use super::parse;
use crate::document::Content;

fn contents(text: &str) -> Vec<Content> {
    parse(text).blocks.into_iter().map(|block| block.content).collect()
}

fn item(depth: u8, marker: &str, text: &str) -> Content {
    Content::ListItem { depth, marker: marker.into(), text: text.into() }
}

#[test]
fn every_kind_of_block() {
    let text = "\
# Refunds

You can *always* ask for a **refund**.
It takes `5` days. See [our page](https://example.com/refunds) or <https://example.com>.

1. Open the order
   - choose an item
2. Press [Refund](/local)

   A second paragraph.

> Quoted.

| Code | Meaning |
| --- | :-: |
| `E-1` | Too late |
| E-2 | a \\| b |

```bash title.sh
run  --now
  twice
```

![A parcel on a scale](parcel.png) ![parcel.png](parcel.png)

- [x] done
";
    assert_eq!(
        contents(text),
        vec![
            Content::heading(1, "Refunds"),
            Content::paragraph(
                "You can always ask for a refund. It takes 5 days. See our page (https://example.com/refunds) or https://example.com."
            ),
            item(0, "1.", "Open the order"),
            item(1, "-", "choose an item"),
            item(0, "2.", "Press Refund"),
            Content::paragraph("A second paragraph."),
            Content::paragraph("Quoted."),
            Content::Table {
                header: "| Code | Meaning |".into(),
                rows: vec!["| E-1 | Too late |".into(), "| E-2 | a | b |".into()]
            },
            Content::paragraph("title.sh"),
            Content::Code { text: "run  --now\n  twice".into() },
            Content::paragraph("A parcel on a scale"),
            item(0, "-", "[x] done"),
        ]
    );
    assert_eq!(parse(text).title.as_deref(), Some("Refunds"));
}

#[test]
fn titles() {
    assert_eq!(
        parse("---\ntitle: Front\ndescription: What it is\n---\n# Other\ntext").title.as_deref(),
        Some("Front")
    );
    assert_eq!(
        contents("---\ntitle: Front\ndescription: What it is\n---\ntext")[0],
        Content::paragraph("What it is")
    );
    assert_eq!(parse("## Second level first\n# Then first").title, None);
    assert_eq!(parse("no headings").title, None);
}

#[test]
fn html_in_markdown_leaves_its_text() {
    assert_eq!(
        contents("<p align=\"center\">\n<b>Hello</b> you\n</p>\n\nA <kbd>Ctrl</kbd> key<br/>and more"),
        vec![Content::paragraph("Hello you"), Content::paragraph("A Ctrl key\nand more")]
    );
    assert_eq!(contents("<!-- nothing\nto see -->\n\n<script>\nalert(1)\n</script>"), vec![]);
}

#[test]
fn deep_nesting_is_survived() {
    let quotes = "> ".repeat(20_000) + "deep";
    assert!(!parse(&quotes).blocks.is_empty());
    let list: String = (0..2_000).map(|depth| format!("{}- x\n", "  ".repeat(depth))).collect();
    assert!(!parse(&list).blocks.is_empty());
}
