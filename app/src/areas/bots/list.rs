//! The bots of the workspace.

use chatsphere_contract::bots::Bot;
use leptos::prelude::*;

use super::server_fns::list_bots;
use crate::components::{
    Avatar, AvatarShape, ButtonLook, EmptyState, IconName, LinkButton, Loaded, Moment, PageHeader,
    SkeletonShape,
};
use crate::session::Session;

/// The bots of the workspace.
#[component]
pub fn BotsPage() -> impl IntoView {
    let bots = Resource::new(|| (), |()| list_bots());
    let may_write = Session::get().may("bots.write");
    view! {
        <div class="page">
            <PageHeader title="Bots" context="Each answers from its own documents, under its own name.">
                {may_write
                    .then(|| {
                        view! {
                            <LinkButton href="/bots/new" look=ButtonLook::Primary icon=IconName::Plus>
                                "Create a bot"
                            </LinkButton>
                        }
                    })}
            </PageHeader>
            <Loaded from=bots shape=SkeletonShape::List then=list />
        </div>
    }
    .into_any()
}

fn list(bots: Vec<Bot>) -> AnyView {
    if bots.is_empty() {
        return view! {
            <section class="panel panel-flush">
                <EmptyState
                    icon=IconName::Bot
                    title="No bot yet"
                    text="A bot is what visitors talk to. Give it a name, drop in the documents that it shall answer from, and paste one line into your site."
                >
                    <LinkButton href="/bots/new" icon=IconName::Plus>
                        "Create the first bot"
                    </LinkButton>
                </EmptyState>
            </section>
        }
        .into_any();
    }
    let rows = bots.into_iter().map(row).collect_view();
    view! {
        <section class="panel panel-flush">
            <table class="table table-cards">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col" class="number-head">"Documents"</th>
                        <th scope="col" class="number-head">"Passages"</th>
                        <th scope="col">"Sites"</th>
                        <th scope="col">"Changed"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn row(bot: Bot) -> AnyView {
    let sites = match bot.allowed_domains.as_slice() {
        [] => "Any site".to_owned(),
        [one] => one.clone(),
        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
    };
    view! {
        <tr>
            <td class="card-title">
                <a class="table-link row" href=format!("/bots/{}/knowledge", bot.id)>
                    <Avatar name=bot.name.clone() shape=AvatarShape::Square />
                    <span>{bot.name}</span>
                </a>
            </td>
            <td class="number" data-label="Documents">
                {bot.documents}
            </td>
            <td class="number" data-label="Passages">
                {bot.chunks}
            </td>
            <td data-label="Sites">{sites}</td>
            <td data-label="Changed" class="muted">
                <Moment at=bot.updated_at />
            </td>
        </tr>
    }
    .into_any()
}
