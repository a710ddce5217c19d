//! What is in force, fit to be shown.

use std::fmt::Display;
use std::fmt::Write as _;

use chatsphere_contract::money;

use crate::sections::{Config, SecretText};

impl Config {
    /// The configuration in the file's own form, secrets masked.
    pub fn masked(&self) -> String {
        let mut out = String::new();
        line(&mut out, "secret", quoted("…"));
        section(&mut out, "server");
        line(&mut out, "addr", quoted(self.server.addr));
        line(&mut out, "public_url", quoted(self.server.public_url.as_deref().unwrap_or_default()));
        line(&mut out, "data_dir", quoted(self.server.data_dir.display()));
        line(&mut out, "site_dir", quoted(self.server.site_dir.display()));
        line(&mut out, "trusted_proxies", list(&self.server.trusted_proxies));
        line(&mut out, "limits", self.server.limits);
        line(&mut out, "metrics_allow", list(&self.server.metrics_allow));
        let demo_addr = self.server.demo_addr.map(|addr| addr.to_string());
        line(&mut out, "demo_addr", quoted(demo_addr.unwrap_or_default()));
        section(&mut out, "database");
        line(&mut out, "url", quoted(mask_url(self.database.url.reveal())));
        line(&mut out, "max_connections", self.database.max_connections);
        section(&mut out, "worker");
        line(&mut out, "slots", self.worker.slots);
        line(&mut out, "memory_mb", self.worker.memory_mb);
        section(&mut out, "embedder");
        let dir = self.embedder.dir.as_deref().map(|dir| dir.display().to_string());
        line(&mut out, "dir", quoted(dir.unwrap_or_default()));
        let folders: Vec<_> = self.embedder.folders.iter().map(|folder| folder.display()).collect();
        line(&mut out, "folders", list(&folders));
        section(&mut out, "reranker");
        let dir = self.reranker.dir.as_deref().map(|dir| dir.display().to_string());
        line(&mut out, "dir", quoted(dir.unwrap_or_default()));
        section(&mut out, "chat");
        let chat = self.chat.provider.as_ref();
        line(&mut out, "base_url", quoted(chat.map_or("", |chat| &chat.base_url)));
        line(&mut out, "model", quoted(chat.map_or("", |chat| &chat.model)));
        line(&mut out, "api_key", quoted(mask(chat.and_then(|chat| chat.api_key.as_ref()))));
        let prices = self.chat.prices;
        line(&mut out, "price_input", quoted(money::exact(prices.input_micros)));
        line(&mut out, "price_cached_input", quoted(money::exact(prices.cached_input_micros)));
        line(&mut out, "price_output", quoted(money::exact(prices.output_micros)));
        section(&mut out, "outbound");
        line(&mut out, "allow", list(&self.outbound.allow));
        out
    }
}

fn section(out: &mut String, name: &str) {
    let _ = writeln!(out, "\n[{name}]");
}

fn line(out: &mut String, field: &str, value: impl Display) {
    let _ = writeln!(out, "{field} = {value}");
}

fn quoted(value: impl Display) -> toml::Value {
    toml::Value::String(value.to_string())
}

fn list(values: &[impl Display]) -> toml::Value {
    toml::Value::Array(values.iter().map(quoted).collect())
}

fn mask(secret: Option<&SecretText>) -> &'static str {
    if secret.is_some() { "…" } else { "" }
}

/// A connection string keeps all but its password and its parameters, which may hold one, too.
fn mask_url(text: &str) -> String {
    let Ok(mut url) = url::Url::parse(text) else { return "…".to_owned() };
    if url.password().is_some() && url.set_password(Some("xxx")).is_err() {
        return "…".to_owned();
    }
    url.set_query(None);
    url.as_str().replacen(":xxx@", ":…@", 1)
}
