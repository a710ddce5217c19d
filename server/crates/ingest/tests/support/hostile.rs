//! Files made to hurt whoever reads them. Each is made here, so that none is stored.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that can't make its file shall fail"
)]

use std::io::{Cursor, Write};

use chatsphere_ingest::MediaType;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// One of them.
pub struct Hostile {
    /// What it tries.
    pub name: &'static str,
    pub media_type: MediaType,
    pub bytes: Vec<u8>,
    /// How reading it may end; `ok` for the text that is in it.
    pub ends: &'static [&'static str],
}

/// What may come out of an archive when this corpus is read: less than in a server, as bombs take time to go off.
pub const UNPACKED_BYTES: usize = 24 * 1024 * 1024;

const WORD: &str = "<w:document xmlns:w='w' xmlns:r='r'><w:body>";
const WORD_END: &str = "<w:p><w:r><w:t>The end.</w:t></w:r></w:p></w:body></w:document>";

fn hostile(
    name: &'static str,
    media_type: MediaType,
    bytes: impl Into<Vec<u8>>,
    ends: &'static [&'static str],
) -> Hostile {
    Hostile { name, media_type, bytes: bytes.into(), ends }
}

/// An archive of these parts.
pub fn archive<'a>(parts: impl IntoIterator<Item = (&'a str, Vec<u8>)>) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(1));
    for (name, bytes) in parts {
        writer.start_file(name, options).unwrap();
        writer.write_all(&bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn types(kind: &str) -> (&'static str, Vec<u8>) {
    let part = format!(
        "<Types><Override ContentType='application/vnd.openxmlformats-officedocument.{kind}.main+xml'/></Types>"
    );
    ("[Content_Types].xml", part.into_bytes())
}

fn word(document: impl Into<Vec<u8>>, others: Vec<(&str, Vec<u8>)>) -> Vec<u8> {
    archive(
        [types("wordprocessingml.document"), ("word/document.xml", document.into())]
            .into_iter()
            .chain(others),
    )
}

fn workbook(sheet: String, strings: String) -> Vec<u8> {
    let book = "<workbook xmlns:r='r'><sheets><sheet name='S' r:id='a'/></sheets></workbook>";
    let rels = "<Relationships><Relationship Id='a' Type='x/worksheet' Target='worksheets/sheet1.xml'/></Relationships>";
    archive([
        types("spreadsheetml.sheet"),
        ("xl/workbook.xml", book.into()),
        ("xl/_rels/workbook.xml.rels", rels.into()),
        ("xl/sharedStrings.xml", strings.into_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.into_bytes()),
    ])
}

pub fn archives() -> Vec<Hostile> {
    let blanks = |mebibytes: usize| vec![b' '; mebibytes * 1024 * 1024];
    let bomb = word(blanks(40), vec![]);
    let mut liar = bomb.clone();
    // The directory at the end says that the bomb has ten bytes.
    let size = u32::try_from(40 * 1024 * 1024).unwrap().to_le_bytes();
    let at = liar.windows(4).rposition(|window| window == size).unwrap();
    liar[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
    let inner = archive([("word/document.xml", blanks(8))]);
    let nested = word(format!("{WORD}{WORD_END}"), vec![("word/embeddings/inner.zip", inner)]);
    let escapes = word(
        format!("{WORD}{WORD_END}"),
        vec![
            ("../../../tmp/chatsphere-escaped", b"escaped".to_vec()),
            ("/tmp/chatsphere-escaped", b"escaped".to_vec()),
            ("word/_rels/document.xml.rels", b"<Relationships><Relationship Id='a' Type='x/styles' Target='../../../etc/passwd'/></Relationships>".to_vec()),
        ],
    );
    let names: Vec<String> = (0..25_000).map(|n| format!("word/media/{n}")).collect();
    let crowd = archive(
        [types("wordprocessingml.document")]
            .into_iter()
            .chain(names.iter().map(|name| (name.as_str(), Vec::new()))),
    );
    let mut cut = nested.clone();
    cut.truncate(cut.len() / 2);
    vec![
        hostile("an archive bomb", MediaType::Docx, bomb, &["too_large"]),
        hostile("an archive bomb that lies about its size", MediaType::Docx, liar, &["too_large", "corrupt"]),
        hostile("an archive in an archive", MediaType::Docx, nested, &["ok"]),
        hostile("paths that lead out of the archive", MediaType::Docx, escapes, &["ok"]),
        hostile("too many parts", MediaType::Docx, crowd, &["too_large"]),
        hostile("half an archive", MediaType::Docx, cut, &["corrupt"]),
        hostile(
            "an archive with nothing in it",
            MediaType::Docx,
            archive([]),
            &["unsupported_type", "corrupt"],
        ),
        hostile(
            "another archive",
            MediaType::Docx,
            archive([("a.txt", b"x".to_vec())]),
            &["unsupported_type"],
        ),
    ]
}

pub fn markup() -> Vec<Hostile> {
    let entities = "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;'>]>";
    let external = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>";
    let body = |text: &str| format!("{WORD}<w:p><w:r><w:t>{text}</w:t></w:r></w:p>{WORD_END}");
    let deep = format!("{WORD}{}", "<w:p><w:r>".repeat(50_000));
    let tables = format!("{WORD}{}<w:p><w:r><w:t>x</w:t></w:r></w:p>", "<w:tbl><w:tr><w:tc>".repeat(60));
    let styles = "<w:styles><w:style w:styleId='A'><w:basedOn w:val='B'/></w:style><w:style w:styleId='B'><w:basedOn w:val='A'/></w:style></w:styles>";
    let looped =
        format!("{WORD}<w:p><w:pPr><w:pStyle w:val='A'/></w:pPr><w:r><w:t>Text.</w:t></w:r></w:p>{WORD_END}");
    let wide = format!(
        "{WORD}<w:tbl>{}</w:tbl>{WORD_END}",
        "<w:tr><w:trPr><w:gridBefore w:val='4294967295'/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val='4294967295'/></w:tcPr><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc><w:tc/></w:tr>".repeat(3)
    );
    let book = |spine: String, chapter: &str| {
        let package = format!(
            "<package><metadata><title>T</title></metadata><manifest><item id='a' href='a.xhtml'/></manifest><spine>{spine}</spine></package>"
        );
        archive([
            ("mimetype", b"application/epub+zip".to_vec()),
            (
                "META-INF/container.xml",
                b"<container><rootfiles><rootfile full-path='p.opf'/></rootfiles></container>".to_vec(),
            ),
            ("p.opf", package.into_bytes()),
            ("a.xhtml", chapter.as_bytes().to_vec()),
        ])
    };
    let chapter = format!("<html><body><p>{}</p></body></html>", "word ".repeat(2_000));
    vec![
        hostile(
            "an XML bomb",
            MediaType::Docx,
            word(format!("{entities}{}", body("&c;")), vec![]),
            &["corrupt"],
        ),
        hostile(
            "an external entity",
            MediaType::Docx,
            word(format!("{external}{}", body("&x;")), vec![]),
            &["corrupt"],
        ),
        hostile("deep elements", MediaType::Docx, word(deep, vec![]), &["corrupt"]),
        hostile("tables in tables", MediaType::Docx, word(tables, vec![]), &["ok", "empty"]),
        hostile(
            "styles in a circle",
            MediaType::Docx,
            word(looped, vec![("word/styles.xml", styles.into())]),
            &["ok"],
        ),
        hostile("cells over four billion columns", MediaType::Docx, word(wide, vec![]), &["ok"]),
        hostile(
            "one chapter again and again",
            MediaType::Epub,
            book("<itemref idref='a'/>".repeat(5_000), &chapter),
            &["too_large", "timeout"],
        ),
        hostile(
            "a deep chapter",
            MediaType::Epub,
            book("<itemref idref='a'/>".into(), &"<div>".repeat(200_000)),
            &["corrupt"],
        ),
    ]
}

pub fn sheets() -> Vec<Hostile> {
    let rows = |cells: String| format!("<worksheet><sheetData>{cells}</sheetData></worksheet>");
    let far = rows("<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>2</v></c><c r='ZZZZZZZ9'><v>3</v></c></row><row r='99999999999'><c r='A1' t='s'><v>99999999</v></c><c t='s'><v>-1</v></c></row>".into());
    let shared = format!("<sst><si><t>{}</t></si></sst>", "word ".repeat(100_000));
    let copies = rows("<row><c t='s'><v>0</v></c></row>".repeat(5_000));
    let ods = |table: &str| {
        let content = format!(
            "<document-content><body><spreadsheet><table name='S'>{table}</table></spreadsheet></body></document-content>"
        );
        archive([
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".to_vec()),
            ("content.xml", content.into_bytes()),
        ])
    };
    let repeated = "<table-row number-rows-repeated='2147483647'><table-cell number-columns-repeated='2147483647'><p>x</p></table-cell></table-row>";
    let spaced = "<table-row><table-cell><p>a<s c='4294967295'/>b</p></table-cell></table-row>";
    let stacked = repeated.repeat(2_000);
    vec![
        hostile("a sheet from corner to corner", MediaType::Xlsx, workbook(far, "<sst/>".into()), &["ok"]),
        hostile("one long text in every cell", MediaType::Xlsx, workbook(copies, shared), &["too_large"]),
        hostile("a cell that repeats two billion times", MediaType::Ods, ods(repeated), &["ok"]),
        hostile("thousands of such cells", MediaType::Ods, ods(&stacked), &["too_large"]),
        hostile("four billion blanks", MediaType::Ods, ods(spaced), &["ok"]),
    ]
}

pub fn texts() -> Vec<Hostile> {
    let mut mails = String::new();
    for depth in 0..2_000 {
        mails.push_str(&format!("Subject: {depth}\r\nContent-Type: message/rfc822\r\n\r\n"));
    }
    let mut parts = String::from("Subject: x\r\nMIME-Version: 1.0\r\n");
    for depth in 0..2_000 {
        parts.push_str(&format!("Content-Type: multipart/mixed; boundary=b{depth}\r\n\r\n--b{depth}\r\n"));
    }
    let every = &["ok", "corrupt", "empty", "too_large", "timeout", "out_of_memory"];
    vec![
        hostile("groups without end", MediaType::Rtf, "{".repeat(200_000), &["corrupt"]),
        hostile(
            "a picture of four billion bytes",
            MediaType::Rtf,
            "{\\rtf1 before\\bin4294967295 after}",
            &["ok"],
        ),
        hostile(
            "a row without end",
            MediaType::Rtf,
            format!("{{\\rtf1 {}}}", "\\intbl x\\cell".repeat(50_000)),
            every,
        ),
        hostile("arrays without end", MediaType::Json, "[".repeat(2_000_000), &["corrupt"]),
        hostile("objects without end", MediaType::Json, "{\"a\":".repeat(500_000), &["corrupt"]),
        hostile("nothing but quotation marks", MediaType::Csv, "\"".repeat(200_000), every),
        hostile("a quotation mark in each value", MediaType::Csv, "\"x,".repeat(60_000), every),
        hostile("columns without end", MediaType::Csv, ",x".repeat(200_000), every),
        hostile("mails in mails", MediaType::Eml, mails, every),
        hostile("parts in parts", MediaType::Eml, parts, every),
        hostile(
            "a header of four megabytes",
            MediaType::Eml,
            format!("Subject: {}\r\n\r\nText", "x".repeat(4_000_000)),
            every,
        ),
        hostile("tags without end", MediaType::Html, "<div>".repeat(500_000), &["corrupt"]),
    ]
}

pub fn documents() -> Vec<Hostile> {
    let compound = |fill: u8| {
        let mut file = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        file.resize(64 * 1024, fill);
        file[30] = 9;
        file
    };
    let every = &["corrupt", "empty", "timeout", "out_of_memory", "too_large"];
    let nested =
        format!("%PDF-1.4\n1 0 obj\n{}\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF", "[".repeat(200_000));
    let looped = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R /Kids [1 0 R] /Count 2147483647 >>\nendobj\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer << /Root 1 0 R /Size 2 /Prev 90 >>\nstartxref\n90\n%%EOF";
    vec![
        hostile("a compound file of zeros", MediaType::Doc, compound(0), every),
        hostile("a compound file of ones", MediaType::Xls, compound(0xff), every),
        hostile("a compound file in circles", MediaType::Ppt, compound(1), every),
        hostile("a PDF of brackets", MediaType::Pdf, nested, every),
        hostile("a PDF whose pages are itself", MediaType::Pdf, looped, every),
    ]
}
