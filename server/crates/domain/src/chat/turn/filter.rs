//! What a model writes, made safe while it streams: hostile until proven otherwise.
//!
//! Source numbers that do not exist are dropped, addresses pass only where the bot's links policy permits
//! them, whether they are linked or stand in the text, images become links, control characters vanish. What
//! cannot be decided yet (a bracket that is still open, an address that goes on) is held back, never more
//! than [`HELD`] characters; what was let through is final, so that the deltas add up to the stored text.

use std::collections::BTreeSet;

use url::Url;

use crate::widget::origin::{allowed, parse_origin};

/// Most characters held back while a bracket is open or an address goes on.
const HELD: usize = 400;

/// What an address in the middle of a text begins with.
const SCHEMES: [&str; 3] = ["https://", "http://", "www."];

/// Which addresses may pass.
#[derive(Debug)]
pub(super) enum Links<'a> {
    /// None.
    None,
    /// Those that one of these texts contains.
    In(Vec<&'a str>),
    /// Those on these hosts, written as a bot's allowed domains are.
    On(&'a [String]),
}

impl Links<'_> {
    fn permit(&self, address: &str) -> bool {
        match self {
            Self::None => false,
            Self::In(texts) => texts.iter().any(|text| text.contains(address)),
            Self::On(domains) => !domains.is_empty() && leads_to(address, domains),
        }
    }
}

/// Whether a browser would go to one of these hosts.
fn leads_to(address: &str, domains: &[String]) -> bool {
    let whole = if has_scheme(address) { address.to_owned() } else { format!("https://{address}") };
    let origin = Url::parse(&whole).ok().map(|url| url.origin().ascii_serialization());
    origin.and_then(|origin| parse_origin(&origin)).is_some_and(|origin| allowed(&origin, domains))
}

fn has_scheme(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

/// A filter for one answer.
#[derive(Debug)]
pub(super) struct OutputFilter<'a> {
    /// Sources are numbered 1 to this.
    sources: u32,
    links: Links<'a>,
    /// Not yet let through.
    held: String,
    /// Whether anything was let through.
    begun: bool,
    cited: BTreeSet<u32>,
}

