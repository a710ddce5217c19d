//! What the paragraph styles of a Word document mean.

use std::collections::HashMap;

use crate::xml::Element;

/// Styles inherit from each other; a chain that is longer is a circle.
const LONGEST_CHAIN: usize = 20;

/// The paragraph styles by id.
#[derive(Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
}

#[derive(Default)]
struct Style {
    /// Lower case.
    name: String,
    based_on: Option<String>,
    /// 0 to 8 for headings, 9 for text.
    outline: Option<u8>,
    numbering: Option<(String, u8)>,
    is_monospaced: bool,
}

/// What a style makes of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Text,
    Heading(u8),
    Code,
    /// An entry of a table of contents, which only repeats headings.
    Contents,
}

impl Styles {
    pub(super) fn of(root: Option<&Element>) -> Self {
        let mut by_id = HashMap::new();
        for style in root.into_iter().flat_map(Element::elements).filter(|one| one.name() == "style") {
            let Some(id) = style.attribute("styleId") else { continue };
            let paragraph = style.child("pPr");
            let numbering = paragraph.and_then(|own| own.child("numPr")).and_then(numbering_of);
            let outline = paragraph.and_then(|own| own.value_of_child("outlineLvl"));
            by_id.insert(
                id.to_owned(),
                Style {
                    name: style.value_of_child("name").unwrap_or(id).to_lowercase(),
                    based_on: style.value_of_child("basedOn").map(str::to_owned),
                    outline: outline.and_then(|level| level.parse().ok()),
                    numbering,
                    is_monospaced: style.child("rPr").is_some_and(is_monospaced),
                },
            );
        }
        Self { by_id }
    }

    pub(super) fn is_title(&self, id: &str) -> bool {
        self.by_id
            .get(id)
            .map_or(id == "Title", |style| matches!(style.name.as_str(), "title" | "titel" | "titre"))
    }

    /// What the style, or one it inherits from, makes of a paragraph.
    pub(super) fn role(&self, id: &str) -> Role {
        let chain = self.chain(id);
        if chain.is_empty() {
            return by_name(&id.to_lowercase()).unwrap_or(Role::Text);
        }
        for style in &chain {
            if let Some(level) = style.outline {
                return if level < 9 { Role::Heading((level + 1).min(6)) } else { Role::Text };
            }
            if let Some(role) = by_name(&style.name) {
                return role;
            }
            if style.is_monospaced {
                return Role::Code;
            }
        }
        Role::Text
    }

    /// The list that the style puts a paragraph in.
    pub(super) fn numbering(&self, id: &str) -> Option<(String, u8)> {
        self.chain(id).into_iter().find_map(|style| style.numbering.clone())
    }

    /// "List Bullet 2" and its like, for documents whose lists are only styles.
    pub(super) fn list_name(&self, id: &str) -> Option<&str> {
        self.chain(id).into_iter().map(|style| style.name.as_str()).find(|name| name.starts_with("list "))
    }

    fn chain(&self, id: &str) -> Vec<&Style> {
        let mut chain = Vec::new();
        let mut next = self.by_id.get(id);
        while let Some(style) = next.filter(|_| chain.len() < LONGEST_CHAIN) {
            chain.push(style);
            next = style.based_on.as_deref().and_then(|id| self.by_id.get(id));
        }
        chain
    }
}

fn by_name(name: &str) -> Option<Role> {
    let level_of = |prefix: &str| {
        let level = name.strip_prefix(prefix)?.trim().parse::<u8>().ok()?;
        Some(Role::Heading(level.clamp(1, 6)))
    };
    match name {
        "title" | "titel" | "titre" => return Some(Role::Heading(1)),
        "toc heading" => return Some(Role::Contents),
        _ => {}
    }
    if name.starts_with("toc ") || name == "table of figures" {
        return Some(Role::Contents);
    }
    let code = ["code", "preformatted", "source code", "verbatim", "html preformatted", "listing"];
    if code.iter().any(|own| name.contains(own)) {
        return Some(Role::Code);
    }
    level_of("heading").or_else(|| level_of("überschrift"))
}

/// The list and level that numbering properties name; list 0 means none.
pub(super) fn numbering_of(properties: &Element) -> Option<(String, u8)> {
    let level = properties.value_of_child("ilvl").and_then(|level| level.parse().ok()).unwrap_or(0);
    Some((properties.value_of_child("numId")?.to_owned(), level))
}

/// Whether letters of these properties are all as wide as each other.
pub(super) fn is_monospaced(properties: &Element) -> bool {
    let font = properties.child("rFonts").and_then(|fonts| fonts.attribute("ascii")).unwrap_or_default();
    let font = font.to_lowercase();
    ["courier", "consolas", "mono", "menlo", "lucida console", "fixedsys", "source code"]
        .iter()
        .any(|own| font.contains(own))
}
