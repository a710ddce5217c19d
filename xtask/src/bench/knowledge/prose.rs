//! Text to read: no two pieces alike, the same at every run, with as many tokens as what people write.

use std::ops::Range;

use serde_json::json;

/// Bytes of a document.
const DOCUMENT_BYTES: usize = 1_000;
/// What customers of a shop read about.
const WORDS: [&str; 96] = [
    "account",
    "address",
    "after",
    "answer",
    "arrives",
    "because",
    "before",
    "billing",
    "box",
    "broken",
    "button",
    "cable",
    "call",
    "cancel",
    "card",
    "carrier",
    "change",
    "charge",
    "choose",
    "contract",
    "country",
    "credit",
    "customer",
    "damage",
    "date",
    "day",
    "delivery",
    "device",
    "discount",
    "email",
    "exchange",
    "factory",
    "filter",
    "form",
    "free",
    "from",
    "guarantee",
    "hour",
    "install",
    "invoice",
    "item",
    "label",
    "lamp",
    "late",
    "letter",
    "manual",
    "menu",
    "message",
    "model",
    "money",
    "month",
    "name",
    "need",
    "never",
    "number",
    "offer",
    "open",
    "order",
    "package",
    "paid",
    "part",
    "password",
    "payment",
    "phone",
    "please",
    "policy",
    "power",
    "price",
    "product",
    "receipt",
    "refund",
    "repair",
    "replace",
    "reset",
    "return",
    "season",
    "second",
    "send",
    "service",
    "settings",
    "shipping",
    "shop",
    "sign",
    "size",
    "spare",
    "store",
    "support",
    "switch",
    "team",
    "television",
    "track",
    "update",
    "voucher",
    "warranty",
    "week",
    "window",
];

/// A stream of sentences.
#[derive(Debug)]
pub struct Prose {
    state: u64,
}

impl Prose {
    /// The stream of that number.
    pub fn new(number: u64) -> Self {
        Self { state: number }
    }

    /// A sentence of 8 to 15 words.
    pub fn sentence(&mut self) -> String {
        let words = 8 + self.below(8);
        let mut sentence = String::new();
        for place in 0..words {
            let word = self.word();
            match word.chars().next() {
                Some(first) if place == 0 => {
                    sentence.extend(first.to_uppercase());
                    sentence.push_str(word.get(first.len_utf8()..).unwrap_or_default());
                }
                _ => {
                    sentence.push(' ');
                    sentence.push_str(word);
                }
            }
        }
        sentence.push('.');
        sentence
    }

    /// One paragraph of that length or a sentence more.
    pub fn paragraph(&mut self, bytes: usize) -> String {
        let mut paragraph = self.sentence();
        while paragraph.len() < bytes {
            paragraph.push(' ');
            paragraph.push_str(&self.sentence());
        }
        paragraph
    }

    fn word(&mut self) -> &'static str {
        let place = self.below(WORDS.len() as u64);
        usize::try_from(place).ok().and_then(|place| WORDS.get(place)).copied().unwrap_or_default()
    }

    /// SplitMix64 (Steele, Lea and Flood, 2014).
    fn below(&mut self, limit: u64) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}

/// The documents of these numbers as an import takes them. Each is one paragraph that fits one passage.
pub fn import_lines(numbers: Range<u64>) -> String {
    let line = |number: u64| {
        let text = Prose::new(number).paragraph(DOCUMENT_BYTES);
        json!({ "external_id": number.to_string(), "title": format!("Note {number}"), "text": text })
            .to_string()
    };
    numbers.map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_alike_in_size_and_different_in_text() {
        let lines = import_lines(0..50);
        let mut texts: Vec<String> = lines
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["text"].to_string())
            .collect();
        assert!(texts.iter().all(|text| (1_000..1_150).contains(&text.len())));
        texts.sort();
        texts.dedup();
        assert_eq!(texts.len(), 50);
        assert_eq!(lines, import_lines(0..50));
    }
}
