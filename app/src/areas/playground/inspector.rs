//! At the right: how the chosen answer came about.

use chatsphere_contract::conversations::TurnTrace;
use chatsphere_contract::search::SearchHit;
use leptos::prelude::*;

use super::server_fns::load_trace;
use crate::components::{Banner, CodeBlock, EmptyState, IconName, Loaded, ScoreBar, SkeletonShape, Tone};

/// The question as understood, the passages and why, the time it took, the model and its prompt.
#[component]
pub fn Inspector(
    /// The answer.
    chosen: RwSignal<Option<String>>,
) -> impl IntoView {
    let trace = Resource::new(
        move || chosen.get(),
        |chosen| async move {
            match chosen {
                Some(message) => load_trace(message).await.map(Some),
                None => Ok(None),
            }
        },
    );
    view! {
        <section class="panel inspector" aria-label="How the answer came about">
            <h2>"How the answer came about"</h2>
            <Loaded from=trace shape=SkeletonShape::Page then=content />
        </section>
    }
    .into_any()
}

fn content(trace: Option<TurnTrace>) -> AnyView {
    let Some(trace) = trace else {
        return view! {
            <EmptyState
                icon=IconName::Quote
                title="Nothing asked yet"
                text="After an answer you see here how the question was understood, which passages were found and how well each fits, and how long each step took."
            />
        }
        .into_any();
    };
    let count = trace.passages.len();
    let passages =
        trace.passages.into_iter().enumerate().map(|(index, hit)| passage(index, hit)).collect_view();
    let prompt = trace.prompt;
    let behaviour = match (trace.is_draft, trace.behaviour_version) {
        (true, _) => Some("The draft".to_owned()),
        // Older than the versions.
        (false, 0) => None,
        (false, number) => Some(format!("Version {number}")),
    };
    view! {
        <div class="stack">
            <dl class="facts">
                <dt>"Question as searched"</dt>
                <dd>{trace.question}</dd>
                <dt>"Answered by"</dt>
                <dd>{if trace.model == "built-in" { "Built-in answerer".to_owned() } else { trace.model }}</dd>
                {behaviour
                    .map(|behaviour| {
                        view! {
                            <dt>"Behaviour"</dt>
                            <dd>{behaviour}</dd>
                        }
                    })}
            </dl>
            {(!trace.semantic)
                .then(|| {
                    view! {
                        <Banner tone=Tone::Warning title="Searched by keywords only">
                            <p>"The model that understands meaning was not available."</p>
                        </Banner>
                    }
                })}
            <div class="stack-tight">
                <h3>"Time"</h3>
                <dl class="times figures">
                    <div>
                        <dt>"Understand"</dt>
                        <dd>{ms(trace.embed_ms)}</dd>
                    </div>
                    <div>
                        <dt>"Search"</dt>
                        <dd>{ms(trace.search_ms)}</dd>
                    </div>
                    <div>
                        <dt>"First word"</dt>
                        <dd>{ms(trace.first_token_ms)}</dd>
                    </div>
                    <div>
                        <dt>"Whole answer"</dt>
                        <dd>{ms(trace.total_ms)}</dd>
                    </div>
                </dl>
            </div>
            <div class="stack-tight">
                <h3>{format!("Passages ({count})")}</h3>
                {if count == 0 {
                    view! { <p class="muted">"Nothing in the documents comes near this question."</p> }
                        .into_any()
                } else {
                    view! {
                        <div class="legend">
                            <span class="legend-key legend-vector">"Meaning"</span>
                            <span class="legend-key legend-keyword">"Words"</span>
                            <span class="legend-key legend-trigram">"Spelling"</span>
                        </div>
                        <ol class="passages">{passages}</ol>
                    }
                        .into_any()
                }}
            </div>
            {(!prompt.is_empty())
                .then(|| {
                    view! {
                        <details>
                            <summary class="strong">"Prompt"</summary>
                            <CodeBlock code=Signal::stored(prompt) what="Prompt" tall=true />
                        </details>
                    }
                })}
        </div>
    }
    .into_any()
}

fn passage(index: usize, hit: SearchHit) -> AnyView {
    let mut place = hit.heading_path.join(" › ");
    if let Some(page) = hit.page {
        if !place.is_empty() {
            place.push_str(", ");
        }
        place.push_str(&format!("page {page}"));
    }
    view! {
        <li>
            <details open=index == 0>
                <summary>
                    <span class="grow truncate strong">{hit.document_title}</span>
                    <span class="figures">{format!("{:.2}", hit.score)}</span>
                </summary>
                <div class="stack-tight passage-body">
                    {(!place.is_empty()).then(|| view! { <p class="muted small">{place}</p> })}
                    <div class="scores">
                        <ScoreBar label="Meaning" class="score-vector" value=hit.parts.vector />
                        <ScoreBar label="Words" class="score-keyword" value=Some(hit.parts.keyword) />
                        <ScoreBar label="Spelling" class="score-trigram" value=Some(hit.parts.trigram) />
                    </div>
                    <p class="passage-text">{hit.text}</p>
                </div>
            </details>
        </li>
    }
    .into_any()
}

fn ms(value: f32) -> String {
    if value >= 1_000.0 {
        format!("{:.1} s", value / 1_000.0)
    } else if value >= 10.0 {
        format!("{value:.0} ms")
    } else {
        format!("{value:.1} ms")
    }
}
