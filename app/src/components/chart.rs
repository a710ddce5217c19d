//! Counts by day, as bars drawn on the server, with the table behind them.

use chatsphere_contract::overview::DayCount;
use leptos::prelude::*;

use crate::moment;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 180.0;
const LEFT: f64 = 32.0;
const BOTTOM: f64 = 24.0;
const TOP: f64 = 8.0;

/// What is counted, in words.
#[derive(Debug, Clone, Copy)]
pub struct ChartWords {
    /// The chart's name.
    pub name: &'static str,
    /// What a bar is: `questions`, and the same at the head of a column.
    pub all: (&'static str, &'static str),
    /// What the darker part of it is, if it has one.
    pub part: Option<PartWords>,
}

/// The darker part of a bar, in words.
#[derive(Debug, Clone, Copy)]
pub struct PartWords {
    /// What it is: `answered`, and the same at the head of a column.
    pub part: (&'static str, &'static str),
    /// The legend of the part, and that of the rest.
    pub legend: (&'static str, &'static str),
}

/// Questions, and how many of them were answered.
pub const QUESTIONS: ChartWords = ChartWords {
    name: "Questions by day",
    all: ("questions", "Questions"),
    part: Some(PartWords {
        part: ("answered", "Answered"),
        legend: ("Answered from your documents", "Not answered"),
    }),
};

/// More columns than this are too narrow for a label each.
const LABELLED: usize = 16;

/// Counts by day: a bar for all, the part of it that is told apart, and the same as a table.
#[component]
pub fn DailyChart(
    /// Oldest first.
    days: Vec<DayCount>,
    /// What is counted.
    words: ChartWords,
) -> impl IntoView {
    let scale = Scale::of(&days);
    let grid = scale
        .lines()
        .into_iter()
        .map(|value| {
            let y = scale.y(value);
            view! {
                <line class="chart-axis" x1=LEFT x2=WIDTH y1=y y2=y></line>
                <text class="chart-label" x=LEFT - 8.0 y=y + 4.0 text-anchor="end">
                    {value}
                </text>
            }
        })
        .collect_view();
    let bars = days
        .iter()
        .enumerate()
        .map(|(index, day)| column(&scale, words, index, day, days.len()))
        .collect_view();
    let rows = days
        .iter()
        .map(|day| {
            view! {
                <tr>
                    <td>{label(day)}</td>
                    <td class="number">{day.questions}</td>
                    {words.part.map(|_| view! { <td class="number">{day.answered}</td> })}
                </tr>
            }
        })
        .collect_view();
    view! {
        <figure class="chart stack-tight">
            {words
                .part
                .map(|part| {
                    view! {
                        <figcaption class="legend">
                            <span class="legend-key legend-part">{part.legend.0}</span>
                            <span class="legend-key">{part.legend.1}</span>
                        </figcaption>
                    }
                })}
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="group" aria-label=words.name>
                {grid}
                {bars}
            </svg>
            <details class="chart-table">
                <summary>"Show as a table"</summary>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Day"</th>
                            <th scope="col" class="number-head">
                                {words.all.1}
                            </th>
                            {words
                                .part
                                .map(|part| {
                                    view! {
                                        <th scope="col" class="number-head">
                                            {part.part.1}
                                        </th>
                                    }
                                })}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </details>
        </figure>
    }
    .into_any()
}

fn column(scale: &Scale, of: ChartWords, index: usize, day: &DayCount, count: usize) -> AnyView {
    let step = (WIDTH - LEFT) / to_f64(count.max(1));
    let x = LEFT + step * to_f64(index);
    let bar = (step * 0.62).min(36.0);
    let inset = (step - bar) / 2.0;
    // Without a part to tell apart all of a bar has the stronger colour.
    let dark = of.part.map_or(day.questions, |_| day.answered.min(day.questions));
    let (all, part) = (scale.y(day.questions), scale.y(dark));
    let floor = scale.y(0);
    let answered = of.part.map(|part| format!(", {} {}", day.answered, part.part.0)).unwrap_or_default();
    let words = format!("{}: {} {}{answered}", label(day), day.questions, of.all.0);
    let is_labelled = count <= LABELLED || (count - 1 - index).is_multiple_of(5);
    let short = label(day).split_whitespace().nth(1).unwrap_or_default().to_owned();
    let title = words.clone();
    view! {
        <g class="chart-column" tabindex="0" role="img" aria-label=words>
            <title>{title}</title>
            <rect class="chart-bar-all" x=x + inset y=all width=bar height=floor - all rx="2"></rect>
            <rect class="chart-bar-part" x=x + inset y=part width=bar height=floor - part rx="2"></rect>
            {is_labelled
                .then(|| {
                    view! {
                        <text class="chart-label" x=x + step / 2.0 y=HEIGHT - 6.0 text-anchor="middle">
                            {short}
                        </text>
                    }
                })}
            <rect class="chart-hit" x=x y=TOP width=step height=HEIGHT - TOP></rect>
        </g>
    }
    .into_any()
}

fn label(day: &DayCount) -> String {
    moment::weekday_of(&day.day).unwrap_or_else(|| day.day.clone())
}

/// Counts to heights, with a round number at the top.
struct Scale {
    top: i64,
}

impl Scale {
    fn of(days: &[DayCount]) -> Self {
        let most = days.iter().map(|day| day.questions).max().unwrap_or(0).max(1);
        let mut step = 1;
        while step * 4 < most {
            step = match leading_digit(step) {
                1 => step * 2,
                2 => step / 2 * 5,
                _ => step * 2,
            };
        }
        Self { top: step * 4 }
    }

    fn lines(&self) -> [i64; 3] {
        [0, self.top / 2, self.top]
    }

    fn y(&self, value: i64) -> f64 {
        let share =
            to_f64(usize::try_from(value).unwrap_or(0)) / to_f64(usize::try_from(self.top).unwrap_or(1));
        TOP + (HEIGHT - BOTTOM - TOP) * (1.0 - share)
    }
}

fn leading_digit(mut number: i64) -> i64 {
    while number >= 10 {
        number /= 10;
    }
    number
}

/// Counts here are far below 2^32.
fn to_f64(value: usize) -> f64 {
    f64::from(u32::try_from(value).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_ends_on_a_round_number_above_the_highest_bar() {
        for (most, top) in [(0, 4), (3, 4), (5, 8), (17, 20), (33, 40), (700, 800), (1_300, 2_000)] {
            let days = vec![DayCount { day: "2026-11-21".into(), questions: most, answered: 0 }];
            assert_eq!(Scale::of(&days).top, top, "{most}");
        }
    }
}
