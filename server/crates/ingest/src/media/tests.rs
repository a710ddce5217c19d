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
    let word =
        [&b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0"[..], b"\x13\0[Content_Types].xml", b"word/document.xml"]
            .concat();
    for (bytes, name, expected) in [
        (&word[..], "a.docx", "a Word document"),
        (b"PK\x03\x04\x0a\0 photos/1.jpg", "a.zip", "a ZIP archive"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a.png", "a PNG image"),
        (b"MZ\x90\0\x03\0\0\0", "a.txt", "a Windows program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "a.doc", "an old Word document"),
        (b"{\\rtf1\\ansi Hello}", "a.rtf", "a rich text (RTF) file"),
        (b"\0\0\0\x18ftypmp42", "a.mp4", "a video or an HEIC image"),
    ] {
        let error = sniff(bytes, name).unwrap_err();
        assert_eq!(error.code(), "unsupported_type");
        assert!(error.to_string().contains(expected), "{error}");
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
