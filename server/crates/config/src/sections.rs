//! The sections, as the rest of the program sees them: checked and typed.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use chatsphere_contract::spending::ModelPrices;
use ipnet::IpNet;

/// Everything that an operator can set.
#[derive(Debug, Clone)]
pub struct Config {
    /// Listening, addresses and folders.
    pub server: ServerConfig,
    /// PostgreSQL.
    pub database: DatabaseConfig,
    /// The install's master secret, strong enough.
    pub secret: SecretText,
    /// Background work.
    pub worker: WorkerConfig,
    /// The local embedding model.
    pub embedder: EmbedderConfig,
    /// The local reranker.
    pub reranker: RerankerConfig,
    /// The install-wide chat model.
    pub chat: ChatConfig,
    /// What workspaces may reach.
    pub outbound: OutboundConfig,
}

/// Listening, addresses and folders.
#[derive(Debug, Clone)]
pub struct ServerConfig {
    /// Where to listen.
    pub addr: SocketAddr,
    /// How browsers reach this server, without a slash at the end; `None` takes the request's own host.
    pub public_url: Option<String>,
    /// Where stored files go.
    pub data_dir: PathBuf,
    /// Where the built browser files are.
    pub site_dir: PathBuf,
    /// Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` count.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether rate limits apply.
    pub limits: bool,
    /// Who may read `/metrics`, besides loopback.
    pub metrics_allow: Vec<IpNet>,
    /// Where to serve the demo page as another origin.
    pub demo_addr: Option<SocketAddr>,
}

/// PostgreSQL.
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// The owner's connection string.
    pub url: SecretText,
    /// Most connections of one process.
    pub max_connections: u32,
}

/// Background work.
#[derive(Debug, Clone, Copy)]
pub struct WorkerConfig {
    /// Jobs at a time; 0: one less than there are cores.
    pub slots: usize,
    /// Memory that jobs together may need, in MB.
    pub memory_mb: usize,
}

/// The local embedding model.
#[derive(Debug, Clone, Default)]
pub struct EmbedderConfig {
    /// Folder with `model.onnx` and `tokenizer.json`; `None` leaves keyword search alone.
    pub dir: Option<PathBuf>,
    /// Further folders of that kind, which workspaces may choose by their last name.
    pub folders: Vec<PathBuf>,
}

/// The local reranker.
#[derive(Debug, Clone, Default)]
pub struct RerankerConfig {
    /// Folder with `model.onnx` and `tokenizer.json` of a cross-encoder; `None`: bots cannot choose one.
    pub dir: Option<PathBuf>,
}

/// The install-wide chat model.
#[derive(Debug, Clone, Default)]
pub struct ChatConfig {
    /// `None`: workspaces without a model of their own get the built-in answerer.
    pub provider: Option<ChatProvider>,
    /// What it costs, for budgets and reports.
    pub prices: ModelPrices,
}

/// An OpenAI-compatible endpoint.
#[derive(Debug, Clone)]
pub struct ChatProvider {
    /// Without `/chat/completions` and without a slash at the end.
    pub base_url: String,
    /// The key, if the endpoint wants one.
    pub api_key: Option<SecretText>,
    /// The model's name.
    pub model: String,
}

/// What workspaces may reach.
#[derive(Debug, Clone, Default)]
pub struct OutboundConfig {
    /// Non-public networks that tenant-chosen addresses may lie in.
    pub allow: Vec<IpNet>,
}

/// A text that must not be printed: `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretText(String);

impl SecretText {
    /// Wraps a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(…)")
    }
}
