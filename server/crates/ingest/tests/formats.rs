//! Files of other programs, through the child process as the server reads them: text, headings, lists and tables.

#![expect(clippy::unwrap_used, reason = "a test whose file is missing shall fail")]

use std::fs;

use chatsphere_ingest::{
    Block, ChunkOptions, Content, ExtractError, ExtractLimits, Extracted, Extractor, MediaType, chunk, sniff,
};

fn file(name: &str) -> Vec<u8> {
    fs::read(format!("tests/fixtures/{name}")).unwrap()
}

async fn read_as(bytes: Vec<u8>, name: &str) -> Result<Extracted, ExtractError> {
    let media_type = sniff(&bytes, name)?;
    let extractor = Extractor::new(env!("CARGO_BIN_EXE_chatsphere-extract").into(), ExtractLimits::default());
    extractor.extract(bytes, media_type).await
}

/// Reads a file under a name that does not help.
async fn read(name: &str) -> Extracted {
    read_as(file(name), "upload").await.unwrap()
}

/// The blocks, one a line: `# heading`, `- entry`, `| table |`, `` `code` ``.
fn outline(extracted: &Extracted) -> Vec<String> {
    let line = |block: &Block| match &block.content {
        Content::Heading { level, text } => vec![format!("{} {text}", "#".repeat(usize::from(*level)))],
        Content::Paragraph { text } => vec![text.clone()],
        Content::ListItem { depth, marker, text } => {
            vec![format!("{}{marker} {text}", "  ".repeat(usize::from(*depth)))]
        }
        Content::Table { header, rows } => {
            std::iter::once(format!("[{header}]")).chain(rows.iter().cloned()).collect()
        }
        Content::Code { text } => vec![format!("`{text}`")],
    };
    extracted.blocks.iter().flat_map(line).collect()
}

/// What `manual.md` says, after the link's words; notes differ by program.
const MANUAL: [&str; 11] = [
    "# Pump manual",
    "# Starting the pump",
    "Open the valve before you press the green button. See our site (https://example.com/pumps) for more.",
    "## Steps",
    "1. Open the valve.",
    "2. Press the button.",
    "  - Wait for the lamp.",
    "[| Code | Meaning | Remedy |]",
    "| E-01 | No water | Open the valve |",
    "| E-02 | Too hot | Wait ten minutes |",
    "`pumpctl start --model P-100\npumpctl status`",
];

#[tokio::test]
async fn manuals_read_the_same_from_every_program() {
    for name in [
        "manual-pandoc.docx",
        "manual-libreoffice.docx",
        "manual-pandoc.odt",
        "manual-libreoffice.odt",
        "manual-pandoc.epub",
    ] {
        let extracted = read(name).await;
        assert_eq!(extracted.title.as_deref(), Some("Pump manual"), "{name}");
        assert_eq!(extracted.language.as_deref(), Some("en"), "{name}");
        let found = outline(&extracted);
        assert_eq!(found[..11], MANUAL, "{name}");
        assert!(found[11].starts_with("Über die Rückgabe: 30 Tage."), "{name}: {found:?}");
        assert!(found[12].contains("Counted from delivery."), "{name}: {found:?}");
        assert_eq!(found.len(), 13, "{name}: {found:?}");
    }
}

#[tokio::test]
async fn rich_text_of_pandoc() {
    let found = outline(&read("manual-pandoc.rtf").await);
    assert_eq!(found[1..6], MANUAL[1..6], "{found:#?}");
    assert_eq!(found[6], "- Wait for the lamp.");
    assert_eq!(found[7..11], MANUAL[7..11], "{found:#?}");
    assert_eq!(found[11], "Über die Rückgabe: 30 Tage. [ Counted from delivery. ]");
}

#[tokio::test]
async fn policies_read_the_same_from_every_program() {
    for name in ["returns-python.docx", "returns-libreoffice.rtf"] {
        let extracted = read(name).await;
        assert_eq!(extracted.title.as_deref(), Some("Returns policy"), "{name}");
        assert_eq!(
            outline(&extracted),
            [
                "# Returns policy",
                "# Deadlines",
                "You can return every article within 30 days.",
                "- Unused",
                "- In its box",
                "1. Pack it",
                "2. Send it",
                "## Costs",
                "[| Country | City | Cost |]",
                "| Germany | Berlin | 4.90 € |",
                "| Germany | Hamburg | 5.90 € |",
                "| France | Paris | 9.90 € |",
                "שלום עולם and مرحبا stay in logical order.",
            ],
            "{name}"
        );
    }
    let found = outline(&read("returns-libreoffice.doc").await);
    assert_eq!(
        found[0..3],
        ["# Returns policy", "# Deadlines", "You can return every article within 30 days."]
    );
    assert!(found.contains(&"| France | Paris | 9.90 € |".to_owned()), "{found:?}");
}

