//! The documents, kept up to date while some are on their way.

use std::time::Duration;

use chatsphere_contract::documents::Document;
use chatsphere_contract::paging::{Page, PageQuery};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::model;
use super::row::DocumentRow;
use super::server_fns::{DeleteDocument, list_documents};
use crate::areas::bots::BotContext;
use crate::components::{Button, ConfirmDialog, EmptyState, Icon, IconName, Toasts};

/// How often documents on their way are asked about.
const BEAT: Duration = Duration::from_millis(1_200);
/// From here on a search field helps.
const MANY: usize = 10;

/// The list and what can be done with it.
#[derive(Clone, Copy)]
pub struct Documents {
    context: BotContext,
    all: RwSignal<Vec<Document>>,
    cursor: RwSignal<Option<String>>,
    /// The one that deleting is asked about.
    pub doomed: RwSignal<Option<Document>>,
}

impl Documents {
    /// The list, beginning with its first page; asks again for as long as something is on its way.
    pub fn new(context: BotContext, page: Page<Document>) -> Self {
        let documents = Self {
            context,
            all: RwSignal::new(page.items),
            cursor: RwSignal::new(page.next_cursor),
            doomed: RwSignal::new(None),
        };
        let moving = Memo::new(move |_| documents.all.with(|all| all.iter().any(model::is_moving)));
        Effect::new(move |was: Option<bool>| {
            let is = moving.get();
            if is {
                let ticks = set_interval_with_handle(move || documents.refresh(), BEAT);
                on_cleanup(move || {
                    if let Ok(handle) = ticks {
                        handle.clear();
                    }
                });
            } else if was == Some(true) {
                // The counts in the header have changed.
                context.bot.refetch();
            }
            is
        });
        documents
    }

    /// The bot whose documents these are.
    pub fn bot(&self) -> String {
        self.context.id.get_untracked()
    }

    /// Asks for the first page again and merges it in, so that what is being read does not move.
    pub fn refresh(&self) {
        let documents = *self;
        spawn_local(async move {
            // A missed beat is made up for by the next one.
            if let Ok(page) = list_documents(documents.bot(), model::FIRST).await {
                documents.all.try_update(|all| merge(all, page));
            }
        });
    }

    /// Puts one document's new state in.
    pub fn put(&self, document: Document) {
        self.all.update(|all| {
            if let Some(old) = all.iter_mut().find(|old| old.id == document.id) {
                *old = document;
            }
        });
    }

    fn remove(&self, gone: &Document) {
        self.all.update(|all| all.retain(|document| document.id != gone.id));
        self.context.bot.refetch();
    }
}

/// The first page is the truth for its stretch of the list; what was loaded beyond it stays.
fn merge(all: &mut Vec<Document>, page: Page<Document>) {
    let complete = page.next_cursor.is_none();
    let oldest = page.items.last().map(|document| document.id);
    let mut merged = page.items;
    if !complete {
        merged.extend(all.iter().filter(|old| Some(old.id) < oldest).cloned());
    }
    if *all != merged {
        *all = merged;
    }
}

