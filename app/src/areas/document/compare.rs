//! Two versions side by side in one text.

use chatsphere_contract::versions::{Change, CompareQuery, Comparison, DiffLine};
use leptos::prelude::*;

use super::frame::DocumentContext;
use super::model;
use super::server_fns::compare_versions;
use crate::components::{Banner, Button, ButtonLook, Loaded, SkeletonShape, Tone};

/// What differs between two versions.
#[component]
pub fn CompareView(
    /// Which two.
    query: CompareQuery,
    /// Empty it to close the comparison.
    comparing: RwSignal<Option<CompareQuery>>,
) -> impl IntoView {
    let context = DocumentContext::get();
    let title = format!("Version {} compared with version {}", query.to, query.from);
    let comparison = Resource::new(
        move || (context.bot.get(), context.id.get()),
        move |(bot, document)| compare_versions(bot, document, query.clone()),
    );
    view! {
        <section class="panel stack-tight" aria-label="Comparison">
            <div class="document-heading">
                <h3 class="grow">{title}</h3>
                <Button look=ButtonLook::Quiet small=true on_press=move |_| comparing.set(None)>
                    "Close"
                </Button>
            </div>
            <Loaded from=comparison shape=SkeletonShape::List then=shown />
        </section>
    }
    .into_any()
}

fn shown(comparison: Comparison) -> AnyView {
    let summary = model::summary(&comparison);
    let groups = comparison
        .groups
        .into_iter()
        .map(|lines| {
            let lines = lines.into_iter().map(line).collect_view();
            view! { <tbody class="diff-group">{lines}</tbody> }.into_any()
        })
        .collect_view();
    view! {
        <p class="muted small">{summary}</p>
        <div class="diff-scroll" tabindex="0" role="region" aria-label="Changed lines">
            <table class="diff">{groups}</table>
        </div>
        {comparison
            .truncated
            .then(|| view! { <Banner tone=Tone::Info title="There is more than is shown here." /> })}
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