#[tokio::test]
async fn slides_are_pages_and_hidden_ones_are_none() {
    for name in ["training-python.pptx", "training-libreoffice.odp"] {
        let extracted = read(name).await;
        assert_eq!(extracted.title.as_deref(), Some("Pump training"), "{name}");
        assert_eq!(extracted.pages, Some(4), "{name}");
        assert_eq!(
            outline(&extracted),
            [
                "# Pump training",
                "For new colleagues",
                "## Safety first",
                "- Wear gloves",
                "  - Also in summer",
                "- Switch it off",
                "Tell the story of the broken valve.",
                "## Fault codes",
                "[| Code | Meaning |]",
                "| E-01 | No water |",
                "| E-02 | Too hot |",
            ],
            "{name}"
        );
        let drafts = chunk(&extracted, &ChunkOptions { tiny_size: 0, ..ChunkOptions::default() });
        let codes = drafts.iter().find(|draft| draft.text.contains("E-02")).unwrap();
        assert_eq!((codes.page, codes.heading_path.as_slice()), (Some(3), &["Fault codes".to_owned()][..]));
    }
    let found = outline(&read("manual-pandoc.pptx").await);
    assert_eq!(found[0..2], ["# Pump manual", "## Starting the pump"]);
    assert!(found.contains(&"| E-02 | Too hot | Wait ten minutes |".to_owned()), "{found:?}");
}

#[tokio::test]
async fn sheets_keep_rows_with_their_header() {
    for (name, percent) in
        [("prices-python.xlsx", "1 %"), ("prices-libreoffice.ods", "1%"), ("prices-libreoffice.xls", "1%")]
    {
        let extracted = read(name).await;
        let found = outline(&extracted);
        assert_eq!(
            found[0..3],
            ["## Prices", "Price list 2026", "[| Article | Price | Since | Share |]"],
            "{name}"
        );
        assert_eq!(found[3], format!("| Pump P-001 | 10.1 | 2026-01-02 | {percent} |"), "{name}");
        assert!(found.contains(&"[| City | Phone |]".to_owned()), "{name}: {found:?}");
        assert!(found.contains(&"| 東京 | 03-1234 |".to_owned()), "{name}");
        assert!(!found.iter().any(|line| line.contains("hidden")), "{name}: {found:?}");
        let drafts = chunk(&extracted, &ChunkOptions::default());
        let with = |wanted: &str| drafts.iter().find(|draft| draft.text.contains(wanted)).unwrap();
        for article in ["P-001", "P-030", "P-060"] {
            let draft = with(article);
            assert!(draft.text.contains("| Article | Price | Since | Share |"), "{name}: {}", draft.text);
            assert_eq!(draft.heading_path[0], "Prices", "{name}");
            assert!(draft.heading_path[1].starts_with("Row"), "{name}: {:?}", draft.heading_path);
        }
        assert_eq!(with("P-060").heading_path[1].rsplit([' ', '–']).next(), Some("63"), "{name}");
    }
    for name in ["articles-python.xls", "articles-libreoffice.xlsx"] {
        let found = outline(&read(name).await);
        assert_eq!(
            found,
            ["## Prices", "[| Article | Price |]", "| Pump | 12.5 |", "| Valve | 3 |"],
            "{name}"
        );
    }
}

#[tokio::test]
async fn books_have_chapters() {
    let extracted = read("book-python.epub").await;
    assert_eq!(extracted.title.as_deref(), Some("The pump book"));
    assert_eq!(
        outline(&extracted),
        [
            "# First chapter",
            "All about valves.",
            "[| Code | Meaning |]",
            "| E-01 | No water |",
            "# Second chapter",
            "No heading here, only text about hoses.",
        ]
    );
}

#[tokio::test]
async fn mails_and_tables_as_text() {
    let extracted = read("returns-python.eml").await;
    assert_eq!(extracted.title.as_deref(), Some("Rückgabe der Pumpe P-100"));
    let found = outline(&extracted);
    assert_eq!(found[0], "# Rückgabe der Pumpe P-100");
    assert!(
        found[1].starts_with("From: Jörg Müller <joerg@example.com>\nTo: help@example.com\nDate: 2026-11-03")
    );
    assert_eq!(
        found[2..],
        [
            "Guten Tag,",
            "die Pumpe läuft nicht mehr.",
            "- Modell P-100",
            "- Gekauft im Mai",
            "Attachments: rechnung.pdf"
        ]
    );

    let extracted = read_as(file("hoses-python.csv"), "hoses.csv").await.unwrap();
    assert_eq!(
        outline(&extracted),
        [
            "[| Artikel | Größe | Bemerkung |]",
            "| Schlauch | 3/4\" | erste Zeile zweite Zeile |",
            "| =1+1 | - | Formel |"
        ]
    );
}

