//! Making an account and its workspace.

use chatsphere_contract::accounts::RegisterRequest;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_meta::Title;

use super::parts::PublicFrame;
use super::server_fns::Register;
use crate::browser;
use crate::components::{Button, ButtonKind, ButtonLook, ErrorBanner, Field};
use crate::typed::Typed;

/// Making an account and its workspace. Works as a plain form; where scripts run, errors appear in place.
#[component]
pub fn RegisterPage() -> impl IntoView {
    let typed = Typed::get();
    let name = RwSignal::new(typed.name.clone());
    let workspace = RwSignal::new(typed.workspace.clone());
    let email = RwSignal::new(typed.email.clone());
    let password = RwSignal::new(String::new());
    let action = ServerAction::<Register>::new();
    let error = RwSignal::new(typed.error);
    let leaving = RwSignal::new(false);
    Effect::new(move |_| match action.value().get() {
        Some(Ok(())) => {
            leaving.set(true);
            browser::go("/overview");
        }
        Some(Err(problem)) => error.set(Some(problem)),
        None => {}
    });
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        error.set(None);
        let input = RegisterRequest {
            email: email.get_untracked(),
            password: password.get_untracked(),
            name: name.get_untracked(),
            workspace: workspace.get_untracked(),
        };
        action.dispatch(Register { input });
    };
    let busy = Signal::derive(move || action.pending().get() || leaving.get());
    let field = move |name: &'static str| {
        Signal::derive(move || error.with(|error| error.as_ref().and_then(|error| error.field(name))))
    };
    view! {
        <Title text="Sign up" />
        <PublicFrame>
            <div class="gate">
                <div class="gate-panel">
                    <div>
                        <h1>"Create an account"</h1>
                        <p class="muted">"It comes with a workspace for your bots and their documents."</p>
                    </div>
                    <form class="panel" method="post" action="/register" novalidate on:submit=on_submit>
                        <ErrorBanner error=error />
                        <Field
                            id="name"
                            label="Your name"
                            autocomplete="name"
                            required=true
                            value=name
                            error=field("name")
                        />
                        <Field
                            id="workspace"
                            label="Workspace"
                            hint="Your company or team."
                            autocomplete="organization"
                            required=true
                            value=workspace
                            error=field("workspace")
                        />
                        <Field
                            id="email"
                            label="E-mail address"
                            kind="email"
                            autocomplete="username"
                            required=true
                            value=email
                            error=field("email")
                        />
                        <Field
                            id="password"
                            label="Password"
                            kind="password"
                            autocomplete="new-password"
                            hint="At least 10 characters. A few words in a row are easy to remember and hard to guess."
                            required=true
                            value=password
                            error=field("password")
                        />
                        <Button kind=ButtonKind::Submit look=ButtonLook::Primary wide=true busy=busy>
                            "Create account"
                        </Button>
                    </form>
                    <p class="gate-foot">"Already have an account? " <a href="/log-in">"Log in"</a></p>
                </div>
            </div>
        </PublicFrame>
    }
    .into_any()
}
