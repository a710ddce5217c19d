//! The list that leads from a file's lasting name to its address with the hash in it.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};

use crate::hash;

/// Characters of the hash in a file name: plenty against a clash, short in every page.
const HASH_CHARS: usize = 10;

/// Lasting name to address, such as `panel.js` to `/assets/panel-0123456789.js`.
pub type Manifest = BTreeMap<String, String>;

/// Name of the list in the site folder.
pub const FILE_NAME: &str = "manifest.json";

/// The file name with the content's hash before the ending.
pub fn hashed_name(name: &str, content: &[u8]) -> String {
    let hash: String = hash::of_bytes(content).chars().take(HASH_CHARS).collect();
    match name.rsplit_once('.') {
        Some((stem, ending)) => format!("{stem}-{hash}.{ending}"),
        None => format!("{name}-{hash}"),
    }
}

/// The list of a finished site.
pub fn read(site: &Path) -> Result<Manifest> {
    let path = site.join(FILE_NAME);
    let text = std::fs::read(&path)
        .with_context(|| format!("{} can't be read; build it with `cargo xtask site`", path.display()))?;
    serde_json::from_slice(&text)
        .with_context(|| format!("{} is damaged; delete it and run `cargo xtask site`", path.display()))
}

/// The list as it is stored.
pub fn to_json(manifest: &Manifest) -> Result<Vec<u8>> {
    let mut text = serde_json::to_vec_pretty(manifest)?;
    text.push(b'\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_changes_with_the_content_and_keeps_its_ending() {
        let first = hashed_name("panel.js", b"one");
        let second = hashed_name("panel.js", b"two");
        assert_ne!(first, second);
        assert_eq!(first, hashed_name("panel.js", b"one"));
        assert!(first.starts_with("panel-") && first.ends_with(".js"), "{first}");
        assert_eq!(first.len(), "panel-.js".len() + HASH_CHARS);
    }

    #[test]
    fn a_name_with_two_dots_keeps_only_the_last_as_ending() {
        assert!(hashed_name("app.en.css", b"").starts_with("app.en-"));
    }

    #[test]
    fn the_list_survives_storage() {
        let manifest = Manifest::from([("app.css".to_owned(), "/assets/app-1.css".to_owned())]);
        let stored = to_json(&manifest).unwrap();
        assert_eq!(serde_json::from_slice::<Manifest>(&stored).unwrap(), manifest);
    }
}
