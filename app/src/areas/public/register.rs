//! Making an account and its workspace.

use chatsphere_contract::accounts::RegisterRequest;
use leptos::prelude::*;
use leptos_meta::Title;

use super::gate::{Gate, GatePanel};
use super::server_fns::Register;
use crate::browser;
use crate::components::Field;
use crate::error::of_fields;
use crate::typed::Typed;

/// Making an account and its workspace. Works as a plain form; where scripts run, errors appear in place.
#[component]
pub fn RegisterPage() -> impl IntoView {
    let typed = Typed::get();
    let name = RwSignal::new(typed.name);
    let workspace = RwSignal::new(typed.workspace);
    let email = RwSignal::new(typed.email);
    let password = RwSignal::new(String::new());
    let action = ServerAction::<Register>::new();
    let gate = Gate::new(action, typed.error, || browser::go("/overview"));
    let submit = move |()| {
        let input = RegisterRequest {
            email: email.get_untracked(),
            password: password.get_untracked(),
            name: name.get_untracked(),
            workspace: workspace.get_untracked(),
        };
        action.dispatch(Register { input });
    };
    let field = of_fields(gate.error);
    let foot = view! {
        "Already have an account? "
        <a href="/log-in">"Log in"</a>
    };
    view! {
        <Title text="Sign up" />
        <GatePanel
            gate=gate
            title="Create an account"
            lead="It comes with a workspace for your bots and their documents."
            address="/register"
            button="Create account"
            submit=submit
            foot=foot.into_any()
        >
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
        </GatePanel>
    }
    .into_any()
}
