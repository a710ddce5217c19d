//! What a model writes, made safe while it streams: hostile until proven otherwise.
//!
//! Source numbers that do not exist are dropped, links lead only to addresses that the sources contain,
//! images become links, control characters vanish. What cannot be decided yet (a bracket that is still
//! open) is held back, never more than [`HELD`] characters; what was let through is final, so that the
//! deltas add up to the stored text.

use std::collections::BTreeSet;

/// Most characters held back while a bracket is open.
const HELD: usize = 400;

/// A filter for one answer.
#[derive(Debug)]
pub(super) struct OutputFilter<'a> {
    /// Sources are numbered 1 to this.
    sources: u32,
    /// Texts and addresses that a link may come from.
    allowed: Vec<&'a str>,
    /// Not yet let through.
    held: String,
    /// Whether anything was let through.
    begun: bool,
    cited: BTreeSet<u32>,
}

impl<'a> OutputFilter<'a> {
    pub(super) fn new(sources: u32, allowed: Vec<&'a str>) -> Self {
        Self { sources, allowed, held: String::new(), begun: false, cited: BTreeSet::new() }
    }

    /// Takes more of the model's text; returns what may be shown.
    pub(super) fn push(&mut self, piece: &str) -> String {
        self.held.extend(piece.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')));
        self.release(false)
    }

    /// The rest, at the end.
    pub(super) fn finish(&mut self) -> String {
        let mut rest = self.release(true);
        rest.truncate(rest.trim_end().len());
        rest
    }

    /// The source numbers let through so far.
    pub(super) fn cited(&self) -> &BTreeSet<u32> {
        &self.cited
    }

    fn release(&mut self, end: bool) -> String {
        let held = std::mem::take(&mut self.held);
        let mut rest = if self.begun { held.as_str() } else { held.trim_start() };
        let mut out = String::new();
        loop {
            let Some(open) = rest.find(['[', '【', '!', ' ', '\n', '\t']) else {
                out.push_str(rest);
                rest = "";
                break;
            };
            let (before, from_open) = rest.split_at(open);
            out.push_str(before);
            match self.decide(from_open, end) {
                Decision::Show(text, taken) => {
                    out.push_str(&text);
                    rest = from_open.get(taken..).unwrap_or_default();
                }
                Decision::Wait => {
                    rest = from_open;
                    break;
                }
            }
        }
        self.held = rest.to_owned();
        self.begun |= !out.is_empty();
        out
    }

    /// What to do with text that begins with a bracket, an exclamation mark or white space.
    fn decide(&mut self, text: &str, end: bool) -> Decision {
        let blank = text.len() - text.trim_start().len();
        if blank > 0 {
            return self.decide_blank(text, blank, end);
        }
        if let Some(after) = text.strip_prefix('!') {
            return match after.chars().next() {
                None if !end => Decision::Wait,
                Some('[') => Decision::Show(String::new(), 1),
                _ => Decision::Show("!".to_owned(), 1),
            };
        }
        let (open, close) = if text.starts_with('【') { ('【', '】') } else { ('[', ']') };
        let Some(closed) = text.find(close) else {
            return if end || text.chars().count() > HELD { literal(open) } else { Decision::Wait };
        };
        let inside = text.get(open.len_utf8()..closed).unwrap_or_default();
        let after = closed + close.len_utf8();
        if let Some(numbers) = source_numbers(inside) {
            return Decision::Show(self.cite(&numbers), after);
        }
        self.decide_link(text, inside, after, open, end)
    }

    /// White space waits for what follows, so that none is left before a dropped number.
    fn decide_blank(&mut self, text: &str, blank: usize, end: bool) -> Decision {
        let (space, after) = text.split_at(blank);
        if after.is_empty() {
            return if end { Decision::Show(space.to_owned(), blank) } else { Decision::Wait };
        }
        if !after.starts_with(['[', '【']) || blank > 64 {
            return Decision::Show(space.to_owned(), blank);
        }
        match self.decide(after, end) {
            Decision::Show(shown, taken) if shown.is_empty() => Decision::Show(String::new(), blank + taken),
            Decision::Show(shown, taken) => Decision::Show(format!("{space}{shown}"), blank + taken),
            Decision::Wait => Decision::Wait,
        }
    }

    /// `[label](address)`: kept when a source has the address, else only its label.
    fn decide_link(&self, text: &str, label: &str, after: usize, open: char, end: bool) -> Decision {
        let rest = text.get(after..).unwrap_or_default();
        if open != '[' || !(rest.starts_with('(') || rest.is_empty()) {
            return literal(open);
        }
        if rest.is_empty() && !end {
            return Decision::Wait;
        }
        let Some(closed) = rest.find(')') else {
            return if end || text.chars().count() > HELD { literal(open) } else { Decision::Wait };
        };
        let address = rest.get(1..closed).unwrap_or_default().trim();
        let taken = after + closed + 1;
        if self.is_known_address(address) {
            Decision::Show(text.get(..taken).unwrap_or_default().to_owned(), taken)
        } else {
            Decision::Show(label.to_owned(), taken)
        }
    }

    fn is_known_address(&self, address: &str) -> bool {
        (address.starts_with("https://") || address.starts_with("http://"))
            && self.allowed.iter().any(|source| source.contains(address))
    }

    fn cite(&mut self, numbers: &[u32]) -> String {
        let mut out = String::new();
        for n in numbers.iter().filter(|n| (1..=self.sources).contains(*n)) {
            self.cited.insert(*n);
            out.push_str(&format!("[{n}]"));
        }
        out
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Decision {
    /// Show this for so many bytes of input.
    Show(String, usize),
    /// More input is needed.
    Wait,
}

fn literal(open: char) -> Decision {
    Decision::Show(open.to_string(), open.len_utf8())
}

/// The numbers of `1`, `1, 2`, `^3` or `source 4`; `None` when it is something else.
fn source_numbers(inside: &str) -> Option<Vec<u32>> {
    if inside.is_empty() || inside.len() > 40 {
        return None;
    }
    let inside = inside.trim_start_matches(['^', '†']);
    inside
        .split([',', ';', ' '])
        .map(str::trim)
        .filter(|part| {
            !part.is_empty() && !part.eq_ignore_ascii_case("source") && !part.eq_ignore_ascii_case("sources")
        })
        .map(|part| part.parse::<u32>().ok())
        .collect::<Option<Vec<_>>>()
        .filter(|numbers| !numbers.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(sources: u32, allowed: &[&str], text: &str, piece: usize) -> (String, Vec<u32>) {
        let mut filter = OutputFilter::new(sources, allowed.to_vec());
        let chars: Vec<char> = text.chars().collect();
        let mut out = String::new();
        for piece in chars.chunks(piece) {
            out.push_str(&filter.push(&piece.iter().collect::<String>()));
        }
        out.push_str(&filter.finish());
        (out, filter.cited().iter().copied().collect())
    }

    #[test]
    fn every_way_of_cutting_the_stream_gives_the_same_text() {
        let text = "  Go to *Billing* [1], then pay [2, 9]. See [terms](https://shop.example/terms) or \
                    [win](https://evil.example/x) ![p](https://evil.example/p.png)【1】 a[0] b[x] [end";
        let expected = "Go to *Billing* [1], then pay [2]. See [terms](https://shop.example/terms) or win p[1] a b[x] [end";
        for piece in 1..60 {
            let (out, cited) = filter(2, &["at https://shop.example/terms you"], text, piece);
            assert_eq!(out, expected, "in pieces of {piece}");
            assert_eq!(cited, [1, 2]);
        }
    }

    #[test]
    fn an_unknown_number_leaves_no_gap() {
        assert_eq!(filter(1, &[], "Paid back in 14 days [7].", 3).0, "Paid back in 14 days.");
    }

    #[test]
    fn script_addresses_never_pass_even_when_a_source_has_them() {
        let source = "javascript:alert(1)";
        assert_eq!(filter(1, &[source], "[click](javascript:alert(1))", 5).0, "click)");
    }

    #[test]
    fn an_endless_bracket_is_let_through_after_a_while() {
        let text = format!("[{}", "x".repeat(2_000));
        let mut filter = OutputFilter::new(1, vec![]);
        assert!(filter.push(&text).len() > 1_000);
    }
}
