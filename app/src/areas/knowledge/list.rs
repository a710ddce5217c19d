//! The documents, kept up to date while some are on their way.

use std::time::Duration;

use chatsphere_contract::documents::{Document, DocumentFilter, DocumentSummary, RestoreDocuments};
use chatsphere_contract::ids::DocumentId;
use chatsphere_contract::paging::{Page, PageQuery};
use chatsphere_contract::tags::Tag;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::bulk_bar::{BulkBar, undo_deletion};
use super::bulk_progress::BulkProgress;
use super::edit_tags::EditTagsDialog;
use super::filters::Filters;
use super::model;
use super::row::DocumentRow;
use super::selection::Selection;
use super::server_fns::{Beginning, DeleteDocument, begin_documents, list_documents};
use crate::areas::bots::BotContext;
use crate::components::{Button, ConfirmDialog, EmptyState, IconName, Toasts, open_while};
use crate::session::Session;

/// How often documents on their way are asked about.
const BEAT: Duration = Duration::from_millis(1_200);

/// The list and what can be done with it.
#[derive(Clone, Copy)]
pub struct Documents {
    context: BotContext,
    all: RwSignal<Vec<Document>>,
    cursor: RwSignal<Option<String>>,
    /// What the list is narrowed to.
    pub filter: Memo<DocumentFilter>,
    /// How many there are, and of which types.
    pub summary: RwSignal<DocumentSummary>,
    /// The tags of the workspace.
    pub tags: RwSignal<Vec<Tag>>,
    /// What is chosen.
    pub selection: Selection,
    /// The bulk job that was begun here last.
    pub running: RwSignal<Option<String>>,
    /// The one that deleting is asked about.
    pub doomed: RwSignal<Option<Document>>,
    /// The one whose tags are edited.
    pub edited: RwSignal<Option<Document>>,
}

impl Documents {
    /// The list, beginning with its first page; asks again for as long as something is on its way, and when
    /// it is narrowed to something else.
    pub fn new(context: BotContext, filter: Memo<DocumentFilter>, first: Beginning) -> Self {
        let (page, summary, tags) = first;
        let documents = Self {
            context,
            all: RwSignal::new(page.items),
            cursor: RwSignal::new(page.next_cursor),
            filter,
            summary: RwSignal::new(summary),
            tags: RwSignal::new(tags),
            selection: Selection::new(),
            running: RwSignal::new(None),
            doomed: RwSignal::new(None),
            edited: RwSignal::new(None),
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
                documents.reload();
            }
            is
        });
        Effect::new(move |known: Option<DocumentFilter>| {
            let wanted = filter.get();
            if known.is_some_and(|known| known != wanted) {
                documents.selection.clear();
                documents.reload();
            }
            wanted
        });
        documents
    }

    /// The bot whose documents these are.
    pub fn bot(&self) -> String {
        self.context.id.get_untracked()
    }

    /// How many are loaded.
    pub fn count(&self) -> i64 {
        self.all.with(|all| i64::try_from(all.len()).unwrap_or(i64::MAX))
    }

    /// Those that are loaded, in their order.
    pub fn shown(&self) -> Vec<DocumentId> {
        self.all.with_untracked(|all| all.iter().map(|document| document.id).collect())
    }

    /// Asks for the first page again and merges it in, so that what is being read does not move.
    pub fn refresh(&self) {
        let documents = *self;
        let filter = self.filter.get_untracked();
        spawn_local(async move {
            // A missed beat is made up for by the next one.
            if let Ok(page) = list_documents(documents.bot(), filter.clone(), model::FIRST).await
                && documents.filter.try_get_untracked() == Some(filter)
            {
                documents.all.try_update(|all| merge(all, page));
            }
        });
    }

    /// Asks for everything again: the documents, the numbers, the tags. The counts in the header follow.
    pub fn reload(&self) {
        let documents = *self;
        let filter = self.filter.get_untracked();
        spawn_local(async move {
            let begun = begin_documents(documents.bot(), filter.clone()).await;
            // Another filter has been chosen meanwhile, or the page is gone.
            if documents.filter.try_get_untracked() != Some(filter) {
                return;
            }
            match begun {
                Ok((page, summary, tags)) => {
                    documents.cursor.set(page.next_cursor);
                    documents.all.set(page.items);
                    documents.summary.set(summary);
                    documents.tags.set(tags);
                }
                // A tag of the address that is not there (any more).
                Err(error) => {
                    documents.all.set(Vec::new());
                    documents.cursor.set(None);
                    documents.summary.update(|summary| summary.matching = 0);
                    Toasts::get().say(error.sentence());
                }
            }
            documents.context.bot.refetch();
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
        self.reload();
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
    let shown = Memo::new(move |_| documents.all.with(|all| all.iter().map(|d| d.id).collect::<Vec<_>>()));
    let loading = RwSignal::new(false);
    let toasts = Toasts::get();
    let more = move |_| {
        loading.set(true);
        spawn_local(async move {
            let query = PageQuery { cursor: documents.cursor.get_untracked(), ..model::FIRST };
            match list_documents(documents.bot(), documents.filter.get_untracked(), query).await {
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
    let is_bare = Memo::new(move |_| {
        documents.filter.with(|filter| *filter == DocumentFilter::default()) && is_empty.get()
    });
    let selection = documents.selection;
    let all_chosen = Memo::new(move |_| {
        shown.with(|shown| !shown.is_empty() && shown.iter().all(|id| selection.has(*id)))
    });
    let may_read_all = Session::get().may("read");
    view! {
        <BulkProgress documents=documents />
        <section class="panel panel-flush" aria-label="Documents">
            <Show
                when=move || !is_bare.get()
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
                <Filters documents=documents />
                <Show when=move || is_empty.get()>
                    <EmptyState
                        icon=IconName::Search
                        title="No document matches"
                        text="Look for another name, tag, state or type, or clear the filter."
                    />
                </Show>
                <table class="table table-cards documents">
                    <thead>
                        <tr>
                            <th scope="col" class="chooser">
                                {may_read_all
                                    .then(|| {
                                        view! {
                                            <input
                                                type="checkbox"
                                                class="check"
                                                aria-label="Choose all documents shown"
                                                prop:checked=move || all_chosen.get()
                                                on:change=move |event| {
                                                    selection.set_all(&documents.shown(), event_target_checked(&event));
                                                }
                                            />
                                        }
                                    })}
                            </th>
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
        </section>
        <BulkBar documents=documents />
        <DeleteDocumentDialog documents=documents />
        <EditTagsDialog documents=documents />
    }
    .into_any()
}

#[component]
fn DeleteDocumentDialog(documents: Documents) -> impl IntoView {
    let action = ServerAction::<DeleteDocument>::new();
    let toasts = Toasts::get();
    let doomed = documents.doomed;
    let open = open_while(doomed);
    Effect::new(move |_| match action.value().get() {
        Some(Ok(())) => {
            if let Some(gone) = doomed.get_untracked() {
                documents.remove(&gone);
                let undo = RestoreDocuments { ids: vec![gone.id], ..RestoreDocuments::default() };
                let text = format!("{} was deleted; no answer uses it any more", gone.name);
                toasts.say_with_undo(text, undo_deletion(documents, toasts, undo));
            }
            open.set(false);
        }
        Some(Err(error)) => toasts.say(error.sentence()),
        None => {}
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
        format!("{what} From this moment no answer uses it. You can undo it for 10 minutes.")
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
