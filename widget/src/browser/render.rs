//! Pieces of Markdown to nodes, one by one: there is no markup in between that could be anything else.

use alloc::vec::Vec;

use super::page::{Node, child, digits, set_text};
use super::panel::with_number;
use crate::markdown::Piece;
use crate::transcript::Citation;

/// Appends the nodes. While an answer grows its sources are not known (`None`): numbers are shown and cannot
/// be opened yet. Once it is final a number that is not among them is dropped.
pub fn render(parent: &Node, pieces: &[Piece], citations: Option<&[Citation]>) {
    let mut open: Vec<Node> = Vec::new();
    for piece in pieces {
        let inside = open.last().unwrap_or(parent);
        let next = match piece {
            Piece::Open("h") => child(inside, "p", "heading"),
            Piece::Open("pre") => wide(inside, "pre"),
            Piece::Open("table") => child(&wide(inside, "div"), "table", ""),
            Piece::Open(name) => child(inside, name, ""),
            Piece::Numbered(first) => {
                let list = child(inside, "ol", "");
                list.set("start", &digits(*first));
                list
            }
            Piece::Link(address) => {
                let link = child(inside, "a", "");
                link.set("href", address);
                link.set("target", "_blank");
                link.set("rel", "noopener noreferrer nofollow");
                link
            }
            Piece::Close => {
                open.pop();
                continue;
            }
            Piece::Text(text) => {
                inside.append(text);
                continue;
            }
            Piece::Source(n) => {
                source(inside, *n, citations);
                continue;
            }
        };
        open.push(next);
    }
}

/// It scrolls, so the keyboard must reach it.
fn wide(parent: &Node, tag: &str) -> Node {
    let frame = child(parent, tag, "wide");
    frame.set("tabindex", "0");
    frame
}

fn source(parent: &Node, n: u32, citations: Option<&[Citation]>) {
    let number = digits(n);
    let known = citations.unwrap_or(&[]).iter().find(|citation| citation.n == n);
    if citations.is_none() {
        set_text(&child(parent, "span", "chip"), &number);
    } else if let Some(citation) = known {
        // A link, for a button could start a line without the word it belongs to.
        let chip = source_button(parent, "a", "chip", &number);
        chip.set("href", "#");
        set_text(&chip, &number);
        chip.set("aria-label", &(with_number("w-source", &number) + &citation.title));
    }
}

/// A button (or link) that opens the card of a source of the message it is in.
pub fn source_button(parent: &Node, tag: &str, class: &str, number: &str) -> Node {
    let button = child(parent, tag, class);
    button.set("data-do", "source");
    button.set("data-n", number);
    button.set("aria-haspopup", "dialog");
    button
}
