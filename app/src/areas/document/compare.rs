//! Two versions side by side in one text.

use chatsphere_contract::versions::{CompareQuery, Comparison};
use leptos::prelude::*;

use super::frame::DocumentContext;
use super::model;
use super::server_fns::compare_versions;
use crate::components::{Banner, Button, ButtonLook, DiffLines, Loaded, SkeletonShape, Tone};

/// What differs between two versions.
#[component]
pub fn CompareView(
    /// Which two.
    query: CompareQuery,
    /// Empty it to close the comparison.
    comparing: RwSignal<Option<CompareQuery>>,
) -> impl IntoView {
    let context = DocumentContext::get();
    let title = format!("Version {} compared with version {}", query.to, query.from);
    let comparison = Resource::new(
        move || (context.bot.get(), context.id.get()),
        move |(bot, document)| compare_versions(bot, document, query.clone()),
    );
    view! {
        <section class="panel stack-tight" aria-label="Comparison">
            <div class="document-heading">
                <h3 class="grow">{title}</h3>
                <Button look=ButtonLook::Quiet small=true on_press=move |_| comparing.set(None)>
                    "Close"
                </Button>
            </div>
            <Loaded from=comparison shape=SkeletonShape::List then=shown />
        </section>
    }
    .into_any()
}

fn shown(comparison: Comparison) -> AnyView {
    let summary = model::summary(&comparison);
    view! {
        <p class="muted small">{summary}</p>
        <DiffLines label="Changed lines" groups=comparison.groups />
        {comparison
            .truncated
            .then(|| view! { <Banner tone=Tone::Info title="There is more than is shown here." /> })}
    }
    .into_any()
}
