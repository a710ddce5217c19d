//! What logging in and signing up share: a panel with a form, and the way in behind it.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::parts::PublicFrame;
use crate::components::{Button, ButtonKind, ButtonLook, ErrorBanner};
use crate::error::AppError;

/// Whether somebody may come in, and why not.
#[derive(Debug, Clone, Copy)]
pub struct Gate {
    /// Why the server said no.
    pub error: RwSignal<Option<AppError>>,
    /// From the press of the button until the next page is there.
    busy: Signal<bool>,
}

impl Gate {
    /// A gate that `action` opens onto `way_in`. `error` is of a form that came back without scripts.
    pub fn new<S>(action: ServerAction<S>, error: Option<AppError>, way_in: impl Fn() + 'static) -> Self
    where
        S: leptos::server_fn::ServerFn<Output = (), Error = AppError> + Clone + Send + Sync + 'static,
        S::Error: Clone + Send + Sync + 'static,
    {
        let error = RwSignal::new(error);
        let leaving = RwSignal::new(false);
        Effect::new(move |_| match action.value().get() {
            Some(Ok(())) => {
                leaving.set(true);
                way_in();
            }
            Some(Err(problem)) => error.set(Some(problem)),
            None => {}
        });
        let busy = Signal::derive(move || action.pending().get() || leaving.get());
        Self { error, busy }
    }
}

/// The panel. Its form works as a plain one; where scripts run, `submit` is called in its place.
#[component]
pub fn GatePanel(
    /// Who may come in.
    gate: Gate,
    /// The heading.
    title: &'static str,
    /// A line below it.
    lead: &'static str,
    /// Where the plain form is sent.
    address: &'static str,
    /// The button's words.
    button: &'static str,
    /// Sends what was typed.
    #[prop(into)]
    submit: Callback<()>,
    /// The way to the other page.
    foot: AnyView,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        gate.error.set(None);
        submit.run(());
    };
    view! {
        <PublicFrame>
            <div class="gate">
                <div class="gate-panel">
                    <div>
                        <h1>{title}</h1>
                        <p class="muted">{lead}</p>
                    </div>
                    <form class="panel" method="post" action=address novalidate on:submit=on_submit>
                        <ErrorBanner error=gate.error />
                        {children()}
                        <Button kind=ButtonKind::Submit look=ButtonLook::Primary wide=true busy=gate.busy>
                            {button}
                        </Button>
                    </form>
                    <p class="gate-foot">{foot}</p>
                </div>
            </div>
        </PublicFrame>
    }
    .into_any()
}
