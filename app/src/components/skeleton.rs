//! The outline of what is on its way.

use leptos::prelude::*;

/// The layout that is coming.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkeletonShape {
    /// Text and a block.
    Page,
    /// Rows of a list.
    List,
}

/// The outline of what is on its way; appears only after a short wait.
#[component]
pub fn Skeleton(
    /// The layout that is coming.
    shape: SkeletonShape,
) -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">"Loading"</span>
            {match shape {
                SkeletonShape::Page => {
                    view! {
                        <div class="skeleton-line"></div>
                        <div class="skeleton-line"></div>
                        <div class="skeleton-block"></div>
                        <div class="skeleton-line"></div>
                    }
                        .into_any()
                }
                SkeletonShape::List => {
                    (0..5).map(|_| view! { <div class="skeleton-row"></div> }).collect_view().into_any()
                }
            }}
        </div>
    }
    .into_any()
}
