//! What the bot reads of the document, beside the original.

use chatsphere_contract::paging::Page;
use chatsphere_contract::passages::{DocumentPassage, PassageQuery};
use chatsphere_contract::preview::ExtractedText;
use leptos::prelude::*;

use super::frame::DocumentContext;
use super::model;
use super::preview::Original;
use super::server_fns::{list_passages, load_text};
use crate::components::{Banner, Loaded, SkeletonShape, Switch, Tone};

/// Passages whose boundaries are shown.
const SHOWN: u32 = 100;

/// What the bot reads, beside the original.
#[component]
pub fn TextPage() -> impl IntoView {
    let boundaries = RwSignal::new(true);
    view! {
        <div class="stack-tight">
            <Switch
                label="Show where passages begin and end"
                hint="Each passage is found, shown to the model and cited by itself."
                value=boundaries
            />
            <div class="document-halves">
                <Original />
                <section class="panel document-text" aria-label="What the bot reads">
                    {move || {
                        if boundaries.get() {
                            view! { <Bounded /> }.into_any()
                        } else {
                            view! { <Whole /> }.into_any()
                        }
                    }}
                </section>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Whole() -> impl IntoView {
    let context = DocumentContext::get();
    let text = Resource::new(
        move || (context.bot.get(), context.id.get(), context.state.get().0),
        |(bot, document, _)| load_text(bot, document),
    );
    view! { <Loaded from=text shape=SkeletonShape::Page then=whole /> }.into_any()
}

fn whole(text: ExtractedText) -> AnyView {
    let sections = text
        .sections
        .into_iter()
        .map(|section| {
            view! {
                {section.page.map(|page| view! { <p class="tiny muted">{format!("Page {page}")}</p> })}
                <p class="document-words">{section.text}</p>
            }
            .into_any()
        })
        .collect_view();
    view! {
        {sections}
        {text
            .truncated
            .then(|| view! { <Banner tone=Tone::Info title="The rest is not shown here, but it is read." /> })}
    }
    .into_any()
}

#[component]
fn Bounded() -> impl IntoView {
    let context = DocumentContext::get();
    let passages = Resource::new(
        move || (context.bot.get(), context.id.get(), context.state.get()),
        |(bot, document, _)| {
            let query = PassageQuery { limit: Some(SHOWN), ..PassageQuery::default() };
            list_passages(bot, document, query)
        },
    );
    view! { <Loaded from=passages shape=SkeletonShape::Page then=bounded /> }.into_any()
}

fn bounded(page: Page<DocumentPassage>) -> AnyView {
    if page.items.is_empty() {
        return view! { <p class="muted">"There are no passages yet. They appear once the document has been read."</p> }
            .into_any();
    }
    let has_more = page.next_cursor.is_some();
    let passages = page
        .items
        .into_iter()
        .map(|passage| {
            let place = model::place(&passage);
            let headings = passage.heading_path.join(" › ");
            view! {
                <li class:passage-off=!passage.enabled>
                    <p class="row-wrap tiny muted">
                        <span class="figures">{place}</span>
                        {(!headings.is_empty()).then(|| view! { <span>{headings}</span> })}
                        {(!passage.enabled).then(|| view! { <span>"disabled"</span> })}
                        {passage.edited_at.is_some().then(|| view! { <span>"edited"</span> })}
                    </p>
                    <p class="document-words">{passage.text}</p>
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <ol class="document-bounds">{passages}</ol>
        {has_more
            .then(|| {
                view! {
                    <p class="muted small">
                        {format!("These are the first {SHOWN} passages; all of them are under Passages.")}
                    </p>
                }
            })}
    }
    .into_any()
}
