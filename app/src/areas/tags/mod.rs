//! Tags: the workspace's one vocabulary, and how often this bot's documents use it.

mod chip;
mod edit;
mod server_fns;

pub use chip::{TagChip, color_of};
pub use server_fns::list_tags;

use chatsphere_contract::limits::TAG_CHARS;
use chatsphere_contract::tags::{CreateTag, Tag};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use self::edit::{DeleteTagDialog, EditTagDialog, MergeTagDialog};
use self::server_fns::MakeTag;
use crate::areas::bots::BotContext;
use crate::components::{
    Button, ButtonKind, ButtonLook, EmptyState, ErrorBanner, Field, Icon, IconName, Loaded, Menu,
    SkeletonShape, Toasts,
};
use crate::session::Session;

/// What the dialogs are about.
#[derive(Clone, Copy)]
struct Asked {
    edited: RwSignal<Option<Tag>>,
    merged: RwSignal<Option<Tag>>,
    doomed: RwSignal<Option<Tag>>,
}

/// The tags of the workspace.
#[component]
pub fn TagsPage() -> impl IntoView {
    let bot = BotContext::get().id;
    let tags = Resource::new(move || bot.get(), list_tags);
    let asked =
        Asked { edited: RwSignal::new(None), merged: RwSignal::new(None), doomed: RwSignal::new(None) };
    let all = RwSignal::new(Vec::<Tag>::new());
    let reload = Callback::new(move |()| tags.refetch());
    let may_write = Session::get().may("documents.write");
    view! {
        <div class="stack">
            {may_write.then(|| view! { <NewTagForm on_done=reload /> })}
            <section class="panel panel-flush" aria-label="Tags">
                <Loaded
                    from=tags
                    shape=SkeletonShape::List
                    then=move |tags| {
                        all.set(tags.clone());
                        list(tags, &bot.get_untracked(), asked, may_write)
                    }
                />
            </section>
            <EditTagDialog asked=asked.edited on_done=reload />
            <MergeTagDialog asked=asked.merged all=all on_done=reload />
            <DeleteTagDialog asked=asked.doomed on_done=reload />
        </div>
    }
    .into_any()
}

#[component]
fn NewTagForm(on_done: Callback<()>) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let create = ServerAction::<MakeTag>::new();
    let toasts = Toasts::get();
    let error =
        Signal::derive(move || create.value().with(|v| v.as_ref().and_then(|v| v.as_ref().err().cloned())));
    let field =
        Signal::derive(move || error.with(|error| error.as_ref().and_then(|error| error.field("name"))));
    let other = Signal::derive(move || error.get().filter(|error| !error.names_fields()));
    Effect::new(move |_| {
        if let Some(Ok(tag)) = create.value().get() {
            toasts.say(format!("“{}” was made", tag.name));
            name.set(String::new());
            on_done.run(());
        }
    });
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let input = CreateTag { name: name.get_untracked(), ..CreateTag::default() };
        create.dispatch(MakeTag { input });
    };
    view! {
        <form class="panel stack" on:submit=on_submit>
            <p class="muted">
                "Tags belong to the workspace: all bots share them. Documents are filtered and searched by them, and a bot can be told to answer only from documents with certain tags."
            </p>
            <ErrorBanner error=other />
            <div class="tag-form">
                <div class="grow">
                    <Field
                        id="tag-name"
                        label="New tag"
                        placeholder="returns"
                        limit=TAG_CHARS
                        value=name
                        error=field
                    />
                </div>
                <Button
                    kind=ButtonKind::Submit
                    look=ButtonLook::Primary
                    icon=IconName::Plus
                    busy=create.pending()
                >
                    "Make the tag"
                </Button>
            </div>
        </form>
    }
    .into_any()
}

fn list(tags: Vec<Tag>, bot: &str, asked: Asked, may_write: bool) -> AnyView {
    if tags.is_empty() {
        return view! {
            <EmptyState
                icon=IconName::Tag
                title="No tags yet"
                text="Make one here, choose documents in the list and tag them, or send “tags” with an import."
            />
        }
        .into_any();
    }
    let rows = tags.into_iter().map(|tag| row(tag, bot, asked, may_write)).collect_view();
    view! {
        <table class="table table-cards">
            <thead>
                <tr>
                    <th scope="col">"Tag"</th>
                    <th scope="col">"What it is for"</th>
                    <th scope="col" class="number-head">
                        "Documents"
                    </th>
                    <th scope="col" class="number-head">
                        "Restricted bots"
                    </th>
                    <th scope="col">
                        <span class="visually-hidden">"Actions"</span>
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(tag: Tag, bot: &str, asked: Asked, may_write: bool) -> AnyView {
    let href = format!("/bots/{bot}/knowledge?tags={}", tag.id);
    let label = format!("Actions for {}", tag.name);
    let (for_edit, for_merge, for_deletion) = (tag.clone(), tag.clone(), tag.clone());
    let actions = may_write.then(move || {
        view! {
            <Menu label=label class="menu menu-end">
                <button class="menu-item" type="button" on:click=move |_| asked.edited.set(Some(for_edit.clone()))>
                    <Icon name=IconName::Gear size=16 />
                    "Change…"
                </button>
                <button class="menu-item" type="button" on:click=move |_| asked.merged.set(Some(for_merge.clone()))>
                    <Icon name=IconName::Tag size=16 />
                    "Merge into another…"
                </button>
                <button class="menu-item" type="button" on:click=move |_| asked.doomed.set(Some(for_deletion.clone()))>
                    <Icon name=IconName::Bin size=16 />
                    "Delete…"
                </button>
            </Menu>
        }
    });
    view! {
        <tr>
            <td class="card-title">
                <TagChip name=tag.name color=tag.color />
            </td>
            <td data-label="For" class="muted">
                {tag.description}
            </td>
            <td class="number" data-label="Documents">
                <a href=href>{tag.documents}</a>
            </td>
            <td class="number" data-label="Restricted bots">
                {tag.bots}
            </td>
            <td class="actions">{actions}</td>
        </tr>
    }
    .into_any()
}
