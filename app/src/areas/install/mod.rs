//! Putting a bot on a site: the line to paste, the allowed sites, and whether it works.

mod check;
mod domains;
mod guides;

use chatsphere_contract::bots::Bot;
use leptos::prelude::*;

use crate::areas::bots::BotContext;
use crate::components::{CodeBlock, Loaded, SkeletonShape};
use crate::session::Session;
use check::InstallationSection;
use domains::DomainsSection;
use guides::Guides;

/// Putting a bot on a site.
#[component]
pub fn InstallPage() -> impl IntoView {
    let bot = BotContext::get().bot;
    view! { <Loaded from=bot shape=SkeletonShape::Page then=content /> }.into_any()
}

fn content(bot: Bot) -> AnyView {
    let server = Session::get().public_url();
    let snippet =
        format!("<script src=\"{server}/widget.js\" data-bot=\"{}\" async></script>", bot.public_key);
    let policy = format!("script-src {server}; connect-src {server}; frame-src {server}");
    // One list for the editor and for “allow this site” in the check.
    let domains = RwSignal::new(bot.allowed_domains.clone());
    view! {
        <div class="stack-loose page-narrow">
            <section class="panel stack">
                <h2>"Paste this line"</h2>
                <p class="muted">
                    "Anywhere in the page, on every page that shall have the chat. It loads in the background and never holds up your site."
                </p>
                <CodeBlock code=Signal::stored(snippet) what="Snippet" />
                <details>
                    <summary class="small">"My site has a content security policy"</summary>
                    <div class="stack-tight guide-text">
                        <p class="muted small">"Add our address to these three. Nothing else is needed."</p>
                        <CodeBlock code=Signal::stored(policy) what="Policy" />
                    </div>
                </details>
            </section>
            <DomainsSection bot=bot domains=domains />
            <InstallationSection domains=domains />
            <Guides />
        </div>
    }
    .into_any()
}
