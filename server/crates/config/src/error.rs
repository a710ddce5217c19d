//! What can be wrong with a configuration, each with its remedy.

use std::path::PathBuf;

/// The configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("the configuration file {} cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not TOML.
    #[error("the configuration file {} is not valid TOML: {message}", path.display())]
    NotToml {
        /// The file.
        path: PathBuf,
        /// Where and why.
        message: String,
    },
    /// The file holds a name or a type that is not known.
    #[error("the configuration does not fit: {0}")]
    Shape(String),
    /// A value is missing or wrong.
    #[error("{setting}: {message}")]
    Value {
        /// The environment variable, and the place in the file.
        setting: &'static str,
        /// What is wrong and what to do.
        message: String,
    },
}