/// The documents as a table, with search, more on demand, and deleting.
#[component]
pub fn DocumentList(
    /// The list.
    documents: Documents,
) -> impl IntoView {
    let wanted = RwSignal::new(String::new());
    let shown = Memo::new(move |_| {
        let wanted = wanted.get().to_lowercase();
        documents.all.with(|all| {
            all.iter()
                .filter(|document| wanted.is_empty() || document.name.to_lowercase().contains(&wanted))
                .map(|document| document.id)
                .collect::<Vec<_>>()
        })
    });
    let loading = RwSignal::new(false);
    let toasts = Toasts::get();
    let more = move |_| {
        loading.set(true);
        spawn_local(async move {
            let query = PageQuery { cursor: documents.cursor.get_untracked(), ..model::FIRST };
            match list_documents(documents.bot(), query).await {
                Ok(page) => {
                    documents.all.update(|all| all.extend(page.items));
                    documents.cursor.set(page.next_cursor);
                }
                Err(error) => toasts.say(error.sentence()),
            }
            loading.set(false);
        });
    };
    let is_empty = Memo::new(move |_| documents.all.with(Vec::is_empty));
    let has_many = Memo::new(move |_| documents.all.with(|all| all.len() > MANY));
    view! {
        <section class="panel panel-flush" aria-label="Documents">
            <Show
                when=move || !is_empty.get()
                fallback=|| {
                    view! {
                        <EmptyState
                            icon=IconName::File
                            title="Nothing to answer from yet"
                            text="Drop files anywhere on this page: help articles, manuals, terms, price lists. Each is read at once and used from then on."
                        />
                    }
                }
            >
                <Show when=move || has_many.get()>
                    <div class="table-tools">
                        <label class="search">
                            <span class="visually-hidden">"Find a document by name"</span>
                            <Icon name=IconName::Search size=16 />
                            <input
                                class="input"
                                type="search"
                                placeholder="Find by name"
                                prop:value=move || wanted.get()
                                on:input=move |event| wanted.set(event_target_value(&event))
                            />
                        </label>
                        <span class="muted small figures">
                            {move || format!("{} shown", shown.with(Vec::len))}
                        </span>
                    </div>
                </Show>
                <table class="table table-cards documents">
                    <thead>
                        <tr>
                            <th scope="col">"Document"</th>
                            <th scope="col">"State"</th>
                            <th scope="col" class="number-head">"Size"</th>
                            <th scope="col" class="number-head">"Passages"</th>
                            <th scope="col">"Changed"</th>
                            <th scope="col">
                                <span class="visually-hidden">"Actions"</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        <For
                            each=move || shown.get()
                            key=|id| *id
                            children=move |id| {
                                let document = Memo::new(move |_| {
                                    documents.all.with(|all| all.iter().find(|d| d.id == id).cloned())
                                });
                                view! { <DocumentRow document=document documents=documents /> }
                            }
                        />
                    </tbody>
                </table>
                <Show when=move || documents.cursor.with(Option::is_some)>
                    <div class="load-more">
                        <Button busy=loading on_press=more>
                            "Show more"
                        </Button>
                    </div>
                </Show>
            </Show>
            <DeleteDocumentDialog documents=documents />
        </section>
    }
    .into_any()
}

#[component]
fn DeleteDocumentDialog(documents: Documents) -> impl IntoView {
    let open = RwSignal::new(false);
    let action = ServerAction::<DeleteDocument>::new();
    let toasts = Toasts::get();
    let doomed = documents.doomed;
    Effect::new(move |_| {
        if doomed.with(Option::is_some) {
            open.set(true);
        }
    });
    Effect::new(move |_| match action.value().get() {
        Some(Ok(())) => {
            if let Some(gone) = doomed.get_untracked() {
                documents.remove(&gone);
                toasts.say(format!("{} was deleted; no answer uses it any more", gone.name));
            }
            open.set(false);
        }
        Some(Err(error)) => toasts.say(error.sentence()),
        None => {}
    });
    Effect::new(move |_| {
        if !open.get() {
            doomed.set(None);
        }
    });
    let title = Signal::derive(move || {
        doomed.with(|d| d.as_ref().map_or_else(String::new, |d| format!("Delete {}?", d.name)))
    });
    let text = Signal::derive(move || {
        let passages = doomed.with(|d| d.as_ref().map_or(0, |d| d.chunks));
        let what = match passages {
            0 => "The original goes with it.".to_owned(),
            1 => "Its one passage and the original go with it.".to_owned(),
            n => format!("Its {n} passages and the original go with it."),
        };
        format!("{what} From this moment no answer uses it. To have it back, upload it again.")
    });
    view! {
        <ConfirmDialog
            open=open
            title=title
            text=text
            confirm="Delete the document"
            busy=action.pending()
            on_confirm=move |_| {
                if let Some(document) = doomed.get_untracked() {
                    let (bot, document) = (documents.bot(), document.id.to_string());
                    action.dispatch(DeleteDocument { bot, document });
                }
            }
        />
    }
    .into_any()
}
