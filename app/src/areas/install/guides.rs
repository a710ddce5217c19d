//! Where the line goes in the common site builders.

use leptos::prelude::*;

const GUIDES: [(&str, &str); 7] = [
    (
        "A site of your own",
        "Put the line just before </body> in the layout or template that every page uses, and publish.",
    ),
    (
        "WordPress",
        "Use a plugin for header and footer code and paste the line into the footer box. With a block theme you can also add a Custom HTML block to the footer template part.",
    ),
    (
        "Shopify",
        "Online Store › Themes › … › Edit code, open layout/theme.liquid, paste the line before </body> and save.",
    ),
    (
        "Wix",
        "Settings › Custom code › Add custom code. Paste the line, choose “All pages” and “Body, end”, and apply.",
    ),
    (
        "Squarespace",
        "Settings › Advanced › Code injection. Paste the line into Footer and save. This needs a plan with code injection.",
    ),
    ("Webflow", "Site settings › Custom code. Paste the line into Footer code, save, and publish the site."),
    (
        "Google Tag Manager",
        "Tag managers drop the data-bot attribute from script tags. Put the line into the site itself instead.",
    ),
];

/// Where the line goes in the common site builders.
#[component]
pub fn Guides() -> impl IntoView {
    let items = GUIDES
        .into_iter()
        .map(|(name, text)| {
            view! {
                <li>
                    <details class="guide">
                        <summary class="strong">{name}</summary>
                        <p class="muted guide-text">{text}</p>
                    </details>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="panel stack">
            <h2>"Where does it go?"</h2>
            <ul class="list">{items}</ul>
        </section>
    }
    .into_any()
}
