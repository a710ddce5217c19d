//! Running headers, footers and page numbers, which would stand in the middle of the text.

use std::collections::HashMap;

use super::layout::Line;

/// Lines at the top and at the bottom of a page that may be running ones.
const EDGE_LINES: usize = 2;
/// Documents with fewer pages have no pattern to go by.
const FEWEST_PAGES: usize = 3;

/// The pages without the lines that stand at the edge of at least half of them.
pub(super) fn without_running_lines(mut pages: Vec<Vec<Line>>) -> Vec<Vec<Line>> {
    for (number, page) in (1..).zip(&mut pages) {
        drop_page_number(page, number);
    }
    if pages.len() < FEWEST_PAGES {
        return pages;
    }
    let mut seen: HashMap<String, usize> = HashMap::new();
    for page in &pages {
        let mut keys: Vec<String> = edge_indices(page)
            .into_iter()
            .filter_map(|index| page.get(index))
            .map(|line| key(&line.text))
            .collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            *seen.entry(key).or_default() += 1;
        }
    }
    let enough = FEWEST_PAGES.max(pages.len() / 2);
    for page in &mut pages {
        for index in edge_indices(page) {
            if let Some(line) = page.get_mut(index)
                && seen.get(&key(&line.text)).is_some_and(|times| *times >= enough)
            {
                *line = Line::default();
            }
        }
    }
    pages
}

/// A line at the very edge that is the page's number and nothing else.
fn drop_page_number(page: &mut [Line], number: usize) {
    let number = number.to_string();
    let first = page.iter().position(|line| !line.text.is_empty());
    let last = page.iter().rposition(|line| !line.text.is_empty());
    for index in [first, last].into_iter().flatten() {
        if let Some(line) = page.get_mut(index).filter(|line| line.text == number) {
            *line = Line::default();
        }
    }
}

fn edge_indices(page: &[Line]) -> Vec<usize> {
    let filled: Vec<usize> =
        page.iter().enumerate().filter(|(_, line)| !line.text.is_empty()).map(|(index, _)| index).collect();
    let top = filled.iter().take(EDGE_LINES);
    let bottom = filled.iter().rev().take(EDGE_LINES);
    let mut edges: Vec<usize> = top.chain(bottom).copied().collect();
    edges.sort_unstable();
    edges.dedup();
    edges
}

/// The line without its page number: numbers at its ends, and all of them in "Page 3 of 12". Numbers within
/// other lines stay, or "Chapter 1" to "Chapter 9" would be the same.
fn key(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_number = |word: &&str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_punctuation())
    };
    let only_counts = words.iter().all(|word| {
        is_number(word)
            || matches!(
                word.to_lowercase().as_str(),
                "page" | "of" | "seite" | "von" | "p." | "pg." | "sur" | "de"
            )
    });
    if only_counts {
        return "#".to_owned();
    }
    let start = words.iter().take_while(|word| is_number(word)).count();
    let end = words.len() - words.iter().rev().take_while(|word| is_number(word)).count();
    words.get(start..end).unwrap_or_default().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{Line, without_running_lines};

    #[test]
    fn the_number_of_the_page_goes_in_short_documents_too() {
        let page = ["1", "Text", "1"].map(|text| Line { text: text.into(), ..Line::default() }).to_vec();
        let kept = without_running_lines(vec![page]);
        assert_eq!(kept[0].iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), ["", "Text", ""]);
    }

    #[test]
    fn only_what_repeats_at_the_edges_goes() {
        let page = |number: usize| -> Vec<Line> {
            [
                format!("Acme manual {number}"),
                format!("Chapter {number}: pumps"),
                "Same text".into(),
                "End".into(),
                format!("Page {number} of 4"),
            ]
            .into_iter()
            .map(|text| Line { text, ..Line::default() })
            .collect()
        };
        let mut pages: Vec<Vec<Line>> = (1..5).map(page).collect();
        for (page, end) in pages.iter_mut().zip(["a", "b", "c", "d"]) {
            page[3].text = end.into();
        }
        let kept = without_running_lines(pages);
        let texts: Vec<&str> = kept[1].iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["", "Chapter 2: pumps", "Same text", "b", ""]);
    }
}
