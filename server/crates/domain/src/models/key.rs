//! A workspace's key at rest.

use chatsphere_contract::ids::WorkspaceId;
use chatsphere_db::models::ModelRecord;
use chatsphere_kernel::Random;
use chatsphere_kernel::secrets::{MasterSecret, SecretError};

/// Characters of the hint, and how long a key must be to give so many away.
const HINT_CHARS: usize = 4;
const HINTED_KEY_CHARS: usize = 16;

/// Seals a key so that it opens for this workspace only.
pub(super) fn seal(secret: &MasterSecret, random: &dyn Random, tenant: WorkspaceId, key: &str) -> Vec<u8> {
    secret.seal(random, &purpose(tenant), key.as_bytes())
}

/// The key of a stored model; `None` if it has none.
pub(super) fn open(
    secret: &MasterSecret,
    tenant: WorkspaceId,
    model: &ModelRecord,
) -> Result<Option<String>, SecretError> {
    let Some(sealed) = &model.sealed_key else { return Ok(None) };
    let key = secret.open(&purpose(tenant), sealed)?;
    String::from_utf8(key).map(Some).map_err(|_| SecretError::CannotOpen)
}

/// The last characters, for people to tell keys apart.
pub(super) fn hint(key: &str) -> String {
    match key.len().checked_sub(HINT_CHARS) {
        Some(start) if key.len() >= HINTED_KEY_CHARS => key.get(start..).unwrap_or_default().to_owned(),
        _ => String::new(),
    }
}

/// The words date from when a workspace had one model: they are part of every key sealed since.
fn purpose(tenant: WorkspaceId) -> String {
    format!("model provider of {tenant}")
}
