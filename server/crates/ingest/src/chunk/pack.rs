//! Parts put together into passages of even size.

use super::{ChunkOptions, size::size_of, units::Unit};

/// The text of one passage and where it begins.
#[derive(Debug)]
pub(super) struct Passage {
    pub(super) page: Option<u32>,
    /// The first and the last row of a sheet, when it is made of such rows.
    pub(super) rows: Option<(u32, u32)>,
    pub(super) text: String,
}

/// The passages of one section's parts.
pub(super) fn pack(units: Vec<Unit>, options: &ChunkOptions) -> Vec<Passage> {
    let total: usize = units.iter().map(|unit| unit.size).sum();
    let mut groups: Vec<Vec<Unit>> = Vec::new();
    let mut current = Group::default();
    // Even parts: 1,300 with a target of 1,100 become two of 650, not 1,100 and 200.
    let parts = if total <= options.max_size { 1 } else { total.div_ceil(options.target_size.max(1)) };
    let ideal = total.div_ceil(parts.max(1));
    for unit in units {
        if current.should_end_before(&unit, ideal, options) {
            let carried = current.take_introduction(&unit, options);
            groups.push(std::mem::take(&mut current.units));
            current = Group::default();
            if let Some(introduction) = carried {
                current.push(introduction);
            }
        }
        current.push(unit);
    }
    groups.push(current.units);
    groups.into_iter().filter_map(passage).collect()
}

#[derive(Default)]
struct Group {
    units: Vec<Unit>,
    size: usize,
}

impl Group {
    fn push(&mut self, unit: Unit) {
        if self.units.is_empty() {
            self.size += header_size(&unit);
        }
        self.size += unit.size;
        self.units.push(unit);
    }

    fn should_end_before(&self, next: &Unit, ideal: usize, options: &ChunkOptions) -> bool {
        if self.units.is_empty() {
            return false;
        }
        let with_next = self.size + next.size;
        if with_next > options.max_size {
            return true;
        }
        // A lead-in waits for what it leads to.
        if self.units.last().is_some_and(|last| last.introduces) {
            return false;
        }
        let overshoot = with_next.saturating_sub(ideal);
        let shortfall = ideal.saturating_sub(self.size);
        if next.starts_block {
            overshoot > shortfall
        } else {
            overshoot > shortfall && self.size * 4 >= ideal * 3
        }
    }

    /// A lead-in at the end goes over to the next passage, if that has room and this one keeps something.
    fn take_introduction(&mut self, next: &Unit, options: &ChunkOptions) -> Option<Unit> {
        let last = self.units.last()?;
        let moves = last.introduces
            && self.units.len() > 1
            && last.size + next.size + header_size(next) <= options.max_size;
        if moves { self.units.pop() } else { None }
    }
}

fn header_size(unit: &Unit) -> usize {
    unit.table_header.as_ref().map_or(0, |header| size_of(header) + 1)
}

fn passage(units: Vec<Unit>) -> Option<Passage> {
    let page = units.first()?.page;
    let mut text = String::new();
    for unit in &units {
        if text.is_empty() {
            if let Some(header) = &unit.table_header {
                text.push_str(header);
                text.push('\n');
            }
        } else {
            text.push_str(unit.glue);
        }
        text.push_str(&unit.text);
    }
    let text = text.trim_end().trim_start_matches('\n').to_owned();
    let rows = units.iter().filter_map(|unit| unit.row);
    let rows = rows.clone().min().zip(rows.max());
    (!text.is_empty()).then_some(Passage { page, rows, text })
}
