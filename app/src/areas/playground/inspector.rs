//! At the right: how the chosen answer came about.

use chatsphere_contract::conversations::{ModelAttempt, TurnTrace};
use chatsphere_contract::money;
use chatsphere_contract::search::SearchHit;
use chatsphere_contract::spending::TurnCost;
use leptos::prelude::*;

use super::server_fns::load_trace;
use crate::areas::overview::model;
use crate::areas::settings::usage;
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

/// Models that were asked first and did not answer.
fn attempts(attempts: Vec<ModelAttempt>) -> Option<AnyView> {
    let items = attempts
        .iter()
        .map(|attempt| {
            let begun = if attempt.wrote { " It had begun to write; the next one went on." } else { "" };
            let what = match &attempt.problem {
                Some(problem) => format!(" after {}: {problem}{begun}", ms(attempt.after_ms)),
                None => ": not asked, because it had failed too often just before.".to_owned(),
            };
            view! {
                <li>
                    <strong>{attempt.model.clone()}</strong>
                    {what}
                </li>
            }
        })
        .collect_view();
    (!attempts.is_empty()).then(|| {
        view! {
            <Banner tone=Tone::Warning title="Not every model answered">
                <ul class="small">{items}</ul>
            </Banner>
        }
        .into_any()
    })
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
            {trace.limit.map(|limit| view! { <Banner tone=Tone::Warning title=usage::limit_title(limit) /> })}
            {attempts(trace.attempts)}
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
            {cost(&trace.cost)}
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

/// Tokens and money.
fn cost(cost: &TurnCost) -> AnyView {
    let cached = if cost.cached_input_tokens > 0 {
        format!(" ({} cached)", model::grouped(cost.cached_input_tokens.into()))
    } else {
        String::new()
    };
    let about = if cost.is_estimated { "about " } else { "" };
    view! {
        <div class="stack-tight">
            <h3>"Cost"</h3>
            <dl class="times figures">
                <div>
                    <dt>"Tokens read"</dt>
                    <dd>{about} {model::grouped(cost.input_tokens.into())} {cached}</dd>
                </div>
                <div>
                    <dt>"Tokens written"</dt>
                    <dd>{about} {model::grouped(cost.output_tokens.into())}</dd>
                </div>
                <div>
                    <dt>"Money"</dt>
                    <dd>{about} {money::shown(cost.micros)}</dd>
                </div>
            </dl>
            {cost
                .is_estimated
                .then(|| {
                    view! {
                        <p class="muted small">"The provider did not say what it counted: this is our estimate."</p>
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
