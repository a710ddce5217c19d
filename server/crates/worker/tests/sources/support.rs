//! What the tests of this folder share.

use std::collections::BTreeMap;

use chatsphere_contract::ids::{BotId, SourceId};
use chatsphere_contract::paging::PageQuery;
use chatsphere_contract::sources::{CreateSource, PageState, Source, SourceKind, SourcePage};
use chatsphere_domain::sources;
use chatsphere_kernel::Ctx;
use chatsphere_testkit::{TestPlatform, TestPlatformBuilder};
use sqlx::Row;

use super::site::TestSite;

pub fn permitted() -> TestPlatformBuilder {
    TestPlatform::builder().allow("127.0.0.1/32").embedder()
}

pub struct World {
    pub platform: TestPlatform,
    pub ctx: Ctx,
    pub bot: BotId,
    pub site: TestSite,
}

impl World {
    pub async fn new(builder: TestPlatformBuilder) -> Self {
        let platform = builder.build().await;
        let ctx = platform.workspace().await;
        let bot = platform.bot(&ctx).await.id;
        Self { platform, ctx, bot, site: TestSite::start().await }
    }

    /// Adds a source without reading it yet.
    pub async fn add(
        &self,
        kind: SourceKind,
        paths: &[&str],
        change: impl FnOnce(&mut CreateSource),
    ) -> Source {
        let mut input = CreateSource {
            kind,
            addresses: paths.iter().map(|path| self.site.url(path)).collect(),
            name: None,
            max_depth: None,
            page_limit: None,
            include: Vec::new(),
            exclude: Vec::new(),
            hosts: Vec::new(),
            tags: Vec::new(),
            every_hours: None,
        };
        change(&mut input);
        sources::create(&self.platform, &self.ctx, self.bot, input).await.unwrap()
    }

    /// Adds a source and reads it to the end.
    pub async fn read(&self, kind: SourceKind, paths: &[&str]) -> Source {
        let source = self.add(kind, paths, |_| {}).await;
        self.platform.run_jobs().await;
        self.source(source.id).await
    }

    pub async fn sync(&self, id: SourceId) -> Source {
        sources::sync(&self.platform, &self.ctx, self.bot, id).await.unwrap();
        self.platform.run_jobs().await;
        self.source(id).await
    }

    pub async fn source(&self, id: SourceId) -> Source {
        sources::read(&self.platform, &self.ctx, self.bot, id).await.unwrap()
    }

    /// Every page by its path.
    pub async fn pages(&self, id: SourceId) -> BTreeMap<String, SourcePage> {
        let mut found = BTreeMap::new();
        let mut query = PageQuery::default();
        loop {
            let page =
                sources::pages(&self.platform, &self.ctx, self.bot, id, None, query.clone()).await.unwrap();
            for page in page.items {
                let path = page.address.strip_prefix(&self.site.base).unwrap_or(&page.address).to_owned();
                assert!(found.insert(path, page).is_none(), "a page twice");
            }
            match page.next_cursor {
                Some(cursor) => query.cursor = Some(cursor),
                None => return found,
            }
        }
    }

    /// The paths in a state.
    pub async fn in_state(&self, id: SourceId, state: PageState) -> Vec<String> {
        self.pages(id)
            .await
            .into_iter()
            .filter(|(_, page)| page.state == state)
            .map(|(path, _)| path)
            .collect()
    }

    /// The pages that answers may use, by their documents' addresses: paths with the ids of their passages.
    pub async fn in_answers(&self) -> BTreeMap<String, Vec<String>> {
        let sql = "SELECT d.url, array_agg(c.id::text || c.text ORDER BY c.ordinal) AS passages
                   FROM documents d JOIN chunks c ON c.document_id = d.id
                   WHERE d.status = 'ready' AND d.tombstoned_at IS NULL AND d.deleted_at IS NULL
                   GROUP BY d.id, d.url";
        let rows = sqlx::query(sql).fetch_all(&mut self.platform.database().owner().await).await.unwrap();
        let mut found = BTreeMap::new();
        for row in rows {
            let url: String = row.get("url");
            let path = url.strip_prefix(&self.site.base).unwrap_or(&url).to_owned();
            assert!(found.insert(path, row.get("passages")).is_none(), "{url} is there twice");
        }
        found
    }
}

pub fn reason(page: &SourcePage) -> &str {
    page.reason.as_ref().map(|reason| reason.code.as_str()).unwrap_or_default()
}
