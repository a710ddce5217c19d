//! What is left to set up.

use leptos::prelude::*;

use super::model::Step;
use crate::components::{Badge, ButtonLook, Icon, IconName, LinkButton, Tone};

/// The steps of setting up; the first that is left is the page's primary action.
#[component]
pub fn SetUp(
    /// In order.
    steps: [Step; 5],
) -> impl IntoView {
    let done = steps.iter().filter(|step| step.done).count();
    let next = steps.iter().position(|step| !step.done && step.href.is_some());
    let count = steps.len();
    let items = steps
        .into_iter()
        .enumerate()
        .map(|(index, step)| {
            let is_next = next == Some(index);
            let look = if is_next { ButtonLook::Primary } else { ButtonLook::Secondary };
            let icon = if step.done { IconName::Check } else { IconName::Circle };
            view! {
                <li class="setup-step" class:setup-done=step.done>
                    <span class="setup-mark">
                        <Icon name=icon />
                    </span>
                    <div class="grow">
                        <h3>
                            {step.title}
                            {step.done.then(|| view! { <span class="visually-hidden">" (done)"</span> })}
                        </h3>
                        <p class="muted">{step.text}</p>
                    </div>
                    {(!step.done)
                        .then_some(step.href)
                        .flatten()
                        .map(|href| {
                            view! {
                                <LinkButton href=href look=look small=true>
                                    {step.action}
                                </LinkButton>
                            }
                        })}
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="panel panel-flush" aria-labelledby="setup-title">
            <div class="panel-title overview-list-title">
                <h2 id="setup-title">"Get started"</h2>
                <Badge tone=Tone::Accent>{format!("{done} of {count} done")}</Badge>
            </div>
            <ol class="list">{items}</ol>
        </section>
    }
    .into_any()
}
