//! Three layers laid over each other: defaults, file, environment.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::ConfigError;
use crate::sections::Config;
use crate::validate::RawConfig;

const DEFAULTS: &str = include_str!("defaults.toml");

/// How a variable's text is read.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Text,
    Number,
    Switch,
    List,
}

/// Every setting: environment variable, section (empty for none), field, kind.
pub(crate) const SETTINGS: &[(&str, &str, &str, Kind)] = &[
    ("CHATSPHERE_SECRET", "", "secret", Kind::Text),
    ("CHATSPHERE_ADDR", "server", "addr", Kind::Text),
    ("CHATSPHERE_PUBLIC_URL", "server", "public_url", Kind::Text),
    ("CHATSPHERE_DATA", "server", "data_dir", Kind::Text),
    ("CHATSPHERE_SITE_DIR", "server", "site_dir", Kind::Text),
    ("CHATSPHERE_TRUSTED_PROXIES", "server", "trusted_proxies", Kind::List),
    ("CHATSPHERE_LIMITS", "server", "limits", Kind::Switch),
    ("CHATSPHERE_METRICS_ALLOW", "server", "metrics_allow", Kind::List),
    ("CHATSPHERE_DEMO_ADDR", "server", "demo_addr", Kind::Text),
    ("DATABASE_URL", "database", "url", Kind::Text),
    ("CHATSPHERE_DATABASE_MAX_CONNECTIONS", "database", "max_connections", Kind::Number),
    ("CHATSPHERE_WORKER_SLOTS", "worker", "slots", Kind::Number),
    ("CHATSPHERE_WORKER_MEMORY_MB", "worker", "memory_mb", Kind::Number),
    ("CHATSPHERE_EMBEDDER_DIR", "embedder", "dir", Kind::Text),
    ("CHATSPHERE_EMBEDDER_FOLDERS", "embedder", "folders", Kind::List),
    ("CHATSPHERE_RERANKER_DIR", "reranker", "dir", Kind::Text),
    ("CHATSPHERE_OPENAI_BASE_URL", "chat", "base_url", Kind::Text),
    ("CHATSPHERE_CHAT_MODEL", "chat", "model", Kind::Text),
    ("CHATSPHERE_OPENAI_API_KEY", "chat", "api_key", Kind::Text),
    ("CHATSPHERE_CHAT_PRICE_INPUT", "chat", "price_input", Kind::Text),
    ("CHATSPHERE_CHAT_PRICE_CACHED_INPUT", "chat", "price_cached_input", Kind::Text),
    ("CHATSPHERE_CHAT_PRICE_OUTPUT", "chat", "price_output", Kind::Text),
    ("CHATSPHERE_OUTBOUND_ALLOW", "outbound", "allow", Kind::List),
];

impl Config {
    /// What the process's own environment and the file that it names say.
    pub fn from_process() -> Result<Self, ConfigError> {
        let utf8 = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self::load(std::env::vars_os().filter_map(utf8), None)
    }

    /// What `env` says over `file` (or the file that `CHATSPHERE_CONFIG` names) over the defaults. An
    /// empty variable counts as unset.
    pub fn load(
        env: impl IntoIterator<Item = (String, String)>,
        file: Option<&Path>,
    ) -> Result<Self, ConfigError> {
        let env: HashMap<String, String> =
            env.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect();
        let mut merged = DEFAULTS.parse::<Table>().map_err(|e| ConfigError::Shape(e.to_string()))?;
        let file = file.map(PathBuf::from).or_else(|| env.get("CHATSPHERE_CONFIG").map(PathBuf::from));
        if let Some(path) = file {
            overlay(&mut merged, read_file(&path)?);
        }
        for (name, section, field, kind) in SETTINGS {
            if let Some(text) = env.get(*name) {
                set(&mut merged, section, field, parse(name, text.trim(), *kind)?);
            }
        }
        merged.try_into::<RawConfig>().map_err(|e| ConfigError::Shape(e.to_string()))?.validate()
    }
}

fn read_file(path: &Path) -> Result<Table, ConfigError> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
    text.parse().map_err(|e: toml::de::Error| ConfigError::NotToml {
        path: path.to_owned(),
        message: e.message().to_owned(),
    })
}

fn overlay(base: &mut Table, over: Table) {
    for (name, value) in over {
        match (base.get_mut(&name), value) {
            (Some(Value::Table(section)), Value::Table(changes)) => section.extend(changes),
            (_, value) => {
                base.insert(name, value);
            }
        }
    }
}

fn set(table: &mut Table, section: &str, field: &str, value: Value) {
    if section.is_empty() {
        table.insert(field.to_owned(), value);
    } else if let Some(Value::Table(section)) = table.get_mut(section) {
        section.insert(field.to_owned(), value);
    }
}

fn parse(setting: &'static str, text: &str, kind: Kind) -> Result<Value, ConfigError> {
    let wrong =
        |message: &str| ConfigError::Value { setting, message: format!("{message}, not “{text}”") };
    Ok(match kind {
        Kind::Text => Value::String(text.to_owned()),
        Kind::Number => Value::Integer(text.parse().map_err(|_| wrong("must be a whole number"))?),
        Kind::Switch => Value::Boolean(match text.to_ascii_lowercase().as_str() {
            "on" | "true" | "yes" | "1" => true,
            "off" | "false" | "no" | "0" => false,
            _ => return Err(wrong("must be “on” or “off”")),
        }),
        Kind::List => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Value::Array(items.map(|item| Value::String(item.to_owned())).collect())
        }
    })
}
