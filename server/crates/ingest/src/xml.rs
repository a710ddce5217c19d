//! XML parts of office files to a small tree.
//!
//! Nothing outside the part is ever looked at and nothing in it expands: a document type that declares
//! entities is refused, other references than the five of XML and those by number are dropped. Depth and number of
//! nodes are bounded, so that the tree may be walked by recursion.

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

use crate::{error::ExtractError, text};

/// Real parts stay below 60.
const DEEPEST: usize = 200;
/// A book of a thousand pages has about 500,000.
const MOST_NODES: usize = 4_000_000;

/// An element and what it holds.
#[derive(Debug, Default)]
pub(crate) struct Element {
    /// With its prefix, as written.
    name: Box<str>,
    attributes: Vec<(Box<str>, Box<str>)>,
    /// In order.
    pub(crate) children: Vec<Node>,
}

/// What an element holds.
#[derive(Debug)]
pub(crate) enum Node {
    /// Another element.
    Element(Element),
    /// Text, with its references resolved.
    Text(Box<str>),
}

/// The root element of a part.
///
/// # Errors
///
/// `corrupt`: not well-formed, nested too deeply, too many nodes, or with entities of its own.
pub(crate) fn parse(bytes: &[u8]) -> Result<Element, ExtractError> {
    let source = decode(bytes);
    let mut reader = reader(&source);
    let mut tree = Tree::default();
    loop {
        match next(&mut reader)? {
            Event::Start(start) => tree.open(element(&start))?,
            Event::Empty(start) => {
                tree.open(element(&start))?;
                tree.close();
            }
            Event::End(_) => tree.close(),
            Event::Text(text) => tree.text.push_str(&text.xml10_content()),
            Event::CData(data) => tree.text.push_str(&data.xml10_content()),
            Event::GeneralRef(reference) => tree.text.extend(resolved(&reference)),
            Event::Eof => break,
            _ => {}
        }
    }
    tree.finish()
}

/// A part as text: its byte order mark or its declaration tells the encoding, which is UTF-8 as a rule.
pub(crate) fn decode(bytes: &[u8]) -> String {
    use encoding_rs::{Encoding, UTF_8};
    let (encoding, skip) = Encoding::for_bom(bytes).unwrap_or_else(|| (declared(bytes).unwrap_or(UTF_8), 0));
    encoding.decode_without_bom_handling(bytes.get(skip..).unwrap_or_default()).0.into_owned()
}

fn declared(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = bytes.get(..bytes.len().min(200))?;
    let head = String::from_utf8_lossy(head);
    let declaration = head.strip_prefix("<?xml")?.split("?>").next()?;
    let label = declaration.split("encoding=").nth(1)?.trim_start_matches(['"', '\'']);
    let label = label.split(['"', '\'']).next()?;
    encoding_rs::Encoding::for_label(label.as_bytes()).filter(|encoding| encoding.is_ascii_compatible())
}

/// A reader for parts that are too long for a tree; use [`next`] with it.
pub(crate) fn reader(source: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(source);
    reader.config_mut().allow_dangling_amp = true;
    reader
}

/// The next event; a document type with entities and what is not well-formed end it.
pub(crate) fn next<'a>(reader: &mut Reader<&'a [u8]>) -> Result<Event<'a>, ExtractError> {
    match reader.read_event() {
        Ok(Event::DocType(declaration)) if declaration.contains("<!ENTITY") => {
            Err(ExtractError::corrupt("it declares XML entities, which are never followed"))
        }
        Ok(event) => Ok(event),
        Err(_) => Err(ExtractError::corrupt("its XML is not well-formed")),
    }
}

/// The character that a reference stands for.
pub(crate) fn resolved(reference: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Some(character);
    }
    match reference.as_ref() {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => None,
    }
}

/// The value of an attribute of a start tag, by its name without prefix.
pub(crate) fn attribute_of(start: &BytesStart<'_>, local: &str) -> Option<String> {
    start
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| local_name(attribute.key.as_ref()) == local)
        .map(|attribute| value_of(&attribute))
}

fn value_of(attribute: &quick_xml::events::attributes::Attribute<'_>) -> String {
    match attribute.normalized_value(XmlVersion::Implicit1_0) {
        Ok(value) => value.into_owned(),
        Err(_) => attribute.value.to_string(),
    }
}

