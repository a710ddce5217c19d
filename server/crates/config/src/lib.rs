//! Configuration: embedded defaults, one optional TOML file, environment overrides.
//!
//! Later layers win: `defaults.toml`, then the file that `CHATSPHERE_CONFIG` names, then the environment.
//! Everything is checked at start, so that the rest of the program never meets a value that it can't use.

mod error;
mod layers;
mod masked;
mod sections;
mod validate;

pub use error::ConfigError;
pub use ipnet::IpNet;
pub use sections::{
    ChatConfig, ChatProvider, Config, DatabaseConfig, EmbedderConfig, OutboundConfig, RerankerConfig,
    SecretText, ServerConfig, WorkerConfig,
};
