//! The font table: which encoding the bytes of a font are in, and whether it is one for code.

use std::collections::HashMap;

use encoding_rs::{Encoding, SHIFT_JIS, WINDOWS_1252};

/// Fonts by number.
#[derive(Default)]
pub(super) struct Fonts {
    page: Option<&'static Encoding>,
    default: i32,
    by_number: HashMap<i32, Font>,
    entry: Option<i32>,
}

#[derive(Default)]
struct Font {
    encoding: Option<&'static Encoding>,
    name: String,
}

impl Fonts {
    pub(super) fn set_page(&mut self, page: i32) {
        self.page = of_page(page).or(self.page);
    }

    pub(super) fn set_default(&mut self, font: i32) {
        self.default = font;
    }

    pub(super) fn default_font(&self) -> i32 {
        self.default
    }

    pub(super) fn begin_entry(&mut self, number: i32) {
        self.entry = Some(number);
        self.by_number.insert(number, Font::default());
    }

    pub(super) fn set_charset(&mut self, charset: i32) {
        if let Some(font) = self.entry.and_then(|entry| self.by_number.get_mut(&entry)) {
            font.encoding = of_charset(charset);
        }
    }

    pub(super) fn write_name(&mut self, text: &str) {
        if let Some(font) = self.entry.and_then(|entry| self.by_number.get_mut(&entry))
            && font.name.len() < 200
        {
            font.name.push_str(&text.to_lowercase());
        }
    }

    pub(super) fn end_entry(&mut self) {
        self.entry = None;
    }

    pub(super) fn is_monospaced(&self, font: i32) -> bool {
        let font = if font < 0 { self.default } else { font };
        self.by_number.get(&font).is_some_and(|font| {
            ["courier", "consolas", "mono", "menlo", "lucida console"]
                .iter()
                .any(|own| font.name.contains(own))
        })
    }

    pub(super) fn decode(&self, font: i32, bytes: &[u8]) -> String {
        let font = if font < 0 { self.default } else { font };
        let own = self.by_number.get(&font).and_then(|font| font.encoding);
        let encoding = own.or(self.page).unwrap_or(WINDOWS_1252);
        encoding.decode_without_bom_handling(bytes).0.into_owned()
    }
}

fn of_page(page: i32) -> Option<&'static Encoding> {
    let label = match page {
        437 | 850 | 1252 => return Some(WINDOWS_1252),
        932 => return Some(SHIFT_JIS),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        874 => "windows-874".to_owned(),
        866 => "ibm866".to_owned(),
        10_000 => "macintosh".to_owned(),
        65_001 => "utf-8".to_owned(),
        1250..=1258 => format!("windows-{page}"),
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

/// The numbers that Windows gives to sets of characters; 0 and 1 mean the document's own.
fn of_charset(charset: i32) -> Option<&'static Encoding> {
    of_page(match charset {
        77 => 10_000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}
