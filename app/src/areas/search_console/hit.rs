//! A passage that was found: its words, its scores, and why it stands where it stands.

use chatsphere_contract::ids::DocumentId;
use chatsphere_contract::search::ExplainedHit;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::model;
use super::server_fns::add_test_question;
use super::why::Why;
use crate::components::{Badge, Button, Icon, IconName, ScoreBar, Toasts, Tone};

/// Most links to passages that say the same.
const LINKS: usize = 8;

/// A passage that was found.
#[component]
pub fn HitCard(
    /// Its place, from 1.
    place: usize,
    /// The passage.
    hit: ExplainedHit,
    /// What was asked.
    question: String,
    /// Raised when a test question was saved.
    saved: RwSignal<u32>,
    /// The bot.
    bot: Memo<String>,
) -> impl IntoView {
    let ExplainedHit { hit, reranked, repetitions, duplicates, fusion, why, marks } = hit;
    let address =
        move |document: DocumentId| format!("/bots/{}/knowledge/documents/{document}", bot.get_untracked());
    let document = address(hit.document_id);
    let path = hit.heading_path.join(" › ");
    let page = hit.page.map(|page| format!("page {page}"));
    let text = model::pieces(&hit.text, &marks)
        .into_iter()
        .map(|piece| match piece.marked {
            true => view! { <mark>{piece.text}</mark> }.into_any(),
            false => piece.text.into_any(),
        })
        .collect_view();
    let corrections = model::corrections(&why)
        .into_iter()
        .map(|(typed, meant)| view! { <Badge tone=Tone::Info>{format!("{typed} → {meant}")}</Badge> })
        .collect_view();
    let repeated = model::and_like_it(repetitions).map(|words| {
        let links = duplicates
            .into_iter()
            .take(LINKS)
            .enumerate()
            .map(|(number, other)| {
                let label = format!("Passage {} that says the same", number + 1);
                view! {
                    <a href=address(other.document_id) aria-label=label>
                        {number + 1}
                    </a>
                }
            })
            .collect_view();
        view! {
            <span class="row-wrap tiny muted duplicates" title="These passages have the same words and the same numbers.">
                {words} {links}
            </span>
        }
    });
    view! {
        <li class="panel stack-tight hit">
            <div class="hit-head">
                <span class="hit-place figures">{place}</span>
                <div class="hit-title">
                    <a class="table-link" href=document>
                        {hit.document_title.clone()}
                    </a>
                    <p class="tiny muted">
                        {path} {page.map(|page| view! { <span class="nowrap">" " {page}</span> })}
                    </p>
                </div>
                <SaveTest
                    question=question
                    chunk=hit.chunk_id.to_string()
                    saved=saved
                    bot=bot
                />
            </div>
            <p class="passage-text hit-text">{text}</p>
            <div class="row-wrap">
                {corrections}
                {repeated}
            </div>
            <div class="scores">
                {reranked
                    .map(|score| {
                        view! { <ScoreBar label="Reranked" class="score-reranked" value=Some(score) /> }
                    })}
                <ScoreBar label="Together" class="score-fused" value=Some(hit.score) />
                <ScoreBar label="Meaning" class="score-vector" value=hit.parts.vector />
                <ScoreBar label="Words" class="score-keyword" value=Some(hit.parts.keyword) />
                <ScoreBar label="Spelling" class="score-trigram" value=Some(hit.parts.trigram) />
            </div>
            <Why reranked=reranked fusion=fusion why=why keyword=hit.parts.keyword />
        </li>
    }
    .into_any()
}

#[component]
fn SaveTest(question: String, chunk: String, saved: RwSignal<u32>, bot: Memo<String>) -> impl IntoView {
    let toasts = Toasts::get();
    let busy = RwSignal::new(false);
    let done = RwSignal::new(false);
    let save = move |_| {
        let (question, chunk) = (question.clone(), chunk.clone());
        busy.set(true);
        spawn_local(async move {
            match add_test_question(bot.get_untracked(), question, chunk).await {
                Ok(_) => {
                    toasts.say("Saved as a test question");
                    done.try_set(true);
                    saved.try_update(|saved| *saved += 1);
                }
                Err(error) => toasts.say(error.sentence()),
            }
            busy.try_set(false);
        });
    };
    view! {
        <Show
            when=move || !done.get()
            fallback=|| {
                view! {
                    <span class="row small muted">
                        <Icon name=IconName::Check size=16 />
                        "Expected"
                    </span>
                }
            }
        >
            <Button small=true busy=busy on_press=save.clone()>
                "This one is right"
            </Button>
        </Show>
    }
    .into_any()
}
