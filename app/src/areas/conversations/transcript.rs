//! What was said, with the sources of each answer opening in place.

use chatsphere_contract::conversations::{Citation, Message, MessageRole, MessageStatus};
use leptos::prelude::*;

use crate::components::{
    Avatar, AvatarShape, Badge, Banner, Button, ButtonLook, ConfidenceMeter, Icon, IconName, MessageText,
    Moment, Tone,
};

/// What was said, oldest first.
#[component]
pub fn Transcript(
    /// Oldest first.
    messages: Vec<Message>,
    /// Whose answers they are.
    bot_name: String,
    /// The bot's id, for links to its documents.
    bot: String,
    /// Takes a question and its answer that are to be kept.
    keep: RwSignal<Option<(String, String)>>,
) -> impl IntoView {
    let mut asked = String::new();
    let items = messages
        .into_iter()
        .map(|message| {
            let author = match message.role {
                MessageRole::Visitor => {
                    asked.clone_from(&message.text);
                    return visitor(message);
                }
                MessageRole::Assistant => bot_name.clone(),
                MessageRole::Agent => "A person of your team".to_owned(),
            };
            let (asked, bot) = (asked.clone(), bot.clone());
            view! { <Answer message=message author=author bot=bot asked=asked keep=keep /> }.into_any()
        })
        .collect_view();
    view! { <ol class="talk">{items}</ol> }.into_any()
}

fn visitor(message: Message) -> AnyView {
    view! {
        <li class="talk-visitor">
            <div class="talk-bubble">{message.text}</div>
            <span class="tiny muted">
                <Moment at=message.created_at />
            </span>
        </li>
    }
    .into_any()
}

#[component]
fn Answer(
    message: Message,
    author: String,
    bot: String,
    asked: String,
    keep: RwSignal<Option<(String, String)>>,
) -> impl IntoView {
    let can_be_kept = !asked.is_empty() && !message.text.is_empty();
    let exchange = (asked, message.text.clone());
    let open = RwSignal::new(None::<u32>);
    let toggle = Callback::new(move |n: u32| open.update(|open| *open = (*open != Some(n)).then_some(n)));
    let numbers: Vec<u32> = message.citations.iter().map(|citation| citation.n).collect();
    let unanswered = message.answered == Some(false);
    let unfinished = message.status == MessageStatus::Streaming;
    let chips = sources(message.citations, bot, open, toggle);
    let rating = message.rating.map(|rating| {
        if rating > 0 {
            view! { <Badge tone=Tone::Success>"Rated helpful"</Badge> }
        } else {
            view! { <Badge tone=Tone::Danger>"Rated not helpful"</Badge> }
        }
    });
    view! {
        <li class="talk-answer">
            <div class="row">
                <Avatar name=author.clone() shape=AvatarShape::Square />
                <span class="strong">{author}</span>
                <span class="tiny muted">
                    <Moment at=message.created_at />
                </span>
            </div>
            <MessageText text=message.text sources=numbers on_cite=toggle />
            {message
                .error
                .map(|error| {
                    view! {
                        <Banner tone=Tone::Danger title="The answer broke off">
                            <p>{error.detail}</p>
                        </Banner>
                    }
                })}
            {chips}
            <div class="row-wrap">
                {unanswered.then(|| view! { <Badge tone=Tone::Warning>"Not answered"</Badge> })}
                {unfinished.then(|| view! { <Badge tone=Tone::Info>"Being written"</Badge> })}
                {message.confidence.map(|value| view! { <ConfidenceMeter value=value /> })}
                {rating}
                {can_be_kept
                    .then(|| {
                        view! {
                            <Button
                                small=true
                                look=ButtonLook::Quiet
                                icon=IconName::Quote
                                on_press=move |_| keep.set(Some(exchange.clone()))
                            >
                                "Save as Q&A"
                            </Button>
                        }
                    })}
            </div>
        </li>
    }
    .into_any()
}

/// A row of numbered titles; the chosen one opens below.
fn sources(
    citations: Vec<Citation>,
    bot: String,
    open: RwSignal<Option<u32>>,
    toggle: Callback<u32>,
) -> Option<AnyView> {
    if citations.is_empty() {
        return None;
    }
    let chips = citations
        .iter()
        .map(|citation| {
            let n = citation.n;
            let title = citation.title.clone();
            let expanded = move || if open.get() == Some(n) { "true" } else { "false" };
            view! {
                <li>
                    <button
                        class="source-chip"
                        type="button"
                        aria-expanded=expanded
                        on:click=move |_| toggle.run(n)
                    >
                        <span class="cite">{n}</span>
                        <span class="truncate">{title}</span>
                    </button>
                </li>
            }
        })
        .collect_view();
    let chosen = move || {
        let n = open.get()?;
        let citation = citations.iter().find(|citation| citation.n == n)?.clone();
        Some(view! { <SourceCard citation=citation bot=bot.clone() /> })
    };
    Some(
        view! {
            <div class="stack-tight">
                <ul class="source-chips" aria-label="Sources">
                    {chips}
                </ul>
                {chosen}
            </div>
        }
        .into_any(),
    )
}

/// A source: its title, the passage, the way to the original.
#[component]
pub fn SourceCard(
    /// The source.
    citation: Citation,
    /// The bot's id, for the link to the document.
    bot: String,
) -> impl IntoView {
    // Only what the tenant stored can be here; still, nothing but web addresses becomes a link.
    let url = citation.url.filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    let document = match citation.question_id {
        Some(_) => format!("/bots/{bot}/knowledge/questions"),
        None => format!("/bots/{bot}/knowledge/documents/{}", citation.document_id),
    };
    view! {
        <div class="source-card">
            <p class="strong">
                <a href=document>{citation.title}</a>
            </p>
            <blockquote>{citation.snippet}</blockquote>
            {url
                .map(|url| {
                    view! {
                        <a class="row small" href=url target="_blank" rel="noopener noreferrer external">
                            "Open the original"
                            <Icon name=IconName::Out size=16 />
                        </a>
                    }
                })}
        </div>
    }
    .into_any()
}
