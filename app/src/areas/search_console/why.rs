//! Why a passage stands where it stands: how its score came about, and what each word gave it.

use chatsphere_contract::search::{FusionPart, WhyTerm};
use leptos::prelude::*;

use super::model::{self, thousandths, written};

/// Both tables, folded away.
#[component]
pub fn Why(
    /// What a second look gave it, where there was one.
    reranked: Option<f32>,
    /// What its score is made of.
    fusion: Vec<FusionPart>,
    /// What each word gave it.
    why: Vec<WhyTerm>,
    /// Its share of the keywords: what the words add up to.
    keyword: f32,
) -> impl IntoView {
    let has_words = !why.is_empty();
    view! {
        <details class="why stack-tight">
            <summary class="small">"Why this rank"</summary>
            {reranked
                .map(|score| {
                    view! {
                        <p class="small">
                            {format!(
                                "The second look gave it {score:.2}, and that decides the order. The score below is that of the search.",
                            )}
                        </p>
                    }
                })}
            {has_words.then(|| words(why, keyword))}
            {parts(fusion)}
        </details>
    }
    .into_any()
}

fn parts(fusion: Vec<FusionPart>) -> AnyView {
    let adds = thousandths(&fusion.iter().map(|part| part.adds).collect::<Vec<_>>());
    let sum = adds.iter().sum::<i32>();
    let rows = fusion
        .into_iter()
        .zip(adds)
        .map(|(part, adds)| {
            view! {
                <tr>
                    <th scope="row" class="card-title">{model::side(part.part)}</th>
                    <td class="number" data-label="Weight">{format!("{:.2}", part.weight)}</td>
                    <td class="number" data-label="Value">{format!("{:.3}", part.value)}</td>
                    <td class="number" data-label="Adds">{written(adds)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="table table-cards why-table">
            <caption class="small muted">"How the score came about: weight times value"</caption>
            <thead>
                <tr>
                    <th scope="col">"Part"</th>
                    <th scope="col" class="number-head">"Weight"</th>
                    <th scope="col" class="number-head">"Value"</th>
                    <th scope="col" class="number-head">"Adds"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
            <tfoot>
                <tr>
                    <th scope="row" class="card-title" colspan="3">"Score"</th>
                    <td class="number strong" data-label="Sum">{written(sum)}</td>
                </tr>
            </tfoot>
        </table>
    }
    .into_any()
}

fn words(why: Vec<WhyTerm>, keyword: f32) -> AnyView {
    let mut shares: Vec<f32> = why.iter().map(|term| term.share).collect();
    let beyond = shares.iter().sum::<f32>() - keyword;
    // What stands together may bring a passage above all that the words alone could give.
    let is_cut = beyond > 0.000_5;
    if is_cut {
        shares.push(-beyond);
    }
    let shares = thousandths(&shares);
    let sum = shares.iter().sum::<i32>();
    let cut = is_cut.then(|| shares.last().copied()).flatten();
    let above: f32 = why.iter().map(|term| term.above).sum();
    let rows = why
        .into_iter()
        .zip(shares)
        .map(|(term, adds)| {
            let manner = model::manner(&term);
            view! {
                <tr>
                    <td class="strong card-title">{term.word}</td>
                    <td class="muted" data-label="Found">{manner}</td>
                    <td class="number" data-label="Passages">{term.passages}</td>
                    <td class="number" data-label="Rarity">{format!("{:.1}", term.idf)}</td>
                    <td class="number" data-label="Adds">{written(adds)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="table table-cards why-table">
            <caption class="small muted">"What the words gave it"</caption>
            <thead>
                <tr>
                    <th scope="col">"Word"</th>
                    <th scope="col">"Found"</th>
                    <th scope="col" class="number-head">"Passages"</th>
                    <th scope="col" class="number-head">"Rarity"</th>
                    <th scope="col" class="number-head">"Adds"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
            <tfoot>
                {cut
                    .map(|cut| {
                        view! {
                            <tr>
                                <th scope="row" class="card-title" colspan="4">"No more than all"</th>
                                <td class="number" data-label="Adds">{written(cut)}</td>
                            </tr>
                        }
                    })}
                <tr>
                    <th scope="row" class="card-title" colspan="4">"Words and spelling"</th>
                    <td class="number strong" data-label="Sum">{written(sum)}</td>
                </tr>
            </tfoot>
        </table>
        {(above > 0.000_5)
            .then(|| {
                view! {
                    <p class="small muted">
                        {format!("{above:.3} of it stands on the title and the headings alone.")}
                    </p>
                }
            })}
    }
    .into_any()
}
