use super::{MediaType, sniff};

fn code(bytes: &[u8], name: &str) -> &'static str {
    match sniff(bytes, name) {
        Ok(media_type) => media_type.as_str(),
        Err(error) => error.code(),
    }
}

#[test]
fn content_decides() {
    assert_eq!(code(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "report.txt"), "application/pdf");
    assert_eq!(code(b"Hello there", "a.txt"), "text/plain");
    assert_eq!(code(b"Hello there", ""), "text/plain");
    assert_eq!(code(b"# Hello\n\ntext", "a.md"), "text/markdown");
    assert_eq!(code(b"# Hello\n\ntext", "A.MARKDOWN"), "text/markdown");
    assert_eq!(code(b"<!DOCTYPE html><p>Hi", "page"), "text/html");
    assert_eq!(code(b"\xef\xbb\xbf  <html><body>Hi", "page.txt"), "text/html");
    assert_eq!(code(b"<h1>Hi</h1><p>there</p>", "x"), "text/html");
    assert_eq!(code(b"The <p> tag opens a paragraph.", "x.txt"), "text/plain");
    assert_eq!(code(b"<div align=center>logo</div>\n\n# Title", "README.md"), "text/markdown");
}

#[test]
fn a_text_that_mentions_pdf_is_text() {
    assert_eq!(code(b"A PDF starts with %PDF-1.7 in its first line.", "a.txt"), "text/plain");
}

#[test]
fn html_in_utf16_is_html() {
    let bytes: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain("<html><body><p>Hi</p></body></html>".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(code(&bytes, "page.html"), "text/html");
}

#[test]
fn nothing_is_empty() {
    for bytes in [&b""[..], b" \r\n\t ", b"\0\0\0\0", b"\xef\xbb\xbf \n", b"\xff\xfe \0\n\0"] {
        assert_eq!(code(bytes, "a.txt"), "empty", "{bytes:?}");
        assert_eq!(code(bytes, "a.pdf"), "empty", "{bytes:?}");
    }
}

#[test]
fn a_pdf_name_without_a_pdf_is_told() {
    let error = sniff(b"just some text", "manual.PDF").unwrap_err();
    assert_eq!(error.code(), "wrong_type");
    assert!(error.to_string().contains("plain text"), "{error}");
    let error = sniff(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "scan.pdf").unwrap_err();
    assert_eq!(error.code(), "wrong_type");
    assert!(error.to_string().contains("a PNG image"), "{error}");
}

#[test]
fn other_formats_are_named() {
    for (bytes, name, expected) in [
        (&b"PK\x03\x04\x0a\0 photos/1.jpg"[..], "a.zip", "a ZIP archive"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a.png", "a PNG image"),
        (b"MZ\x90\0\x03\0\0\0", "a.txt", "a Windows program"),
        (b"\0\0\0\x18ftypmp42", "a.mp4", "a video or an HEIC image"),
    ] {
        let error = sniff(bytes, name).unwrap_err();
        assert_eq!(error.code(), "unsupported_type");
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[test]
fn office_files_are_told_whatever_they_are_called() {
    let word =
        [&b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0"[..], b"\x13\0[Content_Types].xml", b"word/document.xml"]
            .concat();
    let book = b"PK\x03\x04\x0a\0mimetypeapplication/epub+zip";
    let sheet = b"PK\x03\x04\x0a\0mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK";
    for (bytes, name, expected) in [
        (&word[..], "a.txt", MediaType::Docx),
        (&word[..], "a.docx", MediaType::Docx),
        (book, "", MediaType::Epub),
        (sheet, "a.docx", MediaType::Ods),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "a.doc", MediaType::Doc),
        (b"{\\rtf1\\ansi Hello}", "a.doc", MediaType::Rtf),
    ] {
        assert_eq!(sniff(bytes, name), Ok(expected), "{name}");
    }
    assert_eq!(code(&word, "a.pdf"), "wrong_type");
    assert_eq!(code(b"Not Found", "a.docx"), "wrong_type");
}

#[test]
fn texts_with_a_form_are_told() {
    let mail = b"Received: by x\r\nFrom: a@b.example\r\nSubject: Hi\r\nDate: today\r\n\r\nText";
    for (bytes, name, expected) in [
        (&b"a,b\n1,2\n"[..], "a.csv", MediaType::Csv),
        (b"a\tb\n", "a.tsv", MediaType::Tsv),
        (b"a\tb\tc\n1\t2\t3\n1\t2\t3\n1\t2\t3\n", "a.txt", MediaType::Tsv),
        (b"Dear all, hello,\nwe, the team,\nsay, hello", "a.txt", MediaType::PlainText),
        (b"{\"a\": 1}", "a.txt", MediaType::Json),
        (b"{\"a\": 1}\n{\"a\": 2}\n", "export", MediaType::Ndjson),
        (b"{broken", "a.json", MediaType::Json),
        (b"[1] A note\nand text", "a.txt", MediaType::PlainText),
        (b"{\"a\": 1} is an object", "a.txt", MediaType::PlainText),
        (mail, "a.txt", MediaType::Eml),
        (b"From: me\n\nHi", "a.eml", MediaType::Eml),
        (b"Subject: notes\nTo: do\n\nBuy milk", "a.txt", MediaType::PlainText),
    ] {
        assert_eq!(sniff(bytes, name), Ok(expected), "{name} {:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn binary_junk_named_text_is_refused() {
    let junk: Vec<u8> = (0..4_096u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    assert_eq!(code(&junk, "notes.txt"), "unsupported_type");
    assert_eq!(code(&junk, "notes.md"), "unsupported_type");
}

#[test]
fn names_parse_back() {
    for media_type in MediaType::ALL {
        assert_eq!(MediaType::parse(media_type.as_str()), Some(media_type));
    }
    assert_eq!(MediaType::parse("image/png"), None);
}
