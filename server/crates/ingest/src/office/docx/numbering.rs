//! The markers of lists, which Word computes and does not store.

use std::collections::HashMap;

use crate::xml::Element;

/// Word has nine.
const LEVELS: usize = 9;

/// The lists of a document and how far each has counted.
#[derive(Default)]
pub(super) struct Numbering {
    lists: HashMap<String, List>,
    /// Lists of one kind go on counting together.
    counters: HashMap<String, [u32; LEVELS]>,
}

#[derive(Clone)]
struct List {
    kind: String,
    levels: Vec<Level>,
}

#[derive(Clone, Default)]
struct Level {
    format: String,
    text: String,
    start: u32,
}

impl Numbering {
    pub(super) fn of(root: Option<&Element>) -> Self {
        let Some(root) = root else { return Self::default() };
        let mut kinds: HashMap<String, Vec<Level>> = HashMap::new();
        for kind in root.elements().filter(|element| element.name() == "abstractNum") {
            let Some(id) = kind.attribute("abstractNumId") else { continue };
            kinds.insert(id.to_owned(), levels_of(kind));
        }
        let mut lists = HashMap::new();
        for list in root.elements().filter(|element| element.name() == "num") {
            let (Some(id), Some(kind)) = (list.attribute("numId"), list.value_of_child("abstractNumId"))
            else {
                continue;
            };
            let mut levels = kinds.get(kind).cloned().unwrap_or_default();
            let mut own_count = false;
            for change in list.elements().filter(|element| element.name() == "lvlOverride") {
                let at = change.attribute("ilvl").and_then(|level| level.parse::<usize>().ok());
                if let (Some(slot), Some(level)) = (at.and_then(|at| levels.get_mut(at)), change.child("lvl"))
                {
                    *slot = level_of(level);
                }
                let start = change.value_of_child("startOverride").and_then(|start| start.parse().ok());
                if let (Some(level), Some(start)) = (at.and_then(|at| levels.get_mut(at)), start) {
                    level.start = start;
                    own_count = true;
                }
            }
            let kind = if own_count { format!("list {id}") } else { kind.to_owned() };
            lists.insert(id.to_owned(), List { kind, levels });
        }
        Self { lists, counters: HashMap::new() }
    }

    /// The marker of the next entry of a list, or `None` when that is no list.
    pub(super) fn next_marker(&mut self, list: &str, level: u8) -> Option<String> {
        if list == "0" {
            return None;
        }
        let at = usize::from(level).min(LEVELS - 1);
        let Some(list) = self.lists.get(list) else { return Some("-".to_owned()) };
        let own = list.levels.get(at).cloned().unwrap_or_default();
        if matches!(own.format.as_str(), "bullet" | "none" | "") {
            return Some("-".to_owned());
        }
        let counters = self.counters.entry(list.kind.clone()).or_insert([0; LEVELS]);
        for (deeper, counter) in counters.iter_mut().enumerate() {
            if deeper == at {
                *counter = if *counter == 0 { own.start } else { counter.saturating_add(1) };
            } else if deeper > at {
                *counter = 0;
            }
        }
        let mut marker = own.text.clone();
        for (index, counter) in counters.iter().enumerate().take(at + 1) {
            let format = list.levels.get(index).map_or("decimal", |level| level.format.as_str());
            marker = marker.replace(&format!("%{}", index + 1), &written((*counter).max(1), format));
        }
        let marker = marker.trim();
        let is_plain =
            !marker.is_empty() && marker.chars().count() <= 16 && !marker.contains(char::is_whitespace);
        Some(if is_plain { marker.to_owned() } else { "-".to_owned() })
    }
}

fn levels_of(kind: &Element) -> Vec<Level> {
    let mut levels = vec![Level::default(); LEVELS];
    for level in kind.elements().filter(|element| element.name() == "lvl") {
        let at = level.attribute("ilvl").and_then(|at| at.parse::<usize>().ok()).unwrap_or(0);
        if let Some(slot) = levels.get_mut(at) {
            *slot = level_of(level);
        }
    }
    levels
}

fn level_of(level: &Element) -> Level {
    Level {
        format: level.value_of_child("numFmt").unwrap_or("bullet").to_owned(),
        text: level.value_of_child("lvlText").unwrap_or_default().to_owned(),
        start: level.value_of_child("start").and_then(|start| start.parse().ok()).unwrap_or(1),
    }
}

fn written(number: u32, format: &str) -> String {
    match format {
        "lowerLetter" => letters(number).to_lowercase(),
        "upperLetter" => letters(number),
        "lowerRoman" => roman(number).to_lowercase(),
        "upperRoman" => roman(number),
        "decimalZero" => format!("{number:02}"),
        _ => number.to_string(),
    }
}

fn letters(number: u32) -> String {
    let index = number.saturating_sub(1);
    let letter = char::from(b'A' + u8::try_from(index % 26).unwrap_or(0));
    let times = usize::try_from(index / 26 + 1).unwrap_or(1).min(5);
    std::iter::repeat_n(letter, times).collect()
}

fn roman(number: u32) -> String {
    const PARTS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut left = number.min(3_999);
    let mut text = String::new();
    for (value, sign) in PARTS {
        while left >= value {
            text.push_str(sign);
            left -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::Numbering;

    #[test]
    fn markers_count_by_level_and_list() {
        let xml = br#"<numbering><abstractNum abstractNumId="1">
            <lvl ilvl="0"><start val="1"/><numFmt val="decimal"/><lvlText val="%1."/></lvl>
            <lvl ilvl="1"><start val="1"/><numFmt val="lowerLetter"/><lvlText val="%1.%2)"/></lvl></abstractNum>
            <num numId="5"><abstractNumId val="1"/></num>
            <num numId="6"><abstractNumId val="1"/><lvlOverride ilvl="0"><startOverride val="4"/></lvlOverride></num></numbering>"#;
        let root = crate::xml::parse(xml).unwrap();
        let mut numbering = Numbering::of(Some(&root));
        let mut next = |list: &str, level| numbering.next_marker(list, level).unwrap_or_default();
        let markers = [
            next("5", 0),
            next("5", 1),
            next("5", 1),
            next("5", 0),
            next("5", 1),
            next("6", 0),
            next("6", 0),
        ];
        assert_eq!(markers, ["1.", "1.a)", "1.b)", "2.", "2.a)", "4.", "5."]);
        assert_eq!(next("0", 0), "");
        assert_eq!(super::roman(1994), "MCMXCIV");
    }
}