/// The name without its prefix.
pub(crate) fn local_name(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn element(start: &BytesStart<'_>) -> Element {
    let attributes = start
        .attributes()
        .with_checks(false)
        .flatten()
        .map(|attribute| (attribute.key.as_ref().into(), value_of(&attribute).into()))
        .collect();
    Element { name: start.name().as_ref().into(), attributes, children: Vec::new() }
}

#[derive(Default)]
struct Tree {
    open: Vec<Element>,
    root: Option<Element>,
    text: String,
    nodes: usize,
}

impl Tree {
    fn open(&mut self, element: Element) -> Result<(), ExtractError> {
        self.end_text();
        self.nodes += 1;
        if self.open.len() >= DEEPEST {
            return Err(ExtractError::corrupt("its elements are nested too deeply"));
        }
        if self.nodes > MOST_NODES {
            return Err(ExtractError::corrupt("it has more elements than a document for reading"));
        }
        self.open.push(element);
        Ok(())
    }

    fn close(&mut self) {
        self.end_text();
        let Some(closed) = self.open.pop() else { return };
        match self.open.last_mut() {
            Some(parent) => parent.children.push(Node::Element(closed)),
            None => self.root = self.root.take().or(Some(closed)),
        }
    }

    fn end_text(&mut self) {
        if self.text.is_empty() {
            return;
        }
        if let Some(parent) = self.open.last_mut() {
            self.nodes += 1;
            parent.children.push(Node::Text(self.text.as_str().into()));
        }
        self.text.clear();
    }

    /// The root; a part that breaks off keeps what came before.
    fn finish(mut self) -> Result<Element, ExtractError> {
        while !self.open.is_empty() {
            self.close();
        }
        self.root.ok_or_else(|| ExtractError::corrupt("a part of it holds no XML"))
    }
}

impl Element {
    /// Its name without prefix.
    pub(crate) fn name(&self) -> &str {
        local_name(&self.name)
    }

    /// An attribute by its name without prefix; one without a prefix is preferred.
    pub(crate) fn attribute(&self, local: &str) -> Option<&str> {
        let exact = self.attributes.iter().find(|(name, _)| &**name == local);
        exact.map(|(_, value)| &**value).or_else(|| self.prefixed_attribute(local))
    }

    /// An attribute that has a prefix, by its name without it: `r:id` beside `id`.
    pub(crate) fn prefixed_attribute(&self, local: &str) -> Option<&str> {
        let is_it = |name: &str| name.split_once(':').is_some_and(|(_, own)| own == local);
        self.attributes.iter().find(|(name, _)| is_it(name)).map(|(_, value)| &**value)
    }

    /// The elements directly in it.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first element of that name directly in it.
    pub(crate) fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.name() == name)
    }

    /// The first element at the end of this path of names.
    pub(crate) fn path(&self, names: &[&str]) -> Option<&Element> {
        names.iter().try_fold(self, |element, name| element.child(name))
    }

    /// `w:val` and the like of the child with that name.
    pub(crate) fn value_of_child(&self, name: &str) -> Option<&str> {
        self.child(name)?.attribute("val")
    }

    /// The first element of that name in it, however deep.
    pub(crate) fn descendant(&self, name: &str) -> Option<&Element> {
        self.elements()
            .find_map(|element| if element.name() == name { Some(element) } else { element.descendant(name) })
    }

    /// All elements of that name in it, however deep, in order; not those within one another.
    pub(crate) fn descendants<'a>(&'a self, name: &str, found: &mut Vec<&'a Element>) {
        for element in self.elements() {
            if element.name() == name {
                found.push(element);
            } else {
                element.descendants(name, found);
            }
        }
    }

    /// All text in it.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        self.write_text(&mut text);
        text
    }

    /// All text in it, cleaned, on one line.
    pub(crate) fn line(&self) -> String {
        text::one_line(&text::clean(&self.text()))
    }

    fn write_text(&self, output: &mut String) {
        for child in &self.children {
            match child {
                Node::Element(element) => element.write_text(output),
                Node::Text(text) => output.push_str(text),
            }
        }
    }
}

#[cfg(test)]
mod tests;
