//! The pages of a source, by state.

use chatsphere_contract::paging::PageQuery;
use chatsphere_contract::sources::{PageState, Source, SourcePage};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::list::maybe;
use super::model;
use super::server_fns::list_pages;
use crate::areas::bots::BotContext;
use crate::components::{Button, RadioOption, Segmented, Status, Toasts};

/// The pages of a source; asked for again when their counts change.
#[component]
pub(super) fn PageTable(
    /// The source's id.
    source: String,
    /// Its present state.
    present: Memo<Option<Source>>,
) -> impl IntoView {
    let context = BotContext::get();
    let toasts = Toasts::get();
    let source = StoredValue::new(source);
    let wanted = RwSignal::new(None::<PageState>);
    let all = RwSignal::new(Vec::<SourcePage>::new());
    let cursor = RwSignal::new(None::<String>);
    let is_loaded = RwSignal::new(false);
    let loading = RwSignal::new(false);
    let counts = Memo::new(move |_| present.with(|s| s.as_ref().map(|s| (s.pages, s.state))));
    let load = move |from: Option<String>| {
        let of = wanted.get_untracked();
        let query = PageQuery { cursor: from.clone(), ..model::FIRST };
        spawn_local(async move {
            let found = list_pages(context.id.get_untracked(), source.get_value(), of, query).await;
            // What was chosen meanwhile is asked for by itself.
            if wanted.try_get_untracked() != Some(of) {
                return;
            }
            match found {
                Ok(page) => {
                    all.update(|all| match from {
                        Some(_) => all.extend(page.items),
                        None => *all = page.items,
                    });
                    cursor.set(page.next_cursor);
                    is_loaded.set(true);
                }
                Err(error) if from.is_some() => toasts.say(error.sentence()),
                Err(_) => {}
            }
            loading.set(false);
        });
    };
    Effect::new(move |_| {
        wanted.track();
        counts.track();
        // While more than one page is open, what is being read must not move.
        if all.with_untracked(|all| all.len() <= 50) || !is_loaded.get_untracked() {
            load(None);
        }
    });
    let choose = Callback::new(move |state: Option<PageState>| {
        all.set(Vec::new());
        is_loaded.set(false);
        wanted.set(state);
    });
    let options = [
        (None, "All"),
        (Some(PageState::Read), "Read"),
        (Some(PageState::Failed), "Failed"),
        (Some(PageState::Gone), "Gone"),
        (Some(PageState::Skipped), "Left out"),
    ];
    let options = options.into_iter().map(|(value, label)| (RadioOption { value, label }, None)).collect();
    let nothing = move || match (is_loaded.get(), wanted.get()) {
        (false, _) => "Loading the pages…",
        (true, None) => "No page has been found yet.",
        (true, Some(PageState::Failed)) => "No page failed.",
        (true, Some(PageState::Gone)) => "No page is gone.",
        (true, Some(_)) => "There is no such page.",
    };
    view! {
        <section class="panel panel-flush" aria-label="Pages">
            <div class="table-tools">
                <Segmented
                    label="Which pages"
                    options=options
                    value=Signal::derive(move || wanted.get())
                    on_choose=choose
                />
            </div>
            <Show
                when=move || all.with(|all| !all.is_empty())
                fallback=move || view! { <p class="table-empty muted">{nothing}</p> }
            >
                <table class="table table-cards source-pages">
                    <thead>
                        <tr>
                            <th scope="col">"Page"</th>
                            <th scope="col">"State"</th>
                            <th scope="col">"Checked"</th>
                            <th scope="col">"Changed"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {move || all.get().into_iter().map(row).collect_view()}
                    </tbody>
                </table>
                <Show when=move || cursor.with(Option::is_some)>
                    <div class="load-more">
                        <Button
                            busy=loading
                            on_press=move |_| {
                                loading.set(true);
                                load(cursor.get_untracked());
                            }
                        >
                            "Show more"
                        </Button>
                    </div>
                </Show>
            </Show>
        </section>
    }
    .into_any()
}

fn row(page: SourcePage) -> AnyView {
    let (word, tone) = model::page_state(&page);
    let shown = model::short(&page.address).to_owned();
    let title = page.title.filter(|title| *title != shown);
    let why = page.reason.map(|reason| reason.message);
    let leads_to = page.leads_to.map(|to| model::short(&to).to_owned());
    view! {
        <tr>
            <td class="card-title source-page">
                {title.map(|title| view! { <div class="strong">{title}</div> })}
                <a href=page.address target="_blank" rel="noopener noreferrer external">
                    {shown}
                </a>
            </td>
            <td data-label="State" class="source-state">
                <div class="stack-tight">
                    <Status tone=tone label=word />
                    {why.map(|why| view! { <p class="small muted">{why}</p> })}
                    {leads_to.map(|to| view! { <p class="small muted mono">{to}</p> })}
                </div>
            </td>
            <td data-label="Checked" class="muted">
                {maybe(page.last_checked_at, "not yet")}
            </td>
            <td data-label="Changed" class="muted">
                {maybe(page.last_changed_at, "not yet")}
            </td>
        </tr>
    }
    .into_any()
}
