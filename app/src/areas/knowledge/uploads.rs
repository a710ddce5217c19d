//! Files on their way to the server, a few at a time, each with its own state.

use leptos::prelude::*;
use leptos::web_sys;
use send_wrapper::SendWrapper;

use super::list::Documents;
use super::model;
use crate::browser::upload::{self, Payload, UploadEvent};
use crate::components::{Button, ButtonLook, IconButton, IconName, ProgressBar, Status, Tone};

/// Files that are sent at the same time.
const AT_ONCE: usize = 2;

#[derive(Debug, Clone, PartialEq)]
enum State {
    Waiting,
    Sending(f64),
    Failed { why: String, again: bool },
}

#[derive(Debug, Clone, PartialEq)]
struct Item {
    key: u32,
    name: String,
    size: i64,
    state: State,
}

/// The queue. What the server has taken leaves it and appears among the documents.
#[derive(Clone, Copy)]
pub struct Uploads {
    bot: Memo<String>,
    documents: Documents,
    items: RwSignal<Vec<Item>>,
    /// The files themselves, by key. They belong to the browser's one thread; on the server, where threads
    /// change, there are none.
    files: StoredValue<Vec<(u32, SendWrapper<web_sys::File>)>>,
    next: StoredValue<u32>,
}

impl Uploads {
    /// An empty queue.
    pub fn new(bot: Memo<String>, documents: Documents) -> Self {
        Self {
            bot,
            documents,
            items: RwSignal::new(Vec::new()),
            files: StoredValue::new(Vec::new()),
            next: StoredValue::new(0),
        }
    }

    /// Takes chosen or dropped files in and begins to send them.
    pub fn take(&self, files: &web_sys::FileList) {
        for file in (0..files.length()).filter_map(|index| files.get(index)) {
            self.add(file);
        }
        self.pump();
    }

    fn add(&self, file: web_sys::File) {
        let key = self.next.get_value();
        self.next.set_value(key.wrapping_add(1));
        let name = file.name();
        let refusal = if model::is_import(&name) {
            Some("This looks like an import: use “Import NDJSON”.".to_owned())
        } else {
            model::refusal(&name, file.size())
        };
        let state = match refusal {
            Some(why) => State::Failed { why, again: false },
            None => State::Waiting,
        };
        #[expect(clippy::cast_possible_truncation, reason = "sizes of files are whole and far below 2^53")]
        let size = file.size() as i64;
        self.items.update(|items| items.push(Item { key, name, size, state }));
        self.files.update_value(|files| files.push((key, SendWrapper::new(file))));
    }

    /// Sends the next ones, while there is room.
    fn pump(&self) {
        loop {
            let next = self.items.with_untracked(|items| {
                let sending = items.iter().filter(|item| matches!(item.state, State::Sending(_))).count();
                let waiting = items.iter().find(|item| item.state == State::Waiting).map(|item| item.key);
                waiting.filter(|_| sending < AT_ONCE)
            });
            let Some(key) = next else { return };
            self.send(key);
        }
    }

    fn send(&self, key: u32) {
        let file =
            self.files.with_value(|files| files.iter().find(|(k, _)| *k == key).map(|(_, f)| f.clone()));
        let Some(file) = file else { return self.forget(key) };
        self.set(key, State::Sending(0.0));
        let queue = *self;
        let url = format!("/api/v1/bots/{}/documents", self.bot.get_untracked());
        upload::post(&url, &Payload::Form(file.take()), move |event| match event {
            UploadEvent::Sent(share) => queue.set(key, State::Sending(share)),
            UploadEvent::Accepted(_) => {
                queue.forget(key);
                queue.documents.refresh();
                queue.pump();
            }
            UploadEvent::Failed(error) => {
                queue.set(key, State::Failed { why: error.sentence(), again: true });
                queue.pump();
            }
        });
    }

    fn set(&self, key: u32, state: State) {
        self.items.try_update(|items| {
            if let Some(item) = items.iter_mut().find(|item| item.key == key) {
                item.state = state;
            }
        });
    }

    fn retry(&self, key: u32) {
        self.set(key, State::Waiting);
        self.pump();
    }

    fn forget(&self, key: u32) {
        self.items.try_update(|items| items.retain(|item| item.key != key));
        self.files.try_update_value(|files| files.retain(|(k, _)| *k != key));
    }
}

/// The files that are not yet documents.
#[component]
pub fn UploadQueue(
    /// The queue.
    uploads: Uploads,
) -> impl IntoView {
    let keys =
        Memo::new(move |_| uploads.items.with(|items| items.iter().map(|item| item.key).collect::<Vec<_>>()));
    view! {
        <Show when=move || !keys.with(Vec::is_empty)>
            <section class="panel panel-flush" aria-label="Uploads">
                <ul class="list">
                    <For
                        each=move || keys.get()
                        key=|key| *key
                        children=move |key| {
                            let item = Memo::new(move |_| {
                                uploads.items.with(|items| items.iter().find(|i| i.key == key).cloned())
                            });
                            view! { <UploadRow item=item uploads=uploads /> }
                        }
                    />
                </ul>
            </section>
        </Show>
    }
    .into_any()
}

#[component]
fn UploadRow(item: Memo<Option<Item>>, uploads: Uploads) -> impl IntoView {
    move || {
        let Item { key, name, size, state } = item.get()?;
        let size = model::size(size);
        Some(match state {
            State::Waiting => view! {
                <li class="list-item">
                    <span class="grow truncate">{name}</span>
                    <span class="muted small figures">{size}</span>
                    <Status tone=Tone::Neutral label="Waiting to be sent" />
                </li>
            }
            .into_any(),
            State::Sending(share) => view! {
                <li class="list-item">
                    <span class="grow truncate">{name}</span>
                    <div class="upload-progress">
                        <ProgressBar
                            label=Signal::stored("Sending".to_owned())
                            share=Signal::stored(Some(share))
                            detail=Signal::stored(size)
                        />
                    </div>
                </li>
            }
            .into_any(),
            State::Failed { why, again } => view! {
                <li class="list-item">
                    <div class="grow">
                        <div class="truncate strong">{name.clone()}</div>
                        <p class="field-error">{why}</p>
                    </div>
                    {again
                        .then(|| {
                            view! {
                                <Button
                                    small=true
                                    look=ButtonLook::Secondary
                                    on_press=move |_| uploads.retry(key)
                                >
                                    "Try again"
                                </Button>
                            }
                        })}
                    <IconButton
                        icon=IconName::Cross
                        label=format!("Take {name} off the list")
                        on_press=move |_| uploads.forget(key)
                    />
                </li>
            }
            .into_any(),
        })
    }
}
