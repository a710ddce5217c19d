//! A colour, with what it means for reading.

use leptos::prelude::*;

use super::{FieldFrame, Icon, IconName};
use crate::colour;

/// Offered as they are: all of them carry white or dark text well.
const OFFERED: [(&str, &str); 8] = [
    ("#0f766e", "Teal"),
    ("#1d4ed8", "Blue"),
    ("#5b3fb5", "Violet"),
    ("#a3246d", "Raspberry"),
    ("#b3261e", "Red"),
    ("#9a4b00", "Amber"),
    ("#2f6b2f", "Green"),
    ("#22303c", "Ink"),
];

/// A colour, with swatches, the code, and a note on how well text on it reads.
#[component]
pub fn ColourField(
    /// The input's id.
    id: &'static str,
    /// What is coloured.
    #[prop(into)]
    label: String,
    /// `#rrggbb`.
    value: RwSignal<String>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let swatches = OFFERED
        .into_iter()
        .map(|(offered, name)| {
            view! {
                <button
                    class="swatch"
                    type="button"
                    title=name
                    aria-label=name
                    aria-pressed=move || {
                        value.with(|v| if v.eq_ignore_ascii_case(offered) { "true" } else { "false" })
                    }
                    on:click=move |_| value.set(offered.to_owned())
                >
                    <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
                        <circle cx="12" cy="12" r="12" fill=offered></circle>
                    </svg>
                </button>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <FieldFrame id=id label=label error=error>
            <div class="swatches" role="group" aria-label="Offered colours">
                {swatches}
            </div>
            <div class="colour">
                <input
                    type="color"
                    aria-label="Pick a colour"
                    prop:value=move || value.get()
                    on:input=move |event| value.set(event_target_value(&event))
                />
                <input
                    class="input"
                    id=id
                    name=id
                    spellcheck="false"
                    aria-describedby=format!("{id}-note")
                    value=value.get_untracked()
                    prop:value=move || value.get()
                    on:input=move |event| value.set(event_target_value(&event))
                />
            </div>
            {move || note(&value.get())}
        </FieldFrame>
    }
    .into_any()
}

fn note(colour: &str) -> AnyView {
    let Some((ground, (text, ratio))) = colour::luminance(colour).zip(colour::readable_on(colour)) else {
        return view! { <p class="field-hint">"A colour is written as # and six digits, like #0f766e."</p> }
            .into_any();
    };
    let on = if text == colour::LIGHT_TEXT { "white" } else { "dark" };
    let faint = colour::contrast(ground, 1.0) < 3.0;
    view! {
        <p class="field-hint row">
            <Icon name=if faint { IconName::Warning } else { IconName::Check } size=16 />
            <span>
                {format!("Text on it is {on}, contrast {ratio:.1} : 1. ")}
                {faint
                    .then_some(
                        "On white pages the bubble itself will be hard to see; a darker colour stands out more.",
                    )}
            </span>
        </p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_offered_colour_carries_white_text() {
        for (offered, name) in OFFERED {
            let (text, ratio) = colour::readable_on(offered).expect("a colour");
            assert!(text == colour::LIGHT_TEXT && ratio >= 4.5, "{name}");
        }
    }
}
