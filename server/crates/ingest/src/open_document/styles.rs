//! What the styles of an OpenDocument file mean.

use std::collections::HashMap;

use crate::xml::Element;

/// A chain of styles that is longer is a circle.
const LONGEST_CHAIN: usize = 20;

/// Styles by name, common and automatic ones alike.
#[derive(Default)]
pub(super) struct Styles {
    by_name: HashMap<String, Style>,
    /// Whether a list's levels are numbered, outermost first.
    lists: HashMap<String, Vec<bool>>,
}

#[derive(Default)]
struct Style {
    parent: Option<String>,
    is_hidden: bool,
    font: String,
}

impl Styles {
    pub(super) fn of<'a>(parts: impl Iterator<Item = &'a Element>) -> Self {
        let mut styles = Self::default();
        for part in parts {
            for group in part.elements() {
                if matches!(group.name(), "styles" | "automatic-styles") {
                    styles.add(group);
                }
            }
        }
        styles
    }

    fn add(&mut self, group: &Element) {
        for style in group.elements() {
            let Some(name) = style.attribute("name").map(str::to_owned) else { continue };
            match style.name() {
                "style" => {
                    let hides = |own: &Element| {
                        own.attribute("display") == Some("false")
                            || own.attribute("visibility") == Some("hidden")
                    };
                    let is_hidden = style
                        .elements()
                        .filter(|own| matches!(own.name(), "table-properties" | "drawing-page-properties"))
                        .any(hides);
                    let font = style.child("text-properties").and_then(|own| own.attribute("font-name"));
                    self.by_name.insert(
                        name,
                        Style {
                            parent: style.attribute("parent-style-name").map(str::to_owned),
                            is_hidden,
                            font: font.unwrap_or_default().to_lowercase(),
                        },
                    );
                }
                "list-style" => {
                    let levels = style.elements().map(|level| {
                        level.name() == "list-level-style-number"
                            && level.attribute("num-format").is_some_and(|format| !format.is_empty())
                    });
                    self.lists.insert(name, levels.collect());
                }
                _ => {}
            }
        }
    }

    pub(super) fn is_hidden(&self, name: &str) -> bool {
        self.by_name.get(name).is_some_and(|style| style.is_hidden)
    }

    pub(super) fn is_title(&self, name: &str) -> bool {
        self.chain(name).iter().any(|name| name == "Title")
    }

    /// "Preformatted Text" and its like, or letters that are all as wide as each other.
    pub(super) fn is_code(&self, name: &str) -> bool {
        self.chain(name).iter().any(|name| {
            let font = self.by_name.get(name).map_or("", |style| style.font.as_str());
            let lower = name.to_lowercase();
            ["preformatted", "code", "verbatim", "listing"].iter().any(|own| lower.contains(own))
                || ["mono", "courier", "consolas"].iter().any(|own| font.contains(own))
        })
    }

    pub(super) fn is_numbered(&self, list: &str, depth: usize) -> bool {
        self.lists.get(list).and_then(|levels| levels.get(depth)).copied().unwrap_or(false)
    }

    /// The style's name and those it inherits from, with `_20_` for the blank as they are stored.
    fn chain(&self, name: &str) -> Vec<String> {
        let mut chain = Vec::new();
        let mut next = Some(name.to_owned());
        while let Some(name) = next.filter(|_| chain.len() < LONGEST_CHAIN) {
            next = self.by_name.get(&name).and_then(|style| style.parent.clone());
            chain.push(name);
        }
        chain
    }
}
