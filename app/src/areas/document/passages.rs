//! The document's passages: found, changed, switched off, pinned.

use chatsphere_contract::ids::ChunkId;
use chatsphere_contract::paging::Page;
use chatsphere_contract::passages::{DocumentPassage, PassageQuery};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use super::frame::DocumentContext;
use super::lost::LostPassages;
use super::passage::PassageCard;
use super::server_fns::list_passages;
use crate::components::{Button, EmptyState, Icon, IconName, Loaded, SkeletonShape, Toasts};

/// The passages on the screen.
#[derive(Clone, Copy)]
pub struct Passages {
    /// In their order.
    pub all: RwSignal<Vec<DocumentPassage>>,
    /// The one whose text is being changed.
    pub editing: RwSignal<Option<ChunkId>>,
    cursor: RwSignal<Option<String>>,
}

impl Passages {
    fn new(page: Page<DocumentPassage>) -> Self {
        Self {
            all: RwSignal::new(page.items),
            editing: RwSignal::new(None),
            cursor: RwSignal::new(page.next_cursor),
        }
    }

    /// Puts a passage's new state in.
    pub fn put(&self, passage: DocumentPassage) {
        self.all.update(|all| {
            if let Some(old) = all.iter_mut().find(|old| old.id == passage.id) {
                *old = passage;
            }
        });
    }
}

/// The document's passages.
#[component]
pub fn PassagesPage() -> impl IntoView {
    let context = DocumentContext::get();
    let query = use_query_map();
    let words = Memo::new(move |_| query.with(|query| query.get("q").unwrap_or_default()));
    let passages = Resource::new(
        move || (context.bot.get(), context.id.get(), context.state.get(), words.get()),
        |(bot, document, _, words)| list_passages(bot, document, asked(&words, None)),
    );
    view! {
        <div class="stack-tight">
            <LostPassages />
            <SearchForm words=words />
            <Loaded
                from=passages
                shape=SkeletonShape::List
                then=move |page| view! { <PassageList page=page words=words /> }.into_any()
            />
        </div>
    }
    .into_any()
}

fn asked(words: &str, cursor: Option<String>) -> PassageQuery {
    let q = (!words.trim().is_empty()).then(|| words.to_owned());
    PassageQuery { q, cursor, limit: Some(50) }
}

/// A form of its own address, so that it works without the program too and Back leads back.
#[component]
fn SearchForm(words: Memo<String>) -> impl IntoView {
    let typed = RwSignal::new(words.get_untracked());
    let navigate = use_navigate();
    let on_submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let words = String::from(js_sys::encode_uri_component(typed.get_untracked().trim()));
        let options = NavigateOptions { scroll: false, ..NavigateOptions::default() };
        navigate(&if words.is_empty() { "?".to_owned() } else { format!("?q={words}") }, options);
    };
    view! {
        <form class="row-wrap" role="search" method="get" on:submit=on_submit>
            <label class="search">
                <span class="visually-hidden">"Find passages by their words"</span>
                <Icon name=IconName::Search size=16 />
                <input
                    class="input"
                    type="search"
                    name="q"
                    maxlength="200"
                    placeholder="Words in the passage"
                    value=words.get_untracked()
                    on:input=move |event| typed.set(event_target_value(&event))
                />
            </label>
            <Button kind=crate::components::ButtonKind::Submit>"Find"</Button>
        </form>
    }
    .into_any()
}

#[component]
fn PassageList(page: Page<DocumentPassage>, words: Memo<String>) -> impl IntoView {
    let context = DocumentContext::get();
    let toasts = Toasts::get();
    let passages = Passages::new(page);
    let loading = RwSignal::new(false);
    let more = move |_| {
        loading.set(true);
        spawn_local(async move {
            let (bot, document) = context.ids();
            let query = asked(&words.get_untracked(), passages.cursor.get_untracked());
            match list_passages(bot, document, query).await {
                Ok(page) => {
                    passages.all.update(|all| all.extend(page.items));
                    passages.cursor.set(page.next_cursor);
                }
                Err(error) => toasts.say(error.sentence()),
            }
            loading.set(false);
        });
    };
    let is_empty = Memo::new(move |_| passages.all.with(Vec::is_empty));
    view! {
        <Show
            when=move || !is_empty.get()
            fallback=move || {
                let (title, text) = if words.get().is_empty() {
                    ("No passages yet", "They appear here once the document has been read.")
                } else {
                    ("No passage has these words", "Try fewer words, or parts of them.")
                };
                view! {
                    <section class="panel" aria-label="Passages">
                        <EmptyState icon=IconName::Search title=title text=text />
                    </section>
                }
            }
        >
            <ol class="passage-list" aria-label="Passages">
                <For
                    each=move || passages.all.with(|all| all.iter().map(|p| p.id).collect::<Vec<_>>())
                    key=|id| *id
                    children=move |id| {
                        let passage = Memo::new(move |_| {
                            passages.all.with(|all| all.iter().find(|p| p.id == id).cloned())
                        });
                        view! { <PassageCard passage=passage passages=passages /> }
                    }
                />
            </ol>
            <Show when=move || passages.cursor.with(Option::is_some)>
                <div class="load-more">
                    <Button busy=loading on_press=more>
                        "Show more"
                    </Button>
                </div>
            </Show>
        </Show>
    }
    .into_any()
}
