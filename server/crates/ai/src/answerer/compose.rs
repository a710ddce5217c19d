//! The chosen units as one readable text.

use super::pick::introduces;
use super::score::Candidate;
use super::unit::Kind;
use crate::chat::Passage;

/// Joins the units: sentences run on, items and rows make a list. What follows each other from one
/// passage (sentences, a list and the sentence that leads to it) shares the number behind its end.
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
        let alone = position == 1 && !next.is_some_and(|next| same_list(candidate, next));
        answer.push_str(separator(before, candidate, alone));
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
        let goes_on = next.is_some_and(|next| {
            same_list(candidate, next) || leads_to(candidate, next) || run_on(candidate, next)
        });
        if let Some(number) = number.filter(|_| !goes_on) {
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

/// “These limits apply:” and the list, the row or the code that it speaks of.
fn leads_to(one: &Candidate, other: &Candidate) -> bool {
    one.passage == other.passage && other.unit.kind != Kind::Sentence && introduces(&one.unit.text)
}

/// Two sentences of one passage.
fn run_on(one: &Candidate, other: &Candidate) -> bool {
    one.passage == other.passage && one.unit.kind == Kind::Sentence && other.unit.kind == Kind::Sentence
}

fn separator(before: Option<&Candidate>, candidate: &Candidate, alone: bool) -> &'static str {
    let Some(before) = before else { return "" };
    let inline = leads_to(before, candidate) && alone && candidate.unit.kind != Kind::Code;
    if same_list(before, candidate) {
        "\n"
    } else if inline || run_on(before, candidate) {
        " "
    } else {
        "\n\n"
    }
}

/// With a full stop, if it has no end mark: items and rows mostly lack one.
fn sentence(text: &str) -> String {
    let ended = text.trim_end_matches(['"', '\'', '”', '’', '»', ')']);
    let ended = ended
        .ends_with(|c: char| c.is_ascii_punctuation() || matches!(c, '…' | '。' | '！' | '？' | '؟' | '।'));
    if ended { text.to_owned() } else { format!("{text}.") }
}
