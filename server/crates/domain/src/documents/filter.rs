//! A caller's filter, checked, as the database takes it.

use chatsphere_contract::documents::DocumentFilter;
use chatsphere_contract::limits;
use chatsphere_contract::problem::FieldError;
use chatsphere_db::TenantTx;
use chatsphere_db::documents::DocumentFilter as Filter;

use super::DocumentError;
use crate::tags;

/// Longest part of a name that is looked for, and longest type, in characters.
const NAME_CHARS: usize = 200;
const MEDIA_TYPE_CHARS: usize = 120;

/// Checks a filter and finds the tags that it names.
pub(super) async fn resolve(tx: &TenantTx, filter: &DocumentFilter) -> Result<Filter, DocumentError> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, code: &str, message: String| {
        errors.push(FieldError { field: field.to_owned(), code: code.to_owned(), message });
    };
    let name = filter.q.as_deref().map(str::trim).filter(|name| !name.is_empty());
    if name.is_some_and(|name| name.chars().count() > NAME_CHARS || name.contains('\0')) {
        wrong("q", "too_long", format!("A name to look for can have at most {NAME_CHARS} characters."));
    }
    let media_type = filter.media_type.as_deref().map(str::trim).filter(|kind| !kind.is_empty());
    if media_type.is_some_and(|kind| kind.chars().count() > MEDIA_TYPE_CHARS || kind.contains('\0')) {
        wrong("media_type", "invalid", "This is not a media type.".to_owned());
    }
    if filter.tags.len() > limits::TAGS_PER_DOCUMENT {
        wrong("tags", "too_many", format!("At most {} tags, please.", limits::TAGS_PER_DOCUMENT));
    }
    if !errors.is_empty() {
        return Err(DocumentError::Invalid(errors));
    }
    Ok(Filter {
        tags: tags::named(tx, &filter.tags, "tags").await?,
        untagged: filter.untagged,
        status: filter.status,
        media_type: media_type.map(str::to_owned),
        name: name.map(str::to_owned),
        enabled: filter.enabled,
    })
}
