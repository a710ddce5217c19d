//! From what was written to what can be used.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use chatsphere_contract::limits::MODEL_PRICE_MICROS;
use chatsphere_contract::money;
use chatsphere_contract::spending::ModelPrices;
use ipnet::IpNet;
use serde::Deserialize;
use url::Url;

use crate::ConfigError;
use crate::sections::{
    ChatConfig, ChatProvider, Config, DatabaseConfig, EmbedderConfig, OutboundConfig, RerankerConfig,
    SecretText, ServerConfig, WorkerConfig,
};

/// Fewest characters of the master secret; fewest that differ.
const SECRET_CHARS: usize = 32;
const SECRET_DISTINCT_CHARS: usize = 8;

/// The merged layers.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawConfig {
    secret: String,
    server: RawServer,
    database: RawDatabase,
    worker: RawWorker,
    embedder: RawEmbedder,
    reranker: RawReranker,
    chat: RawChat,
    outbound: RawOutbound,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawServer {
    addr: String,
    public_url: String,
    data_dir: String,
    site_dir: String,
    trusted_proxies: Vec<String>,
    limits: bool,
    metrics_allow: Vec<String>,
    demo_addr: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDatabase {
    url: String,
    max_connections: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWorker {
    slots: i64,
    memory_mb: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEmbedder {
    dir: String,
    folders: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReranker {
    dir: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChat {
    base_url: String,
    model: String,
    api_key: String,
    price_input: String,
    price_cached_input: String,
    price_output: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOutbound {
    allow: Vec<String>,
}

impl RawConfig {
    pub(crate) fn validate(self) -> Result<Config, ConfigError> {
        Ok(Config {
            secret: check_secret(self.secret)?,
            server: check_server(self.server)?,
            database: check_database(self.database)?,
            worker: check_worker(self.worker)?,
            embedder: EmbedderConfig {
                dir: optional(self.embedder.dir).map(PathBuf::from),
                folders: self.embedder.folders.into_iter().map(PathBuf::from).collect(),
            },
            reranker: RerankerConfig { dir: optional(self.reranker.dir).map(PathBuf::from) },
            chat: check_chat(self.chat)?,
            outbound: OutboundConfig {
                allow: networks("CHATSPHERE_OUTBOUND_ALLOW (outbound.allow)", &self.outbound.allow)?,
            },
        })
    }
}

fn wrong(setting: &'static str, message: impl Into<String>) -> ConfigError {
    ConfigError::Value { setting, message: message.into() }
}

fn optional(text: String) -> Option<String> {
    Some(text).filter(|text| !text.trim().is_empty())
}

fn check_secret(text: String) -> Result<SecretText, ConfigError> {
    const SETTING: &str = "CHATSPHERE_SECRET (secret)";
    const REMEDY: &str = "make one with `openssl rand -hex 32` and keep it: what it sealed cannot be opened \
        with another (`cargo xtask run` makes and keeps one by itself)";
    if text.is_empty() {
        return Err(wrong(SETTING, format!("is not set; {REMEDY}")));
    }
    let mut distinct: Vec<char> = text.chars().collect();
    let length = distinct.len();
    distinct.sort_unstable();
    distinct.dedup();
    if length < SECRET_CHARS || distinct.len() < SECRET_DISTINCT_CHARS {
        return Err(wrong(SETTING, format!("needs at least {SECRET_CHARS} random characters; {REMEDY}")));
    }
    Ok(SecretText::new(text))
}

fn check_server(raw: RawServer) -> Result<ServerConfig, ConfigError> {
    if raw.data_dir.is_empty() || raw.site_dir.is_empty() {
        return Err(wrong("CHATSPHERE_DATA, CHATSPHERE_SITE_DIR (server)", "must name a folder"));
    }
    Ok(ServerConfig {
        addr: address("CHATSPHERE_ADDR (server.addr)", &raw.addr)?,
        public_url: optional(raw.public_url).map(|text| check_public_url(&text)).transpose()?,
        data_dir: raw.data_dir.into(),
        site_dir: raw.site_dir.into(),
        trusted_proxies: networks(
            "CHATSPHERE_TRUSTED_PROXIES (server.trusted_proxies)",
            &raw.trusted_proxies,
        )?,
        limits: raw.limits,
        metrics_allow: networks("CHATSPHERE_METRICS_ALLOW (server.metrics_allow)", &raw.metrics_allow)?,
        demo_addr: optional(raw.demo_addr)
            .map(|text| address("CHATSPHERE_DEMO_ADDR (server.demo_addr)", &text))
            .transpose()?,
    })
}

fn check_database(raw: RawDatabase) -> Result<DatabaseConfig, ConfigError> {
    const URL: &str = "DATABASE_URL (database.url)";
    if raw.url.is_empty() {
        return Err(wrong(
            URL,
            "is not set; give the owner's address of a PostgreSQL 15 or newer with pgvector, like \
             postgres://user:password@host/database (`cargo xtask run` brings a PostgreSQL of its own)",
        ));
    }
    if !raw.url.starts_with("postgres://") && !raw.url.starts_with("postgresql://") {
        return Err(wrong(URL, "must begin with postgres://"));
    }
    let max_connections =
        u32::try_from(raw.max_connections).ok().filter(|count| (2..=1000).contains(count)).ok_or_else(
            || wrong("CHATSPHERE_DATABASE_MAX_CONNECTIONS (database.max_connections)", "must be 2 to 1000"),
        )?;
    Ok(DatabaseConfig { url: SecretText::new(raw.url), max_connections })
}

fn check_worker(raw: RawWorker) -> Result<WorkerConfig, ConfigError> {
    let within = |value: i64, range: std::ops::RangeInclusive<usize>| {
        usize::try_from(value).ok().filter(|value| range.contains(value))
    };
    Ok(WorkerConfig {
        slots: within(raw.slots, 0..=64)
            .ok_or_else(|| wrong("CHATSPHERE_WORKER_SLOTS (worker.slots)", "must be 0 to 64"))?,
        memory_mb: within(raw.memory_mb, 1_100..=1_000_000).ok_or_else(|| {
            wrong("CHATSPHERE_WORKER_MEMORY_MB (worker.memory_mb)", "must be at least 1100")
        })?,
    })
}

fn check_chat(raw: RawChat) -> Result<ChatConfig, ConfigError> {
    const SETTING: &str = "CHATSPHERE_OPENAI_BASE_URL, CHATSPHERE_CHAT_MODEL (chat)";
    let prices = ModelPrices {
        input_micros: price("CHATSPHERE_CHAT_PRICE_INPUT (chat.price_input)", &raw.price_input)?,
        cached_input_micros: price(
            "CHATSPHERE_CHAT_PRICE_CACHED_INPUT (chat.price_cached_input)",
            &raw.price_cached_input,
        )?,
        output_micros: price("CHATSPHERE_CHAT_PRICE_OUTPUT (chat.price_output)", &raw.price_output)?,
    };
    let (base_url, model) = match (optional(raw.base_url), optional(raw.model)) {
        (Some(base_url), Some(model)) => (base_url, model),
        (None, None) => return Ok(ChatConfig { provider: None, prices }),
        (Some(_), None) => return Err(wrong(SETTING, "the model's name is missing")),
        (None, Some(_)) => return Err(wrong(SETTING, "the endpoint's base URL is missing")),
    };
    let url = web_url(&base_url).ok_or_else(|| wrong(SETTING, "the base URL must be an http(s) address"))?;
    let base_url = url.as_str().trim_end_matches('/').to_owned();
    let api_key = optional(raw.api_key).map(SecretText::new);
    Ok(ChatConfig { provider: Some(ChatProvider { base_url, api_key, model }), prices })
}

/// Micro-units for a million tokens; nothing is zero.
fn price(setting: &'static str, text: &str) -> Result<i64, ConfigError> {
    if text.trim().is_empty() {
        return Ok(0);
    }
    money::parse(text)
        .filter(|micros| *micros <= MODEL_PRICE_MICROS)
        .ok_or_else(|| wrong(setting, format!("must be money for a million tokens, like 0.15, not “{text}”")))
}

fn check_public_url(text: &str) -> Result<String, ConfigError> {
    web_url(text)
        .filter(|url| url.path() == "/" && url.query().is_none() && url.fragment().is_none())
        .map(|url| url.as_str().trim_end_matches('/').to_owned())
        .ok_or_else(|| {
            wrong(
                "CHATSPHERE_PUBLIC_URL (server.public_url)",
                format!("must be scheme and host only, like https://chat.example.com, not “{text}”"),
            )
        })
}

fn web_url(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let plain = matches!(url.scheme(), "http" | "https") && url.host().is_some();
    (plain && url.username().is_empty() && url.password().is_none()).then_some(url)
}

fn address(setting: &'static str, text: &str) -> Result<SocketAddr, ConfigError> {
    text.parse().map_err(|_| {
        wrong(setting, format!("must be an IP address with a port, like 127.0.0.1:3000, not “{text}”"))
    })
}

/// Networks such as `10.0.0.0/8`; a bare address is a network of one.
fn networks(setting: &'static str, texts: &[String]) -> Result<Vec<IpNet>, ConfigError> {
    let parse = |text: &String| {
        let bare = || text.parse::<IpAddr>().map(IpNet::from);
        text.parse::<IpNet>().or_else(|_| bare()).map_err(|_| {
            wrong(setting, format!("must be networks like 10.0.0.0/8, separated by commas; “{text}” is none"))
        })
    };
    texts.iter().map(parse).collect()
}
