//! One conversation.

use chatsphere_contract::conversations::Conversation;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::model;
use super::server_fns::load_conversation;
use super::transcript::Transcript;
use crate::areas::questions::KeepAnswer;
use crate::components::{Icon, IconName, Loaded, Moment, SkeletonShape, Status};

/// One conversation: what was said, from which documents, how surely.
#[component]
pub fn ConversationPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("conversation").unwrap_or_default()));
    let conversation = Resource::new(move || id.get(), load_conversation);
    view! {
        <div class="page page-narrow">
            <Loaded from=conversation shape=SkeletonShape::Page then=content />
        </div>
    }
    .into_any()
}

fn content(conversation: Conversation) -> AnyView {
    let summary = conversation.summary;
    let title = model::title(&summary);
    let place = model::place(&summary);
    let (word, tone) = model::status(summary.status);
    let keep = RwSignal::new(None::<(String, String)>);
    let bot_link = format!("/bots/{}/knowledge", summary.bot_id);
    view! {
        <Title text=title.clone() />
        <div>
            <nav class="crumbs" aria-label="Breadcrumb">
                <Icon name=IconName::Left size=16 />
                <a href="/conversations">"Conversations"</a>
            </nav>
            <header class="page-header">
                <div>
                    <h1>{title}</h1>
                    <p class="row-wrap">
                        <Status tone=tone label=word />
                        <span>{place}</span>
                        <a href=bot_link>{summary.bot_name.clone()}</a>
                        <Moment at=summary.created_at />
                        {model::cost(&conversation.cost).map(|cost| view! { <span>{cost}</span> })}
                    </p>
                </div>
            </header>
        </div>
        <section class="panel" aria-label="Transcript">
            <Transcript
                messages=conversation.transcript
                bot_name=summary.bot_name
                bot=summary.bot_id.to_string()
                keep=keep
            />
        </section>
        <KeepAnswer bot=Signal::stored(summary.bot_id.to_string()) exchange=keep />
    }
    .into_any()
}
