//! How many old versions of documents are kept.

use chatsphere_contract::versions::VersionPolicy;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::server_fns::{SaveVersionPolicy, load_version_policy};
use crate::components::{Button, ButtonKind, ButtonLook, ErrorBanner, Field, Loaded, SkeletonShape, Toasts};
use crate::session::Session;

/// How many old versions are kept.
#[component]
pub fn VersionsPage() -> impl IntoView {
    let policy = Resource::new(|| (), |()| load_version_policy());
    view! {
        <Loaded
            from=policy
            shape=SkeletonShape::Page
            then=|policy| view! { <PolicyForm policy=policy /> }.into_any()
        />
    }
    .into_any()
}

#[component]
fn PolicyForm(policy: VersionPolicy) -> impl IntoView {
    let versions = RwSignal::new(policy.keep_versions.to_string());
    let days = RwSignal::new(policy.keep_days.map(|days| days.to_string()).unwrap_or_default());
    let unreadable = RwSignal::new(None::<&'static str>);
    let save = ServerAction::<SaveVersionPolicy>::new();
    let toasts = Toasts::get();
    Effect::new(move |_| {
        if let Some(Ok(_)) = save.value().get() {
            toasts.say("Saved");
        }
    });
    let error =
        Signal::derive(move || save.value().with(|v| v.as_ref().and_then(|v| v.as_ref().err().cloned())));
    let of = move |name: &'static str| {
        Signal::derive(move || {
            let typed = (unreadable.get() == Some(name)).then(|| "Write a whole number.".to_owned());
            typed.or_else(|| error.with(|error| error.as_ref().and_then(|error| error.field(name))))
        })
    };
    let other = Signal::derive(move || error.get().filter(|error| !error.names_fields()));
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (kept, age) = (versions.get_untracked(), days.get_untracked());
        let keep_days = Some(age.trim()).filter(|age| !age.is_empty()).map(str::parse::<i32>).transpose();
        match (kept.trim().parse::<i32>(), keep_days) {
            (Ok(keep_versions), Ok(keep_days)) => {
                unreadable.set(None);
                save.dispatch(SaveVersionPolicy { policy: VersionPolicy { keep_versions, keep_days } });
            }
            (Err(_), _) => unreadable.set(Some("keep_versions")),
            (_, Err(_)) => unreadable.set(Some("keep_days")),
        }
    };
    let may_write = Session::get().may("settings.write");
    view! {
        <form class="panel stack" on:submit=on_submit>
            <div class="stack-tight">
                <h2>"Old versions"</h2>
                <p class="muted">
                    "When a document changes, what it was before is kept: to compare with, and to go back to. What is beyond these limits goes within the hour; versions that a snapshot holds stay."
                </p>
            </div>
            <ErrorBanner error=other />
            <Field
                id="keep_versions"
                label="Old versions of a document"
                hint="0 to 1,000"
                value=versions
                error=of("keep_versions")
            />
            <Field
                id="keep_days"
                label="Days that they are kept"
                hint="1 to 3,650; leave it empty to keep them whatever their age"
                value=days
                error=of("keep_days")
            />
            {may_write
                .then(|| {
                    view! {
                        <div>
                            <Button kind=ButtonKind::Submit look=ButtonLook::Primary busy=save.pending()>
                                "Save"
                            </Button>
                        </div>
                    }
                })}
        </form>
    }
    .into_any()
}
