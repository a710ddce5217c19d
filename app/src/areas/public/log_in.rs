//! Logging in.

use chatsphere_contract::accounts::TokenRequest;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::parts::PublicFrame;
use super::safe_next;
use super::server_fns::LogIn;
use crate::browser;
use crate::components::{Button, ButtonKind, ButtonLook, ErrorBanner, Field};
use crate::typed::Typed;

/// Logging in. Works as a plain form; where scripts run, errors appear in place.
#[component]
pub fn LogInPage() -> impl IntoView {
    let typed = Typed::get();
    let asked = use_query_map().with_untracked(|query| query.get("next").unwrap_or_default());
    let next = StoredValue::new(if typed.next.is_empty() { asked } else { typed.next.clone() });
    let email = RwSignal::new(typed.email.clone());
    let password = RwSignal::new(String::new());
    let action = ServerAction::<LogIn>::new();
    let error = RwSignal::new(typed.error);
    let leaving = RwSignal::new(false);
    Effect::new(move |_| match action.value().get() {
        Some(Ok(())) => {
            leaving.set(true);
            next.with_value(|next| browser::go(safe_next(next)));
        }
        Some(Err(problem)) => error.set(Some(problem)),
        None => {}
    });
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        error.set(None);
        let input = TokenRequest { email: email.get_untracked(), password: password.get_untracked() };
        action.dispatch(LogIn { input });
    };
    let busy = Signal::derive(move || action.pending().get() || leaving.get());
    let field = move |name: &'static str| {
        Signal::derive(move || error.with(|error| error.as_ref().and_then(|error| error.field(name))))
    };
    view! {
        <Title text="Log in" />
        <PublicFrame>
            <div class="gate">
                <div class="gate-panel">
                    <div>
                        <h1>"Log in"</h1>
                        <p class="muted">"Welcome back."</p>
                    </div>
                    <form class="panel" method="post" action="/log-in" novalidate on:submit=on_submit>
                        <ErrorBanner error=error />
                        <input type="hidden" name="next" value=next.get_value() />
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
                            autocomplete="current-password"
                            required=true
                            value=password
                            error=field("password")
                        />
                        <Button kind=ButtonKind::Submit look=ButtonLook::Primary wide=true busy=busy>
                            "Log in"
                        </Button>
                    </form>
                    <p class="gate-foot">"New here? " <a href="/register">"Create an account"</a></p>
                </div>
            </div>
        </PublicFrame>
    }
    .into_any()
}
