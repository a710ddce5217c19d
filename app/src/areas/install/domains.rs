//! The sites that may show the bot.

use chatsphere_contract::bots::{Bot, BotSettings, UpdateBot};
use chatsphere_contract::limits::ALLOWED_DOMAINS;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::areas::bots::{BotContext, SaveBot};
use crate::components::{
    Banner, Button, ButtonKind, ErrorBanner, FieldFrame, IconButton, IconName, SaveBar, Toasts, Tone,
};

/// The list of allowed sites, edited as a whole and saved explicitly.
#[component]
pub fn DomainsSection(
    /// As saved.
    bot: Bot,
    /// As edited.
    domains: RwSignal<Vec<String>>,
) -> impl IntoView {
    let saved = StoredValue::new(bot.allowed_domains);
    let context = BotContext::get();
    let toasts = Toasts::get();
    let typed = RwSignal::new(String::new());
    let save = ServerAction::<SaveBot>::new();
    let error =
        Signal::derive(move || save.value().with(|v| v.as_ref().and_then(|v| v.as_ref().err().cloned())));
    let field = Signal::derive(move || {
        error.with(|error| {
            let problem = error.as_ref()?;
            // Entries are named one by one: `allowed_domains.2`; all are shown at the list.
            problem.first_field_under("allowed_domains")
        })
    });
    let changed = Memo::new(move |_| saved.with_value(|saved| domains.with(|domains| domains != saved)));
    Effect::new(move |_| {
        if let Some(Ok(bot)) = save.value().get() {
            toasts.say("Allowed sites saved");
            saved.set_value(bot.allowed_domains.clone());
            domains.set(bot.allowed_domains);
            context.bot.refetch();
        }
    });
    let add = move || {
        let entry = host_of(&typed.get_untracked());
        if !entry.is_empty() && domains.with_untracked(|domains| !domains.contains(&entry)) {
            domains.update(|domains| domains.push(entry));
        }
        typed.set(String::new());
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        add();
    };
    let on_save = move |_| {
        add();
        let settings =
            BotSettings { allowed_domains: Some(domains.get_untracked()), ..BotSettings::default() };
        let input = UpdateBot { name: None, settings };
        save.dispatch(SaveBot { bot: context.id.get_untracked(), input });
    };
    let on_discard = move |_| domains.set(saved.get_value());
    let full = Signal::derive(move || domains.with(|domains| domains.len() >= ALLOWED_DOMAINS));
    view! {
        <section class="panel stack">
            <h2>"Allowed sites"</h2>
            <Show
                when=move || domains.with(Vec::is_empty)
                fallback=move || view! { <p class="muted">"Only pages of these sites may show the chat."</p> }
            >
                <Banner tone=Tone::Warning title="Any site may show this bot">
                    <p>
                        "That is handy for trying it out. Name your sites before you go live, so that nobody else can put your bot on theirs."
                    </p>
                </Banner>
            </Show>
            <ErrorBanner error=error />
            <ul class="list">
                <For each=move || domains.get() key=String::clone let:domain>
                    <li class="row-between domain">
                        <span class="mono">{domain.clone()}</span>
                        <IconButton
                            icon=IconName::Cross
                            label=format!("Remove {domain}")
                            on_press=move |_| domains.update(|domains| domains.retain(|d| *d != domain))
                        />
                    </li>
                </For>
            </ul>
            <form on:submit=on_submit>
                <FieldFrame
                    id="domain"
                    label="Add a site"
                    hint="example.com, *.example.com for all its subdomains, or localhost:8080 while you build."
                    error=field
                >
                    <div class="row">
                        <input
                            class="input"
                            id="domain"
                            placeholder="shop.example.com"
                            autocapitalize="off"
                            spellcheck="false"
                            aria-describedby="domain-note"
                            prop:value=move || typed.get()
                            on:input=move |event| typed.set(event_target_value(&event))
                        />
                        <Button kind=ButtonKind::Submit icon=IconName::Plus disabled=full>
                            "Add"
                        </Button>
                    </div>
                </FieldFrame>
            </form>
            <SaveBar changed=changed saving=save.pending() on_save=on_save on_discard=on_discard />
        </section>
    }
    .into_any()
}

/// What people paste is often a whole address; the host and its port are what counts.
pub fn host_of(text: &str) -> String {
    let text = text.trim();
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::host_of;

    #[test]
    fn a_pasted_address_becomes_its_host() {
        assert_eq!(host_of(" https://Shop.Example.com/cart?x=1 "), "shop.example.com");
        assert_eq!(host_of("localhost:8080"), "localhost:8080");
        assert_eq!(host_of("*.example.com"), "*.example.com");
    }
}
