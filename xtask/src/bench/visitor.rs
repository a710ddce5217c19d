//! A visitor of a page that has the widget, with a conversation of its own.

use std::net::TcpStream;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::connection::Connection;
use crate::api::text_of;

/// The page that the visitor is on.
const PAGE: &str = "Origin: https://bench.example";

/// See the module.
#[derive(Debug)]
pub struct Visitor {
    address: String,
    connection: Connection,
    token: String,
    conversation: String,
}

impl Visitor {
    /// Begins a session with the bot of this public key.
    pub fn arrive(address: &str, key: &str) -> Result<Self> {
        let mut connection = Connection::open(address)?;
        let session =
            connection.request("POST", &format!("/widget/v1/bots/{key}/sessions"), &[PAGE], "{}")?;
        let session: Value = serde_json::from_str(&session).context("the session is not JSON")?;
        let token = format!("Authorization: Bearer {}", text_of(&session, "session_token")?);
        let conversation = text_of(&session, "conversation_id")?;
        Ok(Self { address: address.to_owned(), connection, token, conversation })
    }

    /// Asks, and reads the answer to its end: milliseconds until its first word.
    pub fn time_to_first_word(&mut self, client_id: &str, text: &str) -> Result<f64> {
        let path = format!("/widget/v1/conversations/{}/messages", self.conversation);
        let body = json!({ "client_id": client_id, "text": text }).to_string();
        let headers = [PAGE, self.token.as_str()];
        self.connection.time_to("message.delta", "POST", &path, &headers, &body, "message.completed")
    }

    /// Asks, and leaves the answer's stream to the caller.
    pub fn ask(mut self, client_id: &str, text: &str) -> Result<TcpStream> {
        let path = format!("/widget/v1/conversations/{}/messages", self.conversation);
        let body = json!({ "client_id": client_id, "text": text }).to_string();
        self.connection.send("POST", &path, &[PAGE, &self.token], &body)?;
        Ok(self.connection.into_socket())
    }

    /// Opens another stream of the conversation's events.
    pub fn follow(&self) -> Result<TcpStream> {
        let mut connection = Connection::open(&self.address)?;
        let path = format!("/widget/v1/conversations/{}/events", self.conversation);
        connection.send("GET", &path, &[PAGE, &self.token], "")?;
        Ok(connection.into_socket())
    }

    /// Asks for a person, which every follower is told.
    pub fn ask_for_a_person(&mut self) -> Result<()> {
        let path = format!("/widget/v1/conversations/{}/handoff", self.conversation);
        self.connection.request("POST", &path, &[PAGE, &self.token], "{}").map(drop)
    }
}