impl<'a> OutputFilter<'a> {
    pub(super) fn new(sources: u32, links: Links<'a>) -> Self {
        Self { sources, links, held: String::new(), begun: false, cited: BTreeSet::new() }
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
            let Some(open) = next_decision(rest) else {
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

    /// What to do with text that begins with a bracket, an exclamation mark, white space or an address.
    fn decide(&mut self, text: &str, end: bool) -> Decision {
        let blank = text.len() - text.trim_start().len();
        if blank > 0 {
            return self.decide_blank(text, blank, end);
        }
        if may_begin_address(text) {
            return self.decide_address(text, end);
        }
        if let Some(after) = text.strip_prefix('<') {
            return self.decide_angle(after, end);
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

    /// White space waits for what follows, so that none is left before a dropped number or address.
    fn decide_blank(&mut self, text: &str, blank: usize, end: bool) -> Decision {
        let (space, after) = text.split_at(blank);
        if after.is_empty() {
            return if end { Decision::Show(space.to_owned(), blank) } else { Decision::Wait };
        }
        let may_be_dropped = after.starts_with(['[', '【', '<']) || may_begin_address(after);
        if !may_be_dropped || blank > 64 {
            return Decision::Show(space.to_owned(), blank);
        }
        match self.decide(after, end) {
            Decision::Show(shown, taken) if shown.is_empty() => Decision::Show(String::new(), blank + taken),
            Decision::Show(shown, taken) => Decision::Show(format!("{space}{shown}"), blank + taken),
            Decision::Wait => Decision::Wait,
        }
    }

    /// An address in the middle of the text, which the chat would make a link: shown or dropped whole. Where it
    /// ends is as the widget sees it.
    fn decide_address(&self, text: &str, end: bool) -> Decision {
        let Some(scheme) = SCHEMES.iter().find(|scheme| starts_alike(text, scheme)) else {
            return if end { literal(text.chars().next().unwrap_or(' ')) } else { Decision::Wait };
        };
        let stops = |c: char| c.is_whitespace() || c.is_control() || "<>[]\"`\\*|".contains(c);
        let too_long = text.char_indices().nth(HELD).map(|(at, _)| at);
        let Some(stop) = text.find(stops).into_iter().chain(too_long).chain(end.then_some(text.len())).min()
        else {
            return Decision::Wait;
        };
        let run = text.get(..stop).unwrap_or_default();
        let address = run.trim_end_matches(|c: char| ".,;:!?')_".contains(c));
        if address.len() <= scheme.len() {
            // Nothing but its beginning.
            return Decision::Show(run.to_owned(), stop);
        }
        let shown = if self.links.permit(address) { address } else { "" };
        Decision::Show(shown.to_owned(), address.len())
    }

    /// `<address>`, of which nothing is left when it is dropped.
    fn decide_angle(&self, after: &str, end: bool) -> Decision {
        if after.is_empty() && !end {
            return Decision::Wait;
        }
        if !may_begin_address(after) {
            return literal('<');
        }
        match self.decide_address(after, end) {
            Decision::Show(shown, taken) if shown.is_empty() => {
                let closes = after.get(taken..).is_some_and(|rest| rest.starts_with('>'));
                Decision::Show(shown, 1 + taken + usize::from(closes))
            }
            Decision::Show(shown, taken) => Decision::Show(format!("<{shown}"), 1 + taken),
            Decision::Wait => Decision::Wait,
        }
    }

    /// A label without the addresses that may not pass.
    fn label(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(begin) = address_in(rest) {
            let (before, address) = rest.split_at(begin);
            out.push_str(before);
            let Decision::Show(shown, taken) = self.decide_address(address, true) else { break };
            if shown.is_empty() {
                out.truncate(out.trim_end().len());
            }
            out.push_str(&shown);
            rest = address.get(taken..).unwrap_or_default();
        }
        out + rest
    }

    /// `[label](address)`: kept when the address may pass, else only its label.
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
        if has_scheme(address) && self.links.permit(address) {
            Decision::Show(text.get(..taken).unwrap_or_default().to_owned(), taken)
        } else {
            Decision::Show(self.label(label), taken)
        }
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

/// Where something begins that has to be decided about.
fn next_decision(text: &str) -> Option<usize> {
    let begins = |(at, c): &(usize, char)| {
        matches!(c, '[' | '【' | '!' | '<' | ' ' | '\n' | '\t')
            || text.get(*at..).is_some_and(may_begin_address)
    };
    text.char_indices().find(begins).map(|(at, _)| at)
}

/// Where an address begins, or may begin at the end of the text.
fn address_in(text: &str) -> Option<usize> {
    let begins = |(at, _): &(usize, char)| text.get(*at..).is_some_and(may_begin_address);
    text.char_indices().find(begins).map(|(at, _)| at)
}

/// Whether a text begins as an address does, as far as it goes.
fn may_begin_address(text: &str) -> bool {
    !text.is_empty() && SCHEMES.iter().any(|scheme| starts_alike(text, scheme) || starts_alike(scheme, text))
}

fn starts_alike(text: &str, beginning: &str) -> bool {
    text.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning))
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
        through(Links::In(allowed.to_vec()), sources, text, piece)
    }

    fn through(links: Links<'_>, sources: u32, text: &str, piece: usize) -> (String, Vec<u32>) {
        let mut filter = OutputFilter::new(sources, links);
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
        let mut filter = OutputFilter::new(1, Links::None);
        assert!(filter.push(&text).len() > 1_000);
    }

    const ADDRESSES: &str = "See https://shop.example/a?b=1, (HTTPS://evil.example/x) or <https://evil.example> \
        and [our www.evil.example page](https://shop.example/b) [x https://evil.example](https://evil.example/). \
        Why http is what it is, wwwhat? **http://shop.example/c** www.shop.example!";

    #[test]
    fn addresses_pass_as_the_policy_says_however_the_stream_is_cut() {
        let source =
            "https://shop.example/a?b=1 https://shop.example/b http://shop.example/c www.shop.example";
        let domains = ["shop.example".to_owned(), "*.shop.example".to_owned()];
        let by_source = "See https://shop.example/a?b=1, () or and [our www.evil.example page](https://shop.example/b) \
            x. Why http is what it is, wwwhat? **http://shop.example/c** www.shop.example!";
        let none = "See, () or and our page x. Why http is what it is, wwwhat? ****!";
        for piece in 1..90 {
            assert_eq!(through(Links::In(vec![source]), 1, ADDRESSES, piece).0, by_source, "in {piece}");
            assert_eq!(through(Links::On(&domains), 1, ADDRESSES, piece).0, by_source, "in {piece}");
            assert_eq!(through(Links::None, 1, ADDRESSES, piece).0, none, "in {piece}");
        }
        assert!(!through(Links::On(&[]), 1, ADDRESSES, 7).0.contains(".example/"));
    }

    #[test]
    fn a_host_that_only_looks_permitted_is_not() {
        let domains = ["shop.example".to_owned()];
        for address in [
            "https://shop.example@evil.example/",
            "https://shop.example.evil.example/",
            "https://evil.example/?https://shop.example",
            "https://shop.example:8443/",
            "https://evilshop.example",
        ] {
            assert_eq!(through(Links::On(&domains), 0, &format!("Go to {address} now"), 3).0, "Go to now");
        }
    }

    #[test]
    fn an_endless_address_is_not_held_for_ever() {
        let mut filter = OutputFilter::new(1, Links::None);
        let shown = filter.push(&format!("https://evil.example/{}", "x".repeat(2_000)));
        assert!(!shown.contains("evil") && shown.len() > 1_000, "{shown}");
    }
}
