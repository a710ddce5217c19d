use proptest::prelude::*;

use super::{clean, decode};

fn utf16(text: &str, big_endian: bool, mark: bool) -> Vec<u8> {
    let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
    units.flat_map(|unit| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

#[test]
fn utf8_with_and_without_mark() {
    assert_eq!(decode("Grüße".as_bytes()).as_deref(), Some("Grüße"));
    assert_eq!(decode("\u{feff}Grüße".as_bytes()).as_deref(), Some("Grüße"));
}

#[test]
fn utf16_in_every_form() {
    for text in ["Refunds take 5 days.\r\nThanks", "Rückgabe – 30 €"] {
        for big_endian in [false, true] {
            for mark in [false, true] {
                let expected = text.replace("\r\n", "\n");
                assert_eq!(
                    decode(&utf16(text, big_endian, mark)),
                    Some(expected),
                    "{text} {big_endian} {mark}"
                );
            }
        }
    }
}

#[test]
fn utf16_without_mark_of_another_script() {
    let text = "Возврат товара возможен в течение 30 дней. Обратитесь в поддержку.\n".repeat(4);
    assert_eq!(decode(&utf16(&text, false, false)), Some(text));
}

#[test]
fn latin1_and_windows_1252() {
    let latin1 = b"Caf\xe9 cr\xe8me, se\xf1or: d\xe9j\xe0 vu, na\xefve.";
    assert_eq!(decode(latin1).as_deref(), Some("Café crème, señor: déjà vu, naïve."));
    let windows = b"\x93Quoted\x94 \x96 it\x92s 5 \x80";
    assert_eq!(decode(windows).as_deref(), Some("“Quoted” – it’s 5 €"));
}

#[test]
fn other_legacy_encodings() {
    let russian = "Возврат товара возможен в течение тридцати дней после покупки.";
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(russian);
    assert_eq!(decode(&bytes).as_deref(), Some(russian));
    let japanese = "返品は三十日以内にお願いします。詳しくはサポートまで。";
    let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(japanese);
    assert_eq!(decode(&bytes).as_deref(), Some(japanese));
}

#[test]
fn damage_is_marked_not_fatal() {
    let mut bytes = "Größe, Maße, Höhe und Länge in Übergröße".as_bytes().to_vec();
    bytes.splice(8..8, [0xff, 0xc3]);
    let text = decode(&bytes).unwrap();
    assert!(text.contains('\u{fffd}') && text.contains("Übergröße"), "{text}");
    assert_eq!(
        decode(b"plain ascii \xff with one bad byte").as_deref(),
        Some("plain ascii \u{fffd} with one bad byte")
    );
}

#[test]
fn nul_bytes_are_removed() {
    assert_eq!(
        decode(b"Order\0 number\0 12 is on its way to you.").as_deref(),
        Some("Order number 12 is on its way to you.")
    );
}

#[test]
fn junk_is_no_text() {
    let junk: Vec<u8> = (0..2_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 11) as u8).collect();
    assert_eq!(decode(&junk), None);
    assert_eq!(decode(&[1, 2, 3, 4, 5, 6, 7, 8]), None);
}

#[test]
fn cleaning_gives_one_form() {
    assert_eq!(clean("a\r\nb\rc\u{2028}d"), "a\nb\nc\nd");
    assert_eq!(clean("a\u{a0}b\u{3000}c"), "a b c");
    assert_eq!(clean("soft\u{ad}hyphen \u{202e}evil\u{202c} \u{7}bell"), "softhyphen evil bell");
    assert_eq!(clean("e\u{301}"), "\u{e9}");
    assert_eq!(clean("di\u{fb03}cult \u{fb01}ne"), "difficult fine");
}

proptest! {
    #[test]
    fn never_panics_and_never_leaves_controls(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        if let Some(text) = decode(&bytes) {
            prop_assert!(text.chars().all(|c| c == '\n' || c == '\t' || !c.is_control()));
        }
    }

    #[test]
    fn cleaning_twice_changes_nothing(text in any::<String>()) {
        let once = clean(&text);
        prop_assert_eq!(clean(&once), once);
    }
}

#[test]
fn utf32_is_read() {
    for (mark, to_bytes) in [
        (true, u32::to_le_bytes as fn(u32) -> [u8; 4]),
        (true, u32::to_be_bytes),
        (false, u32::to_le_bytes),
        (false, u32::to_be_bytes),
    ] {
        let text = if mark { "\u{feff}Größe: 3 €" } else { "Größe: 3 €" };
        let bytes: Vec<u8> = text.chars().flat_map(|character| to_bytes(u32::from(character))).collect();
        assert_eq!(decode(&bytes).as_deref(), Some("Größe: 3 €"));
    }
}
