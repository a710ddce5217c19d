//! The first page: what this is, what it looks like, how to begin.

use leptos::prelude::*;
use leptos_meta::Title;

use super::parts::PublicFrame;
use crate::components::{ButtonLook, Icon, IconName, LinkButton};
use crate::session::Session;

/// What this is, what it looks like, how to begin.
#[component]
pub fn LandingPage() -> impl IntoView {
    let signed_in = Session::get().me().is_some();
    view! {
        <Title text="Answers from your own documents" />
        <PublicFrame>
            <section class="hero">
                <div>
                    <h1>"Your documents, answering your visitors."</h1>
                    <p class="hero-lead">
                        "Put a chat on your site that replies from your own help pages, shows where each answer comes from, and says so when it does not know."
                    </p>
                    <div class="hero-actions">
                        {if signed_in {
                            view! {
                                <LinkButton href="/overview" look=ButtonLook::Primary>
                                    "Open the dashboard"
                                </LinkButton>
                            }
                        } else {
                            view! {
                                <LinkButton href="/register" look=ButtonLook::Primary>
                                    "Start with your documents"
                                </LinkButton>
                            }
                        }}
                    </div>
                    <p class="hero-note">"One script tag to install. No model key needed to begin."</p>
                </div>
                <WidgetPicture />
            </section>
            <section class="reasons" aria-label="Why">
                <div class="reasons-inner">
                    <Reason
                        icon=IconName::Quote
                        title="Every answer has a source"
                        text="Small numbers in the text open the very passage an answer stands on. Visitors can check it, and so can you."
                    />
                    <Reason
                        icon=IconName::Question
                        title="An honest “I don’t know”"
                        text="When the documents are silent, the bot says it. The question lands on your overview as something worth writing about."
                    />
                    <Reason
                        icon=IconName::Shield
                        title="Yours, and kept apart"
                        text="Runs on your own machine with PostgreSQL. Each workspace is walled off by the database itself, and nothing leaves the house unless you plug in a model."
                    />
                </div>
            </section>
            <section class="how">
                <div>
                    <h2>"From a folder of files to a working chat in five minutes"</h2>
                </div>
                <ol class="steps">
                    <li>
                        <h3>"Drop your files"</h3>
                        <p>"PDF, Word, Excel, web pages, e-mails or plain text. Watch them being read."</p>
                    </li>
                    <li>
                        <h3>"Ask it something"</h3>
                        <p>"The playground shows the answer, the passages behind it and how well each one fits."</p>
                    </li>
                    <li>
                        <h3>"Make it look like you"</h3>
                        <p>"Name, greeting, colour and first questions, previewed on the real thing."</p>
                    </li>
                    <li>
                        <h3>"Paste one line"</h3>
                        <p>"It works on any site, also under a strict content security policy."</p>
                    </li>
                </ol>
            </section>
        </PublicFrame>
    }
    .into_any()
}

#[component]
fn Reason(icon: IconName, title: &'static str, text: &'static str) -> impl IntoView {
    view! {
        <div class="reason">
            <Icon name=icon size=24 />
            <h2>{title}</h2>
            <p>{text}</p>
        </div>
    }
    .into_any()
}

/// A shop's page with the widget open, drawn with ordinary elements so that it follows the theme.
#[component]
fn WidgetPicture() -> impl IntoView {
    view! {
        <div
            class="mock"
            role="img"
            aria-label="A chat on a shop’s page: a visitor asks how long a return takes, the answer cites the returns page."
        >
            <div class="mock-page" aria-hidden="true">
                <span></span>
                <span></span>
                <span></span>
                <span></span>
                <span></span>
            </div>
            <div class="mock-widget" aria-hidden="true">
                <div class="mock-head">
                    <Icon name=IconName::Brand />
                    "Juniper Audio help"
                </div>
                <div class="mock-talk">
                    <div class="mock-visitor">"I opened the box. Can I still send the headphones back?"</div>
                    <p>
                        "Yes. Opened headphones can go back within "<strong>"30 days"</strong>
                        " as long as nothing is missing from the box "<span class="cite">"1"</span>
                        ". The refund arrives about five working days after we have them "
                        <span class="cite">"2"</span>"."
                    </p>
                    <div class="mock-source">
                        <span class="cite">"1"</span>
                        <div>
                            <span class="strong">"Returns › Opened products"</span>
                            <span class="muted">"“…may be returned within 30 days if complete…”"</span>
                        </div>
                    </div>
                </div>
                <div class="mock-input">
                    "Ask a question"
                    <span class="mock-send">
                        <Icon name=IconName::Send size=16 />
                    </span>
                </div>
            </div>
        </div>
    }
    .into_any()
}
