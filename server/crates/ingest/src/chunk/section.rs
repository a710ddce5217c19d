//! The stretches of a document under one heading.

use super::{
    ChunkOptions,
    units::{self, Unit},
};
use crate::document::{Block, Content, Extracted};

/// Longer "headings" are sentences that only look like one.
const LONGEST_HEADING: usize = 160;

/// What stands under one heading.
#[derive(Debug)]
pub(super) struct Section {
    /// The headings above, outermost first, without the document's title.
    pub(super) path: Vec<String>,
    pub(super) units: Vec<Unit>,
    /// The last heading as text, for when the section is joined with others.
    heading: Option<Block>,
    size: usize,
}

/// The document's sections in order. A heading with nothing under it but smaller headings is none.
pub(super) fn split(extracted: &Extracted, options: &ChunkOptions) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut open: Vec<(u8, String)> = Vec::new();
    let mut current = Section::under(&open, None);
    for block in &extracted.blocks {
        match &block.content {
            Content::Heading { level, text } if text.chars().count() <= LONGEST_HEADING => {
                let is_title = is_title(text, extracted.title.as_deref())
                    && sections.is_empty()
                    && current.units.is_empty();
                let has_child = current.heading_level().is_some_and(|own| *level > own);
                finish(&mut sections, current, has_child, options);
                open.retain(|(above, _)| above < level);
                if !is_title {
                    open.push((*level, text.trim().to_owned()));
                }
                current = Section::under(&open, (!is_title).then(|| block.clone()));
            }
            _ => current.extend(units::of_block(block, options.target_size, options.max_size)),
        }
    }
    finish(&mut sections, current, false, options);
    sections
}

/// Joins neighbours that are both tiny and have the same parent, and a lead-in ("Choose one of these:") with the
/// first section below it; their headings become part of the text.
pub(super) fn merge_tiny(sections: Vec<Section>, options: &ChunkOptions) -> Vec<Section> {
    let mut merged: Vec<Section> = Vec::new();
    let mut open_group = false;
    for mut section in sections {
        let Some(last) = merged.last_mut().filter(|last| joins(last, &section, open_group, options)) else {
            open_group = false;
            merged.push(section);
            continue;
        };
        if siblings(last, &section) {
            let parent_length = last.path.len().saturating_sub(1);
            last.path.truncate(parent_length);
            last.write_heading(options);
        }
        section.write_heading(options);
        last.extend(section.units);
        open_group = true;
    }
    merged
}

fn joins(last: &Section, section: &Section, open_group: bool, options: &ChunkOptions) -> bool {
    let both = last.size + section.size + options.tiny_size * 2;
    if section.heading.is_none() || both > options.target_size {
        return false;
    }
    let below = is_parent(&last.path, &section.path);
    let leads_in = below && last.units.last().is_some_and(|unit| unit.introduces);
    let tiny = section.size <= options.tiny_size;
    let last_is_tiny = last.size <= options.tiny_size && last.heading.is_some();
    leads_in || (tiny && ((open_group && below) || (last_is_tiny && siblings(last, section))))
}

impl Section {
    fn under(open: &[(u8, String)], heading: Option<Block>) -> Self {
        Self {
            path: open.iter().map(|(_, text)| text.clone()).collect(),
            units: Vec::new(),
            heading,
            size: 0,
        }
    }

    fn extend(&mut self, units: Vec<Unit>) {
        self.size += units.iter().map(|unit| unit.size).sum::<usize>();
        self.units.extend(units);
    }

    fn heading_level(&self) -> Option<u8> {
        match self.heading.as_ref()?.content {
            Content::Heading { level, .. } => Some(level),
            _ => None,
        }
    }

    /// Puts its own heading in front of its text.
    fn write_heading(&mut self, options: &ChunkOptions) {
        let Some(heading) = self.heading.take() else { return };
        let mut units = units::of_block(&heading, options.target_size, options.max_size);
        if let Some(last) = units.last_mut() {
            last.introduces = !self.units.is_empty();
        }
        if let (Some(first), false) = (self.units.first_mut(), units.is_empty()) {
            first.glue = "\n";
        }
        let body = std::mem::take(&mut self.units);
        self.size = 0;
        self.extend(units);
        self.extend(body);
    }
}

fn finish(sections: &mut Vec<Section>, mut section: Section, has_child: bool, options: &ChunkOptions) {
    if section.units.is_empty() {
        if has_child || section.heading.is_none() {
            return;
        }
        // A heading over nothing is still something the author wrote.
        section.write_heading(options);
        section.path.pop();
    }
    if !section.units.is_empty() {
        sections.push(section);
    }
}

fn is_title(heading: &str, title: Option<&str>) -> bool {
    title.is_some_and(|title| {
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        plain(title) == plain(heading)
    })
}

fn siblings(one: &Section, other: &Section) -> bool {
    one.path.len() == other.path.len()
        && one.path.split_last().map(|(_, parent)| parent)
            == other.path.split_last().map(|(_, parent)| parent)
}

fn is_parent(parent: &[String], path: &[String]) -> bool {
    path.split_last().is_some_and(|(_, above)| above == parent)
}
