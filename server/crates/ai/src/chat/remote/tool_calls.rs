//! Tool calls, put together from the pieces that they arrive in.

use serde_json::{Map, Value};

use super::said::ToolFragment;
use crate::chat::ChatDelta;

/// Most calls of one answer.
const MAX_CALLS: usize = 128;

/// The calls of one answer so far.
#[derive(Debug, Default)]
pub(super) struct ToolCalls {
    calls: Vec<Call>,
}

#[derive(Debug, Default)]
struct Call {
    index: Option<u32>,
    id: String,
    name: String,
    arguments: String,
}

impl ToolCalls {
    /// Takes a piece. It belongs to the last call, unless it has another index or another id: some
    /// endpoints give no index, and some give each call the same. `Err` is a sentence about what is wrong.
    pub(super) fn push(&mut self, piece: ToolFragment) -> Result<(), &'static str> {
        let id = piece.id.unwrap_or_default();
        let has_room = self.calls.len() < MAX_CALLS;
        let known = self.calls.iter_mut().rev().find(|call| {
            (piece.index.is_none() || call.index == piece.index)
                && (id.is_empty() || call.id.is_empty() || call.id == id)
        });
        let call = match known {
            Some(call) => call,
            None if has_room => self.calls.push_mut(Call { index: piece.index, ..Call::default() }),
            None => return Err("more tool calls than any answer needs"),
        };
        if call.id.is_empty() {
            call.id = id;
        }
        // Some endpoints repeat the name with every piece.
        if call.name.is_empty() {
            call.name = piece.name.unwrap_or_default();
        }
        call.arguments.push_str(&piece.arguments);
        Ok(())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// The calls, whole; `Err` is a sentence about one that is none.
    pub(super) fn finish(self) -> Result<Vec<ChatDelta>, &'static str> {
        self.calls.into_iter().zip(1..).map(|(call, n)| call.finish(n)).collect()
    }
}

impl Call {
    fn finish(self, n: usize) -> Result<ChatDelta, &'static str> {
        if self.name.is_empty() {
            return Err("a tool call without the tool's name");
        }
        let arguments = match self.arguments.trim() {
            "" | "null" => Value::Object(Map::new()),
            text => serde_json::from_str(text).map_err(|_| "a tool call whose arguments are not JSON")?,
        };
        if !arguments.is_object() {
            return Err("a tool call whose arguments are not an object");
        }
        let id = if self.id.is_empty() { format!("call-{n}") } else { self.id };
        Ok(ChatDelta::ToolCall { id, name: self.name, arguments })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn piece(index: Option<u32>, id: &str, name: &str, arguments: &str) -> ToolFragment {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        ToolFragment { index, id: some(id), name: some(name), arguments: arguments.to_owned() }
    }

    fn finish(pieces: &[ToolFragment]) -> Result<Vec<(String, String, Value)>, &'static str> {
        let mut calls = ToolCalls::default();
        pieces.iter().cloned().try_for_each(|piece| calls.push(piece))?;
        let calls = calls.finish()?.into_iter().map(|call| match call {
            ChatDelta::ToolCall { id, name, arguments } => (id, name, arguments),
            other => panic!("{other:?}"),
        });
        Ok(calls.collect())
    }

    #[test]
    fn pieces_find_their_call() {
        let a = || ("a".to_owned(), "find".to_owned(), json!({"q": "x"}));
        let b = || ("b".to_owned(), "book".to_owned(), json!({}));
        for (what, pieces) in [
            (
                "one after the other",
                vec![
                    piece(Some(0), "a", "find", ""),
                    piece(Some(0), "", "", r#"{"q":"#),
                    piece(Some(0), "", "", r#""x"}"#),
                    piece(Some(1), "b", "book", ""),
                ],
            ),
            (
                "by turns",
                vec![
                    piece(Some(0), "a", "find", r#"{"q":"#),
                    piece(Some(1), "b", "book", "{"),
                    piece(Some(0), "", "", r#""x"}"#),
                    piece(Some(1), "", "", "}"),
                ],
            ),
            (
                "the id and the name with every piece",
                vec![
                    piece(Some(0), "a", "find", r#"{"q":"#),
                    piece(Some(0), "a", "find", r#""x"}"#),
                    piece(Some(1), "b", "book", "null"),
                ],
            ),
            (
                "the same index for all",
                vec![piece(Some(0), "a", "find", r#"{"q":"x"}"#), piece(Some(0), "b", "book", "{}")],
            ),
            (
                "no index",
                vec![
                    piece(None, "a", "find", r#"{"q":"#),
                    piece(None, "", "", r#""x"}"#),
                    piece(None, "b", "book", ""),
                ],
            ),
        ] {
            assert_eq!(finish(&pieces), Ok(vec![a(), b()]), "{what}");
        }
    }

    #[test]
    fn calls_without_an_id_get_one() {
        let pieces = [piece(Some(0), "", "find", "{}"), piece(Some(1), "", "find", "{}")];
        let ids: Vec<_> = finish(&pieces).unwrap().into_iter().map(|call| call.0).collect();
        assert_eq!(ids, ["call-1", "call-2"]);
    }

    #[test]
    fn what_is_no_call_is_told() {
        for pieces in [
            vec![piece(Some(0), "a", "find", r#"{"q":"#)],
            vec![piece(Some(0), "a", "find", "[]")],
            vec![piece(Some(0), "a", "find", "{} {}")],
            vec![piece(Some(0), "a", "", "{}")],
            (0..129).map(|n| piece(Some(n), "", "find", "")).collect(),
        ] {
            assert!(finish(&pieces).is_err(), "{pieces:?}");
        }
        assert_eq!(finish(&[]), Ok(vec![]));
    }
}
