//! Logging in.

use chatsphere_contract::accounts::TokenRequest;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::gate::{Gate, GatePanel};
use super::safe_next;
use super::server_fns::LogIn;
use crate::browser;
use crate::components::Field;
use crate::error::of_fields;
use crate::typed::Typed;

/// Logging in. Works as a plain form; where scripts run, errors appear in place.
#[component]
pub fn LogInPage() -> impl IntoView {
    let typed = Typed::get();
    let asked = use_query_map().with_untracked(|query| query.get("next").unwrap_or_default());
    let next = StoredValue::new(if typed.next.is_empty() { asked } else { typed.next });
    let email = RwSignal::new(typed.email);
    let password = RwSignal::new(String::new());
    let action = ServerAction::<LogIn>::new();
    let gate = Gate::new(action, typed.error, move || next.with_value(|next| browser::go(safe_next(next))));
    let submit = move |()| {
        let input = TokenRequest { email: email.get_untracked(), password: password.get_untracked() };
        action.dispatch(LogIn { input });
    };
    let field = of_fields(gate.error);
    let foot = view! {
        "New here? "
        <a href="/register">"Create an account"</a>
    };
    view! {
        <Title text="Log in" />
        <GatePanel
            gate=gate
            title="Log in"
            lead="Welcome back."
            address="/log-in"
            button="Log in"
            submit=submit
            foot=foot.into_any()
        >
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
        </GatePanel>
    }
    .into_any()
}
