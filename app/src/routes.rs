//! Which address shows what.

use leptos::prelude::*;
use leptos_meta::{Meta, Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{SsrMode, path};

use crate::areas::appearance::AppearancePage;
use crate::areas::behaviour::BehaviourPage;
use crate::areas::bots::{BotFrame, BotHome, BotSettingsPage, BotsPage, NewBotPage};
use crate::areas::conversations::{BotConversationsPage, ConversationPage, ConversationsPage};
use crate::areas::document::{DocumentFrame, PassagesPage, PreviewPage, TextPage, VersionsPage};
use crate::areas::frame::Frame;
use crate::areas::install::InstallPage;
use crate::areas::jobs::JobsPage;
use crate::areas::knowledge::{KnowledgeFrame, KnowledgePage};
use crate::areas::overview::OverviewPage;
use crate::areas::playground::PlaygroundPage;
use crate::areas::public::{LandingPage, LogInPage, NotFoundPage, RegisterPage};
use crate::areas::questions::QuestionsPage;
use crate::areas::search_console::SearchConsolePage;
use crate::areas::settings::{self, ApiKeysPage, ModelsPage, SearchModelPage, SettingsFrame, UsagePage};
use crate::areas::snapshots::SnapshotsPage;
use crate::areas::sources::{WebSourcePage, WebSourcesPage};
use crate::areas::tags::TagsPage;
use crate::components::{ToastHost, Toasts};
use crate::session::Session;

/// The whole dashboard.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    Session::provide();
    Toasts::provide();
    view! {
        <Meta name="description" content="Answers from your own documents, on your own site." />
        <Title formatter=|title: String| {
            if title.is_empty() { "ChatSphere".to_owned() } else { format!("{title} · ChatSphere") }
        } />
        <a class="skip-link" href="#content">
            "Skip to the content"
        </a>
        <Router>
            <Routes fallback=|| view! { <NotFoundPage /> }>
                <Route path=path!("/") view=LandingPage />
                <Route path=path!("/register") view=RegisterPage ssr=SsrMode::Async />
                <Route path=path!("/log-in") view=LogInPage ssr=SsrMode::Async />
                <ParentRoute path=path!("") view=Frame ssr=SsrMode::Async>
                    <Route path=path!("/overview") view=OverviewPage />
                    <Route path=path!("/bots") view=BotsPage />
                    <Route path=path!("/bots/new") view=NewBotPage />
                    <ParentRoute path=path!("/bots/:bot") view=BotFrame>
                        <Route path=path!("") view=BotHome />
                        <ParentRoute path=path!("knowledge") view=KnowledgeFrame>
                            <Route path=path!("") view=KnowledgePage />
                            <ParentRoute path=path!("documents/:doc") view=DocumentFrame>
                                <Route path=path!("") view=PreviewPage />
                                <Route path=path!("text") view=TextPage />
                                <Route path=path!("passages") view=PassagesPage />
                                <Route path=path!("versions") view=VersionsPage />
                            </ParentRoute>
                            <Route path=path!("tags") view=TagsPage />
                            <Route path=path!("web") view=WebSourcesPage />
                            <Route path=path!("web/:source") view=WebSourcePage />
                            <Route path=path!("questions") view=QuestionsPage />
                            <Route path=path!("search") view=SearchConsolePage />
                            <Route path=path!("snapshots") view=SnapshotsPage />
                        </ParentRoute>
                        <Route path=path!("behaviour") view=BehaviourPage />
                        <Route path=path!("playground") view=PlaygroundPage />
                        <Route path=path!("appearance") view=AppearancePage />
                        <Route path=path!("install") view=InstallPage />
                        <Route path=path!("conversations") view=BotConversationsPage />
                        <Route path=path!("settings") view=BotSettingsPage />
                    </ParentRoute>
                    <Route path=path!("/jobs") view=JobsPage />
                    <Route path=path!("/conversations") view=ConversationsPage />
                    <Route path=path!("/conversations/:conversation") view=ConversationPage />
                    <ParentRoute path=path!("/settings") view=SettingsFrame>
                        <Route path=path!("") view=ModelsPage />
                        <Route path=path!("usage") view=UsagePage />
                        <Route path=path!("search-model") view=SearchModelPage />
                        <Route path=path!("versions") view=settings::VersionsPage />
                        <Route path=path!("api-keys") view=ApiKeysPage />
                    </ParentRoute>
                </ParentRoute>
            </Routes>
        </Router>
        <ToastHost />
    }
    .into_any()
}
