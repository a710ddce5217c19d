//! Keys with which programs work in the workspace.

use chatsphere_contract::accounts::ApiKey;
use chatsphere_contract::limits::NAME_CHARS;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::server_fns::{DeleteApiKey, MakeApiKey, list_api_keys};
use crate::components::{
    Banner, Button, ButtonKind, ButtonLook, CodeBlock, ConfirmDialog, EmptyState, ErrorBanner, Field,
    IconButton, IconName, Loaded, Moment, SkeletonShape, Toasts, Tone, open_while,
};

/// Keys with which programs work in the workspace.
#[component]
pub fn ApiKeysPage() -> impl IntoView {
    let keys = Resource::new(|| (), |()| list_api_keys());
    let name = RwSignal::new(String::new());
    let create = ServerAction::<MakeApiKey>::new();
    let secret = RwSignal::new(None::<String>);
    let error =
        Signal::derive(move || create.value().with(|v| v.as_ref().and_then(|v| v.as_ref().err().cloned())));
    let field =
        Signal::derive(move || error.with(|error| error.as_ref().and_then(|error| error.field("name"))));
    Effect::new(move |_| {
        if let Some(Ok(key)) = create.value().get() {
            secret.set(key.secret);
            name.set(String::new());
            keys.refetch();
        }
    });
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        create.dispatch(MakeApiKey { name: name.get_untracked() });
    };
    let doomed = RwSignal::new(None::<ApiKey>);
    view! {
        <div class="stack">
            <Show when=move || secret.with(Option::is_some)>
                <Banner tone=Tone::Success title="Your new key. It is shown only now.">
                    <CodeBlock
                        code=Signal::derive(move || secret.get().unwrap_or_default())
                        what="Key"
                    />
                    <div class="banner-actions">
                        <Button small=true on_press=move |_| secret.set(None)>
                            "I have stored it"
                        </Button>
                    </div>
                </Banner>
            </Show>
            <form class="panel stack" on:submit=on_submit>
                <h2>"New key"</h2>
                <p class="muted">
                    "A program with a key may do what you may do in this workspace. The calls are described in the "
                    <a href="/docs" rel="external">
                        "API documentation"
                    </a>"."
                </p>
                <ErrorBanner error=error />
                <Field
                    id="key-name"
                    label="What is it for?"
                    placeholder="Nightly import"
                    required=true
                    limit=NAME_CHARS
                    value=name
                    error=field
                />
                <div>
                    <Button
                        kind=ButtonKind::Submit
                        look=ButtonLook::Primary
                        icon=IconName::Key
                        busy=create.pending()
                    >
                        "Make a key"
                    </Button>
                </div>
            </form>
            <section class="panel panel-flush">
                <Loaded
                    from=keys
                    shape=SkeletonShape::List
                    then=move |keys| list(keys, doomed)
                />
            </section>
            <DeleteKey doomed=doomed on_done=Callback::new(move |()| keys.refetch()) />
        </div>
    }
    .into_any()
}

fn list(keys: Vec<ApiKey>, doomed: RwSignal<Option<ApiKey>>) -> AnyView {
    if keys.is_empty() {
        return view! {
            <EmptyState
                icon=IconName::Key
                title="No keys"
                text="Make one when a program of yours shall upload documents or read conversations."
            />
        }
        .into_any();
    }
    let rows = keys
        .into_iter()
        .map(|key| {
            let label = format!("Delete {}", key.name);
            let used = key.last_used_at.clone();
            let for_deletion = key.clone();
            view! {
                <tr>
                    <td class="card-title strong">{key.name}</td>
                    <td data-label="Begins with" class="mono">
                        {key.hint}
                    </td>
                    <td data-label="Made" class="muted">
                        <Moment at=key.created_at />
                    </td>
                    <td data-label="Last used" class="muted">
                        {match used {
                            Some(at) => view! { <Moment at=at /> }.into_any(),
                            None => "never".into_any(),
                        }}
                    </td>
                    <td class="actions">
                        <IconButton
                            icon=IconName::Bin
                            label=label
                            on_press=move |_| doomed.set(Some(for_deletion.clone()))
                        />
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="table table-cards">
            <thead>
                <tr>
                    <th scope="col">"For"</th>
                    <th scope="col">"Begins with"</th>
                    <th scope="col">"Made"</th>
                    <th scope="col">"Last used"</th>
                    <th scope="col">
                        <span class="visually-hidden">"Actions"</span>
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn DeleteKey(doomed: RwSignal<Option<ApiKey>>, on_done: Callback<()>) -> impl IntoView {
    let open = open_while(doomed);
    let action = ServerAction::<DeleteApiKey>::new();
    let toasts = Toasts::get();
    Effect::new(move |_| match action.value().get() {
        Some(Ok(())) => {
            open.set(false);
            toasts.say("The key has ended");
            on_done.run(());
        }
        Some(Err(error)) => toasts.say(error.sentence()),
        None => {}
    });
    let title = Signal::derive(move || {
        doomed.with(|key| {
            key.as_ref().map_or_else(String::new, |key| format!("Delete the key “{}”?", key.name))
        })
    });
    view! {
        <ConfirmDialog
            open=open
            title=title
            text="Programs that use it are refused from this moment. This cannot be undone."
            confirm="Delete the key"
            busy=action.pending()
            on_confirm=move |_| {
                if let Some(key) = doomed.get_untracked() {
                    action.dispatch(DeleteApiKey { key: key.id.to_string() });
                }
            }
        />
    }
    .into_any()
}
