//! The chosen units as one readable text.

use super::score::Candidate;
use super::unit::Kind;
use crate::chat::Passage;

/// Joins the units: sentences run on, items and rows make a list, each with its source number; the items
/// of one list share the number behind the last.
pub(super) fn compose(candidates: &[Candidate], chosen: &[usize], passages: &[Passage]) -> String {
    let chosen: Vec<&Candidate> = chosen.iter().filter_map(|index| candidates.get(*index)).collect();
    let mut answer = String::new();
    let mut before: Option<&Candidate> = None;
    let mut position = 0;
    for (index, candidate) in chosen.iter().copied().enumerate() {
        let next = chosen.get(index + 1).copied();
        position = match before {
            Some(before) if same_list(before, candidate) => position + 1,
            _ => 1,
        };
        answer.push_str(separator(before, candidate));
        let alone = position == 1 && !next.is_some_and(|next| same_list(candidate, next));
        match candidate.unit.kind {
            Kind::Code => {
                answer.push_str("```\n");
                answer.push_str(&candidate.unit.text);
                answer.push_str("\n```\n");
            }
            Kind::Item { ordered: true, .. } if !alone => {
                answer.push_str(&format!("{position}. {}", candidate.unit.text));
            }
            Kind::Item { .. } | Kind::Row if !alone => {
                answer.push_str("- ");
                answer.push_str(&candidate.unit.text);
            }
            _ => answer.push_str(&sentence(&candidate.unit.text)),
        }
        let number = passages.get(candidate.passage).map(|passage| passage.n);
        let list_goes_on = next.is_some_and(|next| same_list(candidate, next));
        if let Some(number) = number.filter(|_| !list_goes_on) {
            if candidate.unit.kind != Kind::Code {
                answer.push(' ');
            }
            answer.push_str(&format!("[{number}]"));
        }
        before = Some(candidate);
    }
    answer
}

fn same_list(one: &Candidate, other: &Candidate) -> bool {
    one.passage == other.passage
        && match (one.unit.kind, other.unit.kind) {
            (Kind::Item { list: a, .. }, Kind::Item { list: b, .. }) => a == b,
            (Kind::Row, Kind::Row) => one.unit.block == other.unit.block,
            _ => false,
        }
}

fn separator(before: Option<&Candidate>, candidate: &Candidate) -> &'static str {
    let Some(before) = before else { return "" };
    if same_list(before, candidate) {
        return "\n";
    }
    let runs_on = |kind: Kind| kind == Kind::Sentence;
    match runs_on(before.unit.kind) && runs_on(candidate.unit.kind) && before.passage == candidate.passage {
        true => " ",
        false => "\n\n",
    }
}

/// With a full stop, if it has no end mark: items and rows mostly lack one.
fn sentence(text: &str) -> String {
    let ended = text.trim_end_matches(['"', '\'', '”', '’', '»', ')']);
    let ended = ended
        .ends_with(|c: char| c.is_ascii_punctuation() || matches!(c, '…' | '。' | '！' | '？' | '؟' | '।'));
    if ended { text.to_owned() } else { format!("{text}.") }
}
