//! Where the query is typed, with suggestions.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::model::Asked;
use super::server_fns::search_suggestions;
use crate::areas::bots::BotContext;
use crate::components::{Button, ButtonKind, ButtonLook, Icon, IconName};

/// How long typing has to rest before suggestions are asked for.
const REST: Duration = Duration::from_millis(150);

/// The ways to rank.
const MODES: [(&str, &str); 3] =
    [("hybrid", "Words and meaning"), ("keyword", "Words only"), ("vector", "Meaning only")];

/// The field, its suggestions, and what decides about the order.
#[component]
pub fn SearchBox(
    /// What the address asks for.
    asked: Asked,
) -> impl IntoView {
    let bot = BotContext::get().id;
    let suggestions = RwSignal::new(Vec::<String>::new());
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    // Replies may come in another order than they were asked for.
    let latest = StoredValue::new(0_u32);
    let typed = move |event| {
        let typed = event_target_value(&event);
        latest.update_value(|latest| *latest = latest.wrapping_add(1));
        let this = latest.get_value();
        waiting.update_value(|waiting| {
            if let Some(earlier) = waiting.take() {
                earlier.clear();
            }
            let ask = move || {
                spawn_local(async move {
                    // Without suggestions the search works all the same.
                    if let Ok(found) = search_suggestions(bot.get_untracked(), typed).await
                        && latest.try_get_value() == Some(this)
                    {
                        suggestions.try_set(found.items);
                    }
                });
            };
            *waiting = set_timeout_with_handle(ask, REST).ok();
        });
    };
    let modes = MODES
        .into_iter()
        .map(|(value, label)| {
            let selected = asked.mode == value;
            view! {
                <option value=value selected=selected>
                    {label}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class="search-line">
            <label class="search">
                <span class="visually-hidden">"What would a visitor ask?"</span>
                <Icon name=IconName::Search size=16 />
                <input
                    class="input"
                    type="search"
                    name="q"
                    id="console-query"
                    maxlength="1000"
                    autocomplete="off"
                    list="console-suggestions"
                    placeholder="Ask as a visitor would"
                    value=asked.query
                    on:input=typed
                />
            </label>
            <datalist id="console-suggestions">
                {move || {
                    suggestions
                        .get()
                        .into_iter()
                        .map(|item| view! { <option value=item></option> })
                        .collect_view()
                }}
            </datalist>
            <label>
                <span class="visually-hidden">"What decides about the order"</span>
                <select class="input" name="mode" id="console-mode">
                    {modes}
                </select>
            </label>
            <Button kind=ButtonKind::Submit look=ButtonLook::Primary icon=IconName::Search>
                "Search"
            </Button>
        </div>
    }
    .into_any()
}
