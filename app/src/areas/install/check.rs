//! “Check my installation”: which sites asked for the bot, and which were refused.

use chatsphere_contract::bots::{InstallationCheck, SeenOrigin};
use leptos::prelude::*;

use super::domains::host_of;
use crate::areas::bots::{BotContext, load_installation};
use crate::components::{
    Banner, Button, EmptyState, Icon, IconName, Loaded, Moment, SkeletonShape, Toasts, Tone,
};

/// Which sites asked for the bot lately, and what to do about the others.
#[component]
pub fn InstallationSection(
    /// The list being edited: refused sites can be put onto it.
    domains: RwSignal<Vec<String>>,
) -> impl IntoView {
    let id = BotContext::get().id;
    let check = Resource::new(move || id.get(), load_installation);
    view! {
        <section class="panel stack">
            <div class="row-between">
                <h2>"Check my installation"</h2>
                <Button small=true icon=IconName::Again on_press=move |_| check.refetch()>
                    "Check now"
                </Button>
            </div>
            <Loaded from=check shape=SkeletonShape::List then=move |check| result(check, domains) />
        </section>
    }
    .into_any()
}

fn result(check: InstallationCheck, domains: RwSignal<Vec<String>>) -> AnyView {
    if check.seen.is_empty() && check.refused.is_empty() {
        return view! {
            <EmptyState
                icon=IconName::Globe
                title="No page has asked for this bot yet"
                text="Paste the line, open the page in your browser, and press “Check now”. If nothing appears here, the line is not in what your site sends: look for widget.js in the page’s source."
            />
        }
        .into_any();
    }
    let working = (!check.seen.is_empty()).then(|| {
        let items = check.seen.into_iter().map(seen).collect_view();
        view! {
            <div class="stack-tight">
                <h3>"Works on"</h3>
                <ul class="list">{items}</ul>
            </div>
        }
    });
    let refused = (!check.refused.is_empty()).then(|| {
        let items = check.refused.into_iter().map(|origin| refused(origin, domains)).collect_view();
        view! {
            <div class="stack-tight">
                <h3>"Refused"</h3>
                <Banner tone=Tone::Warning title="These sites asked and are not on your list">
                    <p>"If one is yours, allow it. If not, someone else has copied your line, and it does not work for them."</p>
                </Banner>
                <ul class="list">{items}</ul>
            </div>
        }
    });
    view! { <div class="stack">{working} {refused}</div> }.into_any()
}

fn seen(origin: SeenOrigin) -> AnyView {
    view! {
        <li class="row-between domain">
            <span class="row">
                <span class="good">
                    <Icon name=IconName::Check />
                </span>
                <span class="mono">{origin.origin}</span>
            </span>
            <span class="muted small">
                <Moment at=origin.last_seen_at />
            </span>
        </li>
    }
    .into_any()
}

fn refused(origin: SeenOrigin, domains: RwSignal<Vec<String>>) -> AnyView {
    let host = host_of(&origin.origin);
    let toasts = Toasts::get();
    let allow = move |_| {
        let host = host.clone();
        domains.update(|domains| {
            if !domains.contains(&host) {
                domains.push(host.clone());
            }
        });
        let undo = Callback::new(move |()| domains.update(|domains| domains.retain(|d| *d != host)));
        toasts.say_with_undo("Added to the list. Save it to let the site in.", undo);
    };
    view! {
        <li class="row-between domain">
            <span class="row">
                <span class="bad">
                    <Icon name=IconName::Cross />
                </span>
                <span class="mono">{origin.origin}</span>
            </span>
            <span class="row">
                <span class="muted small">
                    <Moment at=origin.last_seen_at />
                </span>
                <Button small=true on_press=allow>
                    "Allow this site"
                </Button>
            </span>
        </li>
    }
    .into_any()
}
