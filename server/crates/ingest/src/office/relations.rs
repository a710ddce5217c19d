//! How the parts of an Office file refer to each other.

use std::collections::HashMap;

use crate::{
    container::{Container, resolve},
    error::ExtractError,
};

/// What one part refers to, by the ids it uses.
#[derive(Default)]
pub(super) struct Relations {
    by_id: HashMap<String, Relation>,
}

/// One reference.
pub(super) struct Relation {
    /// The last step of its type: `slide`, `hyperlink`, `styles`.
    pub(super) kind: String,
    /// The name of a part, or an address outside.
    pub(super) target: String,
    pub(super) is_external: bool,
}

impl Relations {
    /// Those of a part; of the container itself when the name is empty.
    pub(super) fn of(container: &mut Container<'_>, part: &str) -> Result<Self, ExtractError> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let slash = if folder.is_empty() { "" } else { "/" };
        let name = format!("{folder}{slash}_rels/{file}.rels");
        let Some(root) = container.optional_xml(&name)? else { return Ok(Self::default()) };
        let by_id = root.elements().filter_map(|element| {
            let is_external = element.attribute("TargetMode") == Some("External");
            let target = element.attribute("Target")?;
            let target = if is_external { target.to_owned() } else { resolve(part, target)? };
            let kind = element.attribute("Type")?.rsplit('/').next()?.to_owned();
            Some((element.attribute("Id")?.to_owned(), Relation { kind, target, is_external }))
        });
        Ok(Self { by_id: by_id.collect() })
    }

    /// The part of that id.
    pub(super) fn part(&self, id: &str) -> Option<&str> {
        self.by_id.get(id).filter(|relation| !relation.is_external).map(|relation| relation.target.as_str())
    }

    /// The address of that id, where it is one for people.
    pub(super) fn address(&self, id: &str) -> Option<&str> {
        self.by_id.get(id).filter(|relation| relation.is_external).map(|relation| relation.target.as_str())
    }

    /// The part of that kind, where there is but one as a rule.
    pub(super) fn of_kind(&self, kind: &str) -> Option<&str> {
        self.all_of_kind(kind).into_iter().next()
    }

    /// All parts of that kind, by name.
    pub(super) fn all_of_kind(&self, kind: &str) -> Vec<&str> {
        let mut parts: Vec<&str> = self
            .by_id
            .values()
            .filter(|relation| relation.kind == kind && !relation.is_external)
            .map(|relation| relation.target.as_str())
            .collect();
        parts.sort_unstable();
        parts
    }
}

/// The part that the container is about, and what it refers to.
pub(super) fn main_part(
    container: &mut Container<'_>,
    usual: &str,
) -> Result<(String, Relations), ExtractError> {
    let root = Relations::of(container, "")?;
    let part = root.of_kind("officeDocument").unwrap_or(usual).to_owned();
    let relations = Relations::of(container, &part)?;
    Ok((part, relations))
}
