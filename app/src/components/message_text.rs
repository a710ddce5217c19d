//! The text of an answer: a Markdown subset to elements, source numbers to buttons.
//!
//! The text comes from a model and is hostile: it becomes text nodes and our own elements, never HTML,
//! and nothing in it makes the browser ask another host for anything.

mod parse;

use leptos::prelude::*;

use parse::{Block, Inline};

/// The text of an answer. A source number calls `on_cite`.
#[component]
pub fn MessageText(
    /// Markdown subset with `[n]`.
    #[prop(into)]
    text: String,
    /// The numbers that have a source; others stay text.
    sources: Vec<u32>,
    /// A source number was pressed.
    on_cite: Callback<u32>,
) -> impl IntoView {
    let blocks =
        parse::blocks(&text).into_iter().map(|block| block_view(block, &sources, on_cite)).collect_view();
    view! { <div class="prose">{blocks}</div> }.into_any()
}

fn block_view(block: Block, sources: &[u32], on_cite: Callback<u32>) -> AnyView {
    let line = |inlines: Vec<Inline>| {
        inlines.into_iter().map(|inline| inline_view(inline, sources, on_cite)).collect_view()
    };
    match block {
        Block::Paragraph(inlines) => view! { <p>{line(inlines)}</p> }.into_any(),
        Block::Heading(inlines) => view! { <p class="strong">{line(inlines)}</p> }.into_any(),
        Block::List { ordered, items } => {
            let items = items.into_iter().map(|item| view! { <li>{line(item)}</li> }).collect_view();
            if ordered {
                view! { <ol>{items}</ol> }.into_any()
            } else {
                view! { <ul>{items}</ul> }.into_any()
            }
        }
        Block::Code(code) => view! {
            <pre>
                <code>{code}</code>
            </pre>
        }
        .into_any(),
    }
}

fn inline_view(inline: Inline, sources: &[u32], on_cite: Callback<u32>) -> AnyView {
    match inline {
        Inline::Text(text) => text.into_any(),
        Inline::Strong(text) => view! { <strong>{text}</strong> }.into_any(),
        Inline::Emphasis(text) => view! { <em>{text}</em> }.into_any(),
        Inline::Code(text) => view! { <code>{text}</code> }.into_any(),
        Inline::Link { text, url } => view! {
            <a href=url target="_blank" rel="noopener noreferrer nofollow external">
                {text}
            </a>
        }
        .into_any(),
        Inline::Source(n) if sources.contains(&n) => view! {
            <button
                class="cite"
                type="button"
                aria-label=format!("Source {n}")
                on:click=move |_| on_cite.run(n)
            >
                {n}
            </button>
        }
        .into_any(),
        Inline::Source(n) => format!("[{n}]").into_any(),
    }
}
