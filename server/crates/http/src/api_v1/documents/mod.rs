//! What a bot answers from.

pub(super) mod bulk;
pub(super) mod delete;
pub(super) mod import;
pub(super) mod list;
pub(super) mod original;
pub(super) mod passages;
pub(super) mod preview;
pub(super) mod read;
pub(super) mod restore;
pub(super) mod retry;
pub(super) mod summary;
pub(super) mod update;
pub(super) mod upload;
pub(super) mod versions;

/// `a,b` is two.
pub(super) fn listed(text: Option<&str>) -> Vec<String> {
    let parts = text.unwrap_or_default().split(',');
    parts.map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}
