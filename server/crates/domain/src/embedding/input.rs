//! What a person may enter as a model.

use chatsphere_contract::embedding::{ChooseEmbedder, EmbedderKind};
use chatsphere_contract::ids::WorkspaceId;
use chatsphere_contract::problem::FieldError;
use chatsphere_db::embedders::EmbedderRecord;
use chatsphere_kernel::secrets::MasterSecret;
use chatsphere_outbound::OutboundError;
use url::Url;

use super::EmbeddingError;
use super::service::Embedders;

const URL_CHARS: usize = 500;
const MODEL_CHARS: usize = 200;
const KEY_CHARS: usize = 1_000;
/// Characters of a key's hint, and how long a key must be to give so many away.
const HINT_CHARS: usize = 4;
const HINTED_KEY_CHARS: usize = 16;

/// A choice that is well-formed.
#[derive(Debug, Clone)]
pub(super) enum Choice {
    /// The install's model.
    Install,
    /// An endpoint.
    Endpoint {
        /// Without `/embeddings` and without a slash at the end.
        base_url: String,
        /// Its model.
        model: String,
        /// Its key.
        key: Option<String>,
    },
    /// A folder that the operator allows.
    Folder(String),
}

/// Checks every field.
pub(super) fn check(embedders: &Embedders, input: &ChooseEmbedder) -> Result<Choice, EmbeddingError> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, code: &str, message: &str| {
        errors.push(FieldError {
            field: field.to_owned(),
            code: code.to_owned(),
            message: message.to_owned(),
        });
    };
    let choice = match input.kind {
        EmbedderKind::Install => Choice::Install,
        EmbedderKind::Folder => {
            if !embedders.folder_names().contains(&input.folder) {
                wrong("folder", "invalid", "Choose one of the folders that the operator allows.");
            }
            Choice::Folder(input.folder.clone())
        }
        EmbedderKind::Endpoint => {
            let base_url = input.base_url.trim();
            let base_url = base_url.trim_end_matches('/').trim_end_matches("/embeddings").to_owned();
            match Url::parse(&base_url) {
                _ if base_url.is_empty() => {
                    wrong("base_url", "required", "Enter the address of the model’s API.")
                }
                _ if base_url.chars().count() > URL_CHARS => {
                    wrong("base_url", "too_long", "The address is too long.")
                }
                Err(_) => wrong("base_url", "invalid", "This is not a valid web address."),
                Ok(url) if url.query().is_some() || url.fragment().is_some() => {
                    wrong("base_url", "invalid", "The address must not contain “?” or “#”.");
                }
                Ok(_) => {
                    if let Err(sentence) = embedders.reach(&base_url, None, "", ("", 0)) {
                        wrong("base_url", "invalid", &sentence);
                    }
                }
            }
            let model = input.model.trim().to_owned();
            if model.is_empty() {
                wrong("model", "required", "Enter the model’s name.");
            } else if model.chars().count() > MODEL_CHARS || model.chars().any(char::is_control) {
                wrong("model", "invalid", "This cannot be a model’s name.");
            }
            let key = input.api_key.as_deref().map(str::trim).unwrap_or_default().to_owned();
            if key.len() > KEY_CHARS || !key.chars().all(|c| c.is_ascii_graphic()) {
                wrong("api_key", "invalid", "This cannot be a key: it holds blanks or odd characters.");
            }
            Choice::Endpoint { base_url, model, key: Some(key).filter(|key| !key.is_empty()) }
        }
    };
    if errors.is_empty() { Ok(choice) } else { Err(EmbeddingError::Invalid(errors)) }
}

/// What is wrong with an address, for people.
pub(super) fn address_problem(error: &OutboundError) -> String {
    match error {
        OutboundError::NotPublic { .. } => {
            "This address is not on the public Internet. Ask whoever runs this ChatSphere to permit it."
                .to_owned()
        }
        error => error.to_string(),
    }
}

/// Seals a key so that it opens for this workspace only.
pub(super) fn seal_key(
    secret: &MasterSecret,
    random: &dyn chatsphere_kernel::Random,
    tenant: WorkspaceId,
    key: &str,
) -> Vec<u8> {
    secret.seal(random, &purpose(tenant), key.as_bytes())
}

/// The key of a stored endpoint; `None`: it has none. `Err` is a sentence.
pub(super) fn open_key(
    secret: &MasterSecret,
    tenant: WorkspaceId,
    record: &EmbedderRecord,
) -> Result<Option<String>, String> {
    let Some(sealed) = &record.sealed_key else { return Ok(None) };
    let opened = secret.open(&purpose(tenant), sealed).ok().and_then(|key| String::from_utf8(key).ok());
    opened.map(Some).ok_or_else(|| "The stored key cannot be opened any more. Enter it again.".to_owned())
}

/// The last characters, for people to tell keys apart.
pub(super) fn hint(key: &str) -> String {
    match key.len().checked_sub(HINT_CHARS) {
        Some(start) if key.len() >= HINTED_KEY_CHARS => key.get(start..).unwrap_or_default().to_owned(),
        _ => String::new(),
    }
}

fn purpose(tenant: WorkspaceId) -> String {
    format!("embedding model of {tenant}")
}
