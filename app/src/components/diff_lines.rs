//! Changed lines with their changed words.

use chatsphere_contract::versions::{Change, DiffLine};
use leptos::prelude::*;

/// Groups of changed lines and what stands around them, the changed words marked.
#[component]
pub fn DiffLines(
    /// What was compared.
    #[prop(into)]
    label: String,
    /// The groups.
    groups: Vec<Vec<DiffLine>>,
) -> impl IntoView {
    let groups = groups
        .into_iter()
        .map(|lines| {
            let lines = lines.into_iter().map(line).collect_view();
            view! { <tbody class="diff-group">{lines}</tbody> }.into_any()
        })
        .collect_view();
    view! {
        <div class="diff-scroll" tabindex="0" role="region" aria-label=label>
            <table class="diff">{groups}</table>
        </div>
    }
    .into_any()
}

fn line(line: DiffLine) -> AnyView {
    let (class, sign, word) = match line.change {
        Change::Same => ("diff-same", " ", ""),
        Change::Added => ("diff-added", "+", "added: "),
        Change::Removed => ("diff-removed", "−", "removed: "),
    };
    let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    let parts = line
        .parts
        .into_iter()
        .map(|part| {
            if part.changed {
                view! { <mark>{part.text}</mark> }.into_any()
            } else {
                view! { <span>{part.text}</span> }.into_any()
            }
        })
        .collect_view();
    view! {
        <tr class=class>
            <td class="diff-number">{number(line.old_line)}</td>
            <td class="diff-number">{number(line.new_line)}</td>
            <td class="diff-sign" aria-hidden="true">{sign}</td>
            <td class="diff-text">
                {(!word.is_empty()).then(|| view! { <span class="visually-hidden">{word}</span> })} {parts}
            </td>
        </tr>
    }
    .into_any()
}
