//! What the public pages share: the bar above, the line below, the panel of a form.

use leptos::prelude::*;

use crate::components::{ButtonLook, Icon, IconName, LinkButton};
use crate::session::Session;

/// The product's name, leading home.
#[component]
pub fn Brand() -> impl IntoView {
    view! {
        <a class="brand" href="/">
            <Icon name=IconName::Brand size=24 />
            "ChatSphere"
        </a>
    }
    .into_any()
}

/// The bar above and the line below a public page.
#[component]
pub fn PublicFrame(
    /// The page.
    children: Children,
) -> impl IntoView {
    let signed_in = Session::get().me().is_some();
    view! {
        <div class="public">
            <header class="public-bar">
                <Brand />
                <nav class="row" aria-label="Account">
                    {if signed_in {
                        view! {
                            <LinkButton href="/overview" look=ButtonLook::Secondary>
                                "Open the dashboard"
                            </LinkButton>
                        }
                            .into_any()
                    } else {
                        view! {
                            <LinkButton href="/log-in" look=ButtonLook::Quiet>
                                "Log in"
                            </LinkButton>
                            <LinkButton href="/register" look=ButtonLook::Secondary>
                                "Sign up"
                            </LinkButton>
                        }
                            .into_any()
                    }}
                </nav>
            </header>
            <main class="public-main" id="content" tabindex="-1">
                {children()}
            </main>
            <footer class="public-foot">
                <div>
                    <span>"ChatSphere, free software under the Apache License 2.0"</span>
                    <a href="/docs" rel="external">
                        "API documentation"
                    </a>
                </div>
            </footer>
        </div>
    }
    .into_any()
}