#[tokio::test]
async fn protected_and_mislabelled_files_are_told() {
    let error = read_as(file("returns-encrypted.docx"), "returns.docx").await.unwrap_err();
    assert_eq!(error, ExtractError::Encrypted);
    assert_eq!(sniff(&file("returns-python.docx"), "returns.xlsx"), Ok(MediaType::Docx));
    assert_eq!(sniff(&file("returns-libreoffice.pdf"), "returns.docx"), Ok(MediaType::Pdf));
    assert_eq!(sniff(&file("prices-python.xlsx"), "prices.pdf").unwrap_err().code(), "wrong_type");
    // The child looks for itself what a container holds.
    let extractor = Extractor::new(env!("CARGO_BIN_EXE_chatsphere-extract").into(), ExtractLimits::default());
    let extracted = extractor.extract(file("returns-python.docx"), MediaType::Xlsx).await.unwrap();
    assert_eq!(extracted.title.as_deref(), Some("Returns policy"));
}

#[tokio::test]
async fn columns_are_read_one_after_the_other_however_the_page_is_turned() {
    for name in ["columns-chromium.pdf", "columns-rotated-pypdf.pdf"] {
        let found = outline(&read(name).await);
        assert_eq!(found[0], "# Two columns", "{name}");
        for (number, line) in (1..=30).zip(&found[1..]) {
            let expected = format!(
                "Paragraph {number} tells of the pump number {number}, which is found in the hall behind the second door and hums."
            );
            assert_eq!(*line, expected, "{name}");
        }
    }
    let found = outline(&read("sideways-reportlab.pdf").await).join("\n");
    let at =
        |line: usize| found.find(&format!("Line {line} of the sideways page tells of the pump.")).unwrap();
    assert!((1..8).all(|line| at(line - 1) < at(line)), "{found}");
}

#[tokio::test]
async fn tables_of_a_pdf_have_rows_and_their_header_on_each_page() {
    let extracted = read("faults-chromium.pdf").await;
    let tables: Vec<_> = extracted
        .blocks
        .iter()
        .filter_map(|block| match &block.content {
            Content::Table { header, rows } => Some((block.page, header.as_str(), rows)),
            _ => None,
        })
        .collect();
    assert_eq!(tables.len(), 2, "{tables:#?}");
    let rows: Vec<&String> = tables.iter().flat_map(|(_, _, rows)| *rows).collect();
    for (number, row) in (1..=60).zip(&rows) {
        assert_eq!(
            **row,
            format!("| E-{number:03} | The pump number {number} has stopped | Press reset {number} times |")
        );
    }
    for (page, (found, header, _)) in (1..).zip(&tables) {
        assert_eq!((*found, *header), (Some(page), "| Code | Meaning | Remedy |"));
    }
    assert!(extracted.plain_text().contains("Call us when it goes on."));
}

#[tokio::test]
async fn text_from_the_right_is_in_the_order_of_reading() {
    for name in ["arabic-chromium.pdf", "arabic-libreoffice.pdf"] {
        let text = read(name).await.plain_text();
        let wanted = "افتح الصمام قبل أن تضغط على الزر الأخضر. يمكنك إرجاع كل منتج خلال 30 يوما من تاريخ التسليم، بشرط أن يكون غير مستعمل.";
        assert!(text.contains(wanted), "{name}: {text}");
        assert!(text.contains("اتصل بنا على الرقم 0221-1234 لمزيد من المعلومات."), "{name}: {text}");
    }
    for name in ["hebrew-chromium.pdf", "hebrew-libreoffice.pdf"] {
        let text = read(name).await.plain_text();
        let wanted = "פתחו את השסתום לפני לחיצה על הכפתור הירוק. אפשר להחזיר כל מוצר בתוך 30 ימים מיום המסירה, בתנאי שלא נעשה בו שימוש.";
        assert!(text.contains(wanted), "{name}: {text}");
        assert!(text.contains("דגם P-100"), "{name}: {text}");
    }
}

#[tokio::test]
async fn a_page_that_is_a_picture_is_named() {
    let error = read_as(file("scan-reportlab.pdf"), "scan.pdf").await.unwrap_err();
    assert_eq!(error, ExtractError::ImageOnly { pages: vec![1] });
    let extracted = read("half-scan-reportlab.pdf").await;
    assert_eq!(extracted.unread_pages, [1]);
    assert_eq!(outline(&extracted), ["This page has text of its own, quite enough of it."]);
}
