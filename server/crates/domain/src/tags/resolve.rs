//! From what a caller calls tags to the names that this workspace writes. Everything that can be tagged
//! goes through here.

use std::collections::HashMap;

use chatsphere_contract::ids::TagId;
use chatsphere_contract::limits;
use chatsphere_contract::problem::FieldError;
use chatsphere_db::tags::{self, NewName};
use chatsphere_db::{DbError, TenantTx};

use super::{TagError, name};
use crate::platform::Platform;

/// The names as this workspace writes them, each once, in the order given; those that are new become tags.
/// The tags are held against renaming to the end of the transaction. What is wrong is said of `field`.
pub async fn ensure(
    platform: &Platform,
    tx: &TenantTx,
    given: &[String],
    field: &str,
) -> Result<Vec<String>, TagError> {
    if given.len() > limits::TAGS_PER_DOCUMENT {
        let message = format!("At most {} tags, please.", limits::TAGS_PER_DOCUMENT);
        return Err(TagError::Invalid(vec![name::error(field, "too_many", message)]));
    }
    let names: Result<Vec<String>, FieldError> = given.iter().map(|given| name::parse(given)).collect();
    let names =
        names.map_err(|error| TagError::Invalid(vec![FieldError { field: field.to_owned(), ..error }]))?;
    let written = written(platform, tx, &names).await?;
    let mut ordered: Vec<String> = Vec::with_capacity(names.len());
    for name in names {
        let name = written.get(&name::fold(&name)).cloned().unwrap_or(name);
        if !ordered.contains(&name) {
            ordered.push(name);
        }
    }
    Ok(ordered)
}

/// How this workspace writes these names, by their folded form. They must be well-formed.
pub(crate) async fn written(
    platform: &Platform,
    tx: &TenantTx,
    names: &[String],
) -> Result<HashMap<String, String>, TagError> {
    let new: Vec<NewName> = names
        .iter()
        .map(|name| NewName { id: TagId(platform.uuid()), name: name.clone(), folded: name::fold(name) })
        .collect();
    let written = tags::ensure(tx, &new, platform.clock.now()).await?;
    let most = i64::try_from(limits::TAGS).unwrap_or(i64::MAX);
    if !new.is_empty() && tags::count(tx).await? > most {
        return Err(TagError::TooMany);
    }
    Ok(written)
}

/// The names of existing tags, each given by id or by name. One that is not there is the caller's mistake,
/// said of `field`.
pub async fn named(tx: &TenantTx, given: &[String], field: &str) -> Result<Vec<String>, TagError> {
    let mut names = Vec::with_capacity(given.len());
    for given in given {
        let (ids, folded) = match given.parse::<TagId>() {
            Ok(id) => (vec![id], Vec::new()),
            Err(_) => (Vec::new(), vec![name::fold(&spaced(given))]),
        };
        match tags::names_of(tx, &ids, &folded).await?.pop() {
            Some(name) => names.push(name),
            None => {
                let shown: String = given.chars().take(60).collect();
                let message = format!("There is no tag “{shown}”.");
                return Err(TagError::Invalid(vec![name::error(field, "unknown_tag", message)]));
            }
        }
    }
    Ok(names)
}

/// How this workspace writes a tag that something is filtered by; as it was given when there is no such tag,
/// so that nothing has it.
pub async fn as_written(tx: &TenantTx, given: &str) -> Result<String, DbError> {
    let given = spaced(given);
    let found = tags::names_of(tx, &[], &[name::fold(&given)]).await?.pop();
    Ok(found.unwrap_or(given))
}

/// The ids of the tags with these names, as written here: they stay when a tag is renamed.
pub async fn ids_of(tx: &TenantTx, names: &[String]) -> Result<Vec<TagId>, DbError> {
    let all = tags::list(tx, None).await?;
    Ok(all.into_iter().filter(|(tag, _)| names.contains(&tag.name)).map(|(tag, _)| tag.id).collect())
}

/// The present names of these tags, as far as they are still there.
pub async fn names_by_id(tx: &TenantTx, ids: &[TagId]) -> Result<Vec<String>, DbError> {
    tags::names_of(tx, ids, &[]).await
}

fn spaced(given: &str) -> String {
    given
        .chars()
        .take(4 * limits::TAG_CHARS)
        .filter(|c| !c.is_control() || c.is_whitespace())
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}
