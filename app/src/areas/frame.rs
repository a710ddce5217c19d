//! What is around every page of the dashboard: the rail, the person's menu.

use leptos::prelude::*;
use leptos_router::components::{A, Outlet};

use crate::components::{Avatar, AvatarShape, Icon, IconName, Menu, RadioOption, Segmented};
use crate::session::{Session, Theme};

/// The rail and, beside it, the page.
#[component]
pub fn Frame() -> impl IntoView {
    let workspace = Session::get().me().map(|me| me.workspace.name).unwrap_or_default();
    view! {
        <div class="frame">
            <nav class="rail" aria-label="Main">
                <a class="rail-top" href="/overview">
                    <Avatar name=workspace.clone() shape=AvatarShape::Square />
                    <span class="rail-words rail-workspace truncate">{workspace}</span>
                </a>
                <ul class="rail-nav">
                    <RailItem href="/overview" icon=IconName::Home label="Overview" />
                    <RailItem href="/bots" icon=IconName::Bot label="Bots" />
                    <RailItem href="/conversations" icon=IconName::Talk label="Conversations" />
                    <RailItem href="/jobs" icon=IconName::Jobs label="Jobs" />
                    <RailItem href="/settings" icon=IconName::Gear label="Settings" />
                </ul>
                <PersonMenu />
            </nav>
            <main class="content" id="content" tabindex="-1">
                <Outlet />
            </main>
        </div>
    }
    .into_any()
}

#[component]
fn RailItem(href: &'static str, icon: IconName, label: &'static str) -> impl IntoView {
    view! {
        <li class="rail-item" title=label>
            <A href=href>
                <Icon name=icon />
                <span class="rail-words">{label}</span>
            </A>
        </li>
    }
    .into_any()
}

#[component]
fn PersonMenu() -> impl IntoView {
    let me = Session::get().me();
    let name = me.as_ref().map(|me| me.user.name.clone()).unwrap_or_default();
    let email = me.as_ref().map(|me| me.user.email.clone()).unwrap_or_default();
    let face = {
        let (name, email) = (name.clone(), email.clone());
        move || {
            view! {
                <Avatar name=name.clone() shape=AvatarShape::Round />
                <span class="person-words rail-words">
                    <span class="truncate strong">{name.clone()}</span>
                    <span class="truncate tiny muted">{email.clone()}</span>
                </span>
            }
        }
    };
    view! {
        <Menu label="Your account" button_class="person" class="menu menu-up person-menu" face=face>
            <p class="menu-heading truncate">{email}</p>
            <ThemeChoice />
            <hr />
            <form method="post" action="/log-out">
                <button class="menu-item" type="submit">
                    <Icon name=IconName::Leave />
                    "Log out"
                </button>
            </form>
        </Menu>
    }
    .into_any()
}

/// Light, dark, or as the system says.
#[component]
pub fn ThemeChoice() -> impl IntoView {
    let session = Session::get();
    let options = vec![
        (RadioOption { value: Theme::System, label: "As the system" }, Some(IconName::Screen)),
        (RadioOption { value: Theme::Light, label: "Light" }, Some(IconName::Sun)),
        (RadioOption { value: Theme::Dark, label: "Dark" }, Some(IconName::Moon)),
    ];
    view! {
        <div class="theme-row">
            <Segmented
                label="Theme"
                options=options
                value=session.theme
                on_choose=Callback::new(move |theme| session.choose_theme(theme))
            />
        </div>
    }
    .into_any()
}
