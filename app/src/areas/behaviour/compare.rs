//! Two versions, field by field.

use chatsphere_contract::behaviour::{BehaviourComparison, FieldChange};
use leptos::prelude::*;

use super::model;
use super::server_fns::compare_versions;
use crate::components::{Button, ButtonLook, DiffLines, Loaded, SkeletonShape};

/// What differs between two versions.
#[component]
pub(super) fn CompareView(
    /// The bot.
    bot: Memo<String>,
    /// Which two, the newer one first.
    pair: (i32, i32),
    /// Empty it to close the comparison.
    comparing: RwSignal<Option<(i32, i32)>>,
) -> impl IntoView {
    let (newer, older) = pair;
    let comparison = Resource::new(move || bot.get(), move |bot| compare_versions(bot, newer, older));
    view! {
        <section class="panel stack" aria-label="Comparison">
            <div class="document-heading">
                <h3 class="grow">{format!("Version {newer} compared with version {older}")}</h3>
                <Button look=ButtonLook::Quiet small=true on_press=move |_| comparing.set(None)>
                    "Close"
                </Button>
            </div>
            <Loaded from=comparison shape=SkeletonShape::List then=shown />
        </section>
    }
    .into_any()
}

fn shown(comparison: BehaviourComparison) -> AnyView {
    if comparison.fields.is_empty() {
        return view! { <p class="muted">"Nothing differs."</p> }.into_any();
    }
    comparison.fields.into_iter().map(change).collect_view().into_any()
}

fn change(change: FieldChange) -> AnyView {
    let name = model::field(change.field);
    let what = if change.lines.is_empty() {
        view! {
            <p>
                <del>{change.before}</del>
                " → "
                <ins>{change.after}</ins>
            </p>
        }
        .into_any()
    } else {
        view! { <DiffLines label=format!("Changed lines of {name}") groups=change.lines /> }.into_any()
    };
    view! {
        <div class="stack-tight behaviour-change">
            <h4>{name}</h4>
            {what}
        </div>
    }
    .into_any()
}
