use super::parse;

#[test]
fn names_attributes_and_text() {
    let root = parse(b"\xef\xbb\xbf<?xml version='1.0'?><w:p w:id='1' id=\"2\"><w:t>a &lt;b&gt; &#x41;&amp;</w:t><w:t><![CDATA[<c>]]></w:t></w:p>").unwrap();
    assert_eq!(root.name(), "p");
    assert_eq!(root.attribute("id"), Some("2"));
    assert_eq!(root.prefixed_attribute("id"), Some("1"));
    assert_eq!(root.text(), "a <b> A&<c>");
}

#[test]
fn other_encodings_are_read() {
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain("<?xml version='1.0' encoding='UTF-16'?><a>é</a>".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(parse(&utf16).unwrap().text(), "é");
    assert_eq!(parse(b"<?xml version='1.0' encoding='iso-8859-1'?><a>\xe9</a>").unwrap().text(), "é");
}

#[test]
fn entities_are_never_declared_nor_followed() {
    let bomb = b"<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>";
    let external = b"<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>";
    for file in [&bomb[..], external] {
        let error = parse(file).unwrap_err();
        assert!(error.to_string().contains("entities"), "{error}");
    }
    assert_eq!(parse(b"<!DOCTYPE a SYSTEM 'x.dtd'><a>1&unknown;2</a>").unwrap().text(), "12");
}

#[test]
fn depth_is_bounded_and_what_breaks_off_is_kept() {
    let deep = "<a>".repeat(100_000);
    assert_eq!(parse(deep.as_bytes()).unwrap_err().code(), "corrupt");
    assert_eq!(parse(b"<a><b>text</b><c>more").unwrap().text(), "textmore");
    assert_eq!(parse(b"no xml").unwrap_err().code(), "corrupt");
    assert_eq!(parse(b"").unwrap_err().code(), "corrupt");
}
