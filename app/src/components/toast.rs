//! A short note that something happened, in the corner; never the only sign of it.

use std::time::Duration;

use leptos::prelude::*;

use super::{Button, ButtonLook, IconButton, IconName};

const SHOWN: Duration = Duration::from_secs(6);
/// One that can be taken back stays for longer.
const SHOWN_WITH_UNDO: Duration = Duration::from_secs(30);

#[derive(Debug, Clone)]
struct Toast {
    id: u32,
    text: String,
    undo: Option<Callback<()>>,
}

/// The notes of this page.
#[derive(Debug, Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
}

impl Toasts {
    /// Makes the list and provides it to all views.
    pub fn provide() -> Self {
        let toasts = Self { list: RwSignal::new(Vec::new()), next: StoredValue::new(0) };
        provide_context(toasts);
        toasts
    }

    /// The notes of this page.
    pub fn get() -> Self {
        use_context::<Self>().unwrap_or_else(Self::provide)
    }

    /// Says that something happened.
    pub fn say(&self, text: impl Into<String>) {
        self.push(text.into(), None);
    }

    /// Says that something happened and offers to take it back.
    pub fn say_with_undo(&self, text: impl Into<String>, undo: Callback<()>) {
        self.push(text.into(), Some(undo));
    }

    fn push(&self, text: String, undo: Option<Callback<()>>) {
        let id = self.next.with_value(|next| *next);
        self.next.set_value(id.wrapping_add(1));
        let shown = if undo.is_some() { SHOWN_WITH_UNDO } else { SHOWN };
        self.list.update(|list| list.push(Toast { id, text, undo }));
        let toasts = *self;
        set_timeout(move || toasts.dismiss(id), shown);
    }

    fn dismiss(&self, id: u32) {
        self.list.update(|list| list.retain(|toast| toast.id != id));
    }
}

/// Where the notes appear; once a page.
#[component]
pub fn ToastHost() -> impl IntoView {
    let toasts = Toasts::get();
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.list.get() key=|toast| toast.id let:toast>
                <div class="toast">
                    <span class="toast-text">{toast.text.clone()}</span>
                    {toast
                        .undo
                        .map(|undo| {
                            view! {
                                <Button
                                    look=ButtonLook::Quiet
                                    small=true
                                    on_press=move |_| {
                                        undo.run(());
                                        toasts.dismiss(toast.id);
                                    }
                                >
                                    "Undo"
                                </Button>
                            }
                        })}
                    <IconButton
                        icon=IconName::Cross
                        label="Dismiss"
                        on_press=move |_| toasts.dismiss(toast.id)
                    />
                </div>
            </For>
        </div>
    }
    .into_any()
}
