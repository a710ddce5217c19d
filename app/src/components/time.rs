//! A moment, relative, with the exact one on hover.

use leptos::prelude::*;

use crate::moment;
use crate::session::Session;

/// A moment as people say it; the exact one on hover. Moves on with the clock of the page.
#[component]
pub fn Moment(
    /// RFC 3339.
    #[prop(into)]
    at: String,
) -> impl IntoView {
    let now = Session::get().now;
    let seconds = moment::parse_rfc3339(&at);
    let exact = seconds.map_or_else(|| at.clone(), moment::exact);
    let fallback = at.clone();
    view! {
        <time class="nowrap" datetime=at title=exact>
            {move || seconds.map_or_else(|| fallback.clone(), |s| moment::relative(s, now.get()))}
        </time>
    }
    .into_any()
}
