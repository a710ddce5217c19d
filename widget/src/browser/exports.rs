//! The one door by which `boot.js` tells what happened. One export with many parameters costs a quarter of
//! what nine with few cost.

use alloc::string::String;

use wasm_bindgen::prelude::wasm_bindgen;

use super::panel::{Failure, Session};
use super::runtime::with_panel;

/// What happened (see the arms), with the texts and numbers that belong to it.
#[wasm_bindgen]
pub fn tell(what: &str, a: &str, b: &str, c: &str, x: u32, status: u16, retry_after: u32) -> bool {
    with_panel(|panel| {
        match what {
            // Whether answers arrive by a stream that is open already.
            "following" => return panel.is_following,
            // A stream of this kind, client id and generation begins. False if it is not wanted; it then ends
            // with the body `-`.
            "begun" => return panel.begun(a, b, x),
            // A part of the stream. False if no more is wanted.
            "piece" => return panel.piece(a, x),
            // A call of this kind and argument has ended, a stream also: body (or the sentence of a problem),
            // generation; status 0 means that it did not come through.
            "answered" => panel.answered(a, b, c, x, status, retry_after),
            // The pause of this generation is over.
            "later" => panel.later(x),
            // The launcher has a session: token, conversation.
            "session" => {
                panel.take_session(Session { token: String::from(a), conversation_id: String::from(b) })
            }
            // The launcher got none: why.
            "session-failed" => panel.session_failed(&Failure::new(status, a, retry_after)),
            // The panel was opened (1) or closed (0).
            "open" => panel.set_open(x > 0),
            // The visitor did something with the message of that id.
            _ => panel.act(what, a, b),
        }
        true
    })
}
