//! What came of asking for a page, written down: the page, its document, where it leads.

use std::time::Duration;

use chatsphere_contract::documents::DocumentStatus;
use chatsphere_contract::ids::{DocumentId, SourcePageId};
use chatsphere_contract::sources::{PageState, SourceKind};
use chatsphere_db::TenantTx;
use chatsphere_db::documents::{self, DocumentRecord};
use chatsphere_db::sources::{self, Checked, Content, Found, LeftPage};
use reqwest::Url;

use super::ask::{Seen, Sent};
use super::content::{self, Read};
use super::lane::{Lane, was_deleted};
use super::reason::{Reason, of_error, reason};
use super::scope::usable;
use crate::outcome::Failure;

/// Times that a page is asked for in one sync.
const ATTEMPTS: i16 = 3;
/// Pauses between them, and the longest that a site may ask for.
const RETRY_AFTER: [Duration; 2] = [Duration::from_secs(10), Duration::from_secs(60)];
const LONGEST_RETRY: Duration = Duration::from_secs(600);
/// Ends of a document's reading that say nothing about its content.
const INTERRUPTED: [&str; 2] = ["cancelled", "gave_up"];
/// Reasons to leave a page out that are in its content: they hold while that is the same.
const BY_CONTENT: [&str; 3] = ["noindex", "canonical", "unsupported_type"];

/// What is to be written about a page.
struct Verdict {
    state: PageState,
    reason: Option<Reason>,
    /// Where it leads, and whether that is to be looked at.
    leads_to: Option<(Url, bool)>,
    links: Vec<String>,
    content: Option<Content>,
    document: Action,
}

/// What becomes of a page's document.
enum Action {
    /// It is as it was, unless it is tombstoned or its reading was interrupted.
    Keep,
    /// It stays as it is, whatever that is.
    Leave,
    /// It goes out of every answer.
    Tombstone,
    /// It gets this content.
    Put(Box<Read>),
}

/// What that means for answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// Nothing.
    None,
    /// It is to be read.
    ToBeRead,
    /// It left them.
    Tombstoned,
}

impl Verdict {
    fn without_content(state: PageState, reason: Reason) -> Self {
        let document = if state == PageState::Failed { Action::Leave } else { Action::Tombstone };
        Self { state, reason: Some(reason), leads_to: None, links: Vec::new(), content: None, document }
    }
}

impl Lane<'_> {
    /// Writes down what came of a page.
    pub(super) async fn settle(
        &mut self,
        page: LeftPage,
        url: Option<Url>,
        seen: Seen,
    ) -> Result<(), Failure> {
        let verdict = match (seen, url) {
            (Seen::Later { reason, after, .. }, _) => {
                if page.attempts + 1 < ATTEMPTS {
                    return self.postpone(&page, after).await;
                }
                self.failed(&page, reason)
            }
            (Seen::Failed(reason), _) => self.failed(&page, reason),
            (Seen::Gone(reason), _) => Verdict::without_content(PageState::Gone, reason),
            (Seen::Skipped(reason), _) => Verdict::without_content(PageState::Skipped, reason),
            (Seen::NotModified, _) => match self.not_modified(&page).await? {
                Some(verdict) => verdict,
                None => return Ok(()),
            },
            (Seen::Redirect(to), Some(url)) => self.redirected(&page, &url, to),
            (Seen::Content(sent), Some(url)) => self.content(&page, url, *sent).await?,
            (Seen::Redirect(_) | Seen::Content(_), None) => {
                self.failed(&page, reason("invalid_address", "This is not a web address."))
            }
        };
        self.write(page, verdict).await
    }

    /// A page that cannot be had now leads where it led before: what is behind it is not gone.
    fn failed(&self, page: &LeftPage, reason: Reason) -> Verdict {
        Verdict { links: page.links.clone(), ..Verdict::without_content(PageState::Failed, reason) }
    }

    async fn postpone(&self, page: &LeftPage, after: Option<Duration>) -> Result<(), Failure> {
        let usual =
            RETRY_AFTER.get(usize::try_from(page.attempts).unwrap_or(0)).copied().unwrap_or(LONGEST_RETRY);
        let pause = after.unwrap_or(usual).clamp(Duration::from_secs(1), LONGEST_RETRY);
        let tx = self.run.tenant_under_lease().await?;
        sources::postpone_page(&tx, page.id, self.run.platform.clock.now() + pause).await?;
        tx.commit().await?;
        Ok(())
    }

    /// `None`: it has to be asked for without condition.
    async fn not_modified(&self, page: &LeftPage) -> Result<Option<Verdict>, Failure> {
        let same = |state, reason, leads_to, document| Verdict {
            state,
            reason,
            leads_to,
            links: page.links.clone(),
            content: None,
            document,
        };
        if was_deleted(page) {
            let message = "What was read of this page was deleted, so it is left out.";
            return Ok(Some(same(PageState::Skipped, Some(reason("deleted", message)), None, Action::Leave)));
        }
        let by_content = page.reason.as_ref().filter(|_| page.state == PageState::Skipped);
        let by_content = by_content.and_then(|(code, message)| {
            BY_CONTENT.iter().find(|known| *known == code).map(|code| (*code, message.clone()))
        });
        let leads_to = page.leads_to.as_deref().and_then(|to| Url::parse(to).ok());
        match (by_content, leads_to) {
            (Some(why), Some(to)) if !self.is_wrong_address(&to, page).await? => {
                Ok(Some(same(PageState::Skipped, Some(why), Some((to, true)), Action::Tombstone)))
            }
            (Some(why), None) => Ok(Some(same(PageState::Skipped, Some(why), None, Action::Tombstone))),
            (None, _) if page.document.is_some() => Ok(Some(same(PageState::Read, None, None, Action::Keep))),
            _ => {
                let tx = self.run.tenant_under_lease().await?;
                sources::forget_content(&tx, page.id).await?;
                tx.commit().await?;
                Ok(None)
            }
        }
    }

    fn redirected(&mut self, page: &LeftPage, url: &Url, to: Url) -> Verdict {
        if let Err(error) = self.client.check(to.as_str()) {
            return self.failed(page, of_error(&error).0);
        }
        let Some(to) = usable(&self.client, to).filter(|to| to != url) else {
            return self.failed(page, reason("redirect_failed", "The page redirects to itself."));
        };
        let follows = self.scope.follows_redirect(&to, page.depth, page.hops);
        if !follows && self.scope.is_on_site(&to) && self.scope.permits(&to) {
            return self.failed(page, reason("redirect_failed", "The page redirects too often."));
        }
        if follows && page.depth == 0 {
            self.scope.admit_starts(&[to.as_str().to_owned()]);
        }
        let message =
            if follows { "It leads to another page." } else { "It leads to a page outside of this source." };
        let why = reason("redirect", message);
        Verdict { leads_to: Some((to, follows)), ..Verdict::without_content(PageState::Skipped, why) }
    }

    async fn content(&mut self, page: &LeftPage, url: Url, sent: Sent) -> Result<Verdict, Failure> {
        let (etag, last_modified) = (sent.etag.clone(), sent.last_modified.clone());
        let read = match content::read(url.clone(), sent).await {
            Ok(read) => read,
            Err(why) => {
                let content = Content { etag, last_modified, hash: Vec::new(), links: Vec::new() };
                let verdict = Verdict::without_content(PageState::Skipped, why);
                return Ok(Verdict { content: Some(content), ..verdict });
            }
        };
        let on_site = read.links.iter().filter(|link| self.scope.is_on_site(link));
        let links: Vec<String> = on_site.map(|link| link.as_str().to_owned()).collect();
        let hash = read.content_hash.clone();
        let content = Content { etag, last_modified, hash: hash.clone(), links: links.clone() };
        let verdict = |state, reason, leads_to, document| Verdict {
            state,
            reason,
            leads_to,
            links: links.clone(),
            content: Some(content.clone()),
            document,
        };
        if read.noindex {
            let why = reason("noindex", "The page asks not to be in any index.");
            return Ok(verdict(PageState::Skipped, Some(why), None, Action::Tombstone));
        }
        let canonical = read.canonical.clone().filter(|to| {
            self.scope.kind != SourceKind::Page
                && self.scope.permits(to)
                && page.hops < super::scope::MOST_HOPS
        });
        if let Some(to) = canonical
            && let Some(to) = usable(&self.client, to)
            && to != url
            && !self.is_wrong_address(&to, page).await?
        {
            let why = reason("canonical", "The page names another address as the right one.");
            return Ok(verdict(PageState::Skipped, Some(why), Some((to, true)), Action::Tombstone));
        }
        let is_same = page.document.is_some() && page.content_hash.as_ref() == Some(&hash);
        let document = if is_same { Action::Keep } else { Action::Put(Box::new(read)) };
        Ok(verdict(PageState::Read, None, None, document))
    }

    /// Whether the address that a page names as the right one is none: this sync has found nothing there,
    /// or it names the page itself.
    async fn is_wrong_address(&self, to: &Url, page: &LeftPage) -> Result<bool, Failure> {
        let tx = self.run.tenant().await?;
        let found = sources::find_checked(&tx, self.sync, to.as_str()).await?;
        tx.commit().await?;
        Ok(found.is_some_and(|found| match found.state {
            PageState::Gone | PageState::Failed => true,
            PageState::Skipped => found.leads_to.as_deref().is_none_or(|to| to == page.address),
            PageState::Waiting | PageState::Read => false,
        }))
    }

    async fn write(&mut self, page: LeftPage, verdict: Verdict) -> Result<(), Failure> {
        let now = self.run.platform.clock.now();
        if let Action::Put(read) = &verdict.document {
            self.run.platform.objects.put(&self.object_key(page.id, read), read.body.clone()).await?;
        }
        let tx = self.run.tenant_under_lease().await?;
        let (document, effect) = self.document(&tx, &page, &verdict.document).await?;
        let checked = Checked {
            id: page.id,
            state: verdict.state,
            reason: verdict.reason.map(|(code, message)| (code.to_owned(), message)),
            leads_to: verdict.leads_to.as_ref().map(|(to, _)| to.as_str().to_owned()),
            has_changed: effect != Effect::None,
            document,
            content: verdict.content,
        };
        sources::settle_page(&tx, self.sync, &checked, now).await?;
        if matches!(verdict.state, PageState::Gone | PageState::Failed) {
            sources::recheck_canonical(&tx, self.sync, &page.address).await?;
        }
        let mut found = Vec::new();
        if let Some((to, true)) = verdict.leads_to {
            found.push(self.found(to.into(), page.depth, page.hops + 1));
        }
        if self.scope.follows_links(page.depth) {
            let links = verdict.links.into_iter().filter_map(|link| Url::parse(&link).ok());
            let links = links.filter(|link| self.scope.permits(link));
            let links = links.filter_map(|link| usable(&self.client, link));
            found.extend(links.map(|link| self.found(link.into(), page.depth + 1, 0)));
        }
        sources::add_found(&tx, self.sync, &found, super::page_limit(&self.source)).await?;
        tx.commit().await?;
        if let (Some(document), Effect::ToBeRead) = (document, effect) {
            // The other lane is there as long as this one.
            let _ = self.sender.send(document);
        }
        Ok(())
    }

    fn found(&self, address: String, depth: i32, hops: i16) -> Found {
        Found { id: SourcePageId(self.run.platform.uuid()), address, depth, hops }
    }

    /// Does to the document what is to be done. Which it is now, and what that comes to.
    async fn document(
        &self,
        tx: &TenantTx,
        page: &LeftPage,
        action: &Action,
    ) -> Result<(Option<DocumentId>, Effect), Failure> {
        let (now, job) = (self.run.platform.clock.now(), self.run.job.id);
        let found = match page.document {
            Some(id) => documents::find(tx, id).await?.filter(|document| document.bot == self.source.bot),
            None => None,
        };
        match (action, found) {
            // A person has deleted it meanwhile, or it belongs to another bot now: that stays so.
            (Action::Put(_), None) if page.document.is_some() => Ok((None, Effect::None)),
            (Action::Put(read), found) => {
                let id =
                    found.as_ref().map_or_else(|| DocumentId(self.run.platform.uuid()), |found| found.id);
                let document = self.web_document(page.id, id, read);
                if found.is_none() {
                    documents::insert_web(tx, self.source.bot, self.source.id, job, &document, now).await?;
                } else {
                    documents::replace_web(tx, job, &document, now).await?;
                }
                Ok((Some(id), Effect::ToBeRead))
            }
            (Action::Keep, Some(found)) if is_to_be_read(&found) => {
                documents::reread_web(tx, found.id, job, now).await?;
                Ok((Some(found.id), Effect::ToBeRead))
            }
            (Action::Tombstone, Some(found)) if found.tombstoned_at.is_none() => {
                documents::tombstone(tx, self.source.bot, &[found.id], now).await?;
                Ok((Some(found.id), Effect::Tombstoned))
            }
            (_, found) => Ok((found.map(|found| found.id), Effect::None)),
        }
    }

    fn web_document(&self, page: SourcePageId, id: DocumentId, read: &Read) -> documents::WebDocument {
        documents::WebDocument {
            id,
            name: read.name.clone(),
            url: read.url.as_str().to_owned(),
            media_type: read.media_type.as_str().to_owned(),
            size_bytes: i64::try_from(read.body.len()).unwrap_or(i64::MAX),
            sha256: read.sha256.clone(),
            object_key: self.object_key(page, read),
        }
    }

    /// The same content of a page is stored once, however often a worker dies over it.
    fn object_key(&self, page: SourcePageId, read: &Read) -> String {
        let hash: String = read.sha256.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        format!("{}/{}-{hash}", self.run.lease.tenant.0.simple(), page.0.simple())
    }
}

/// Its content is the same, but it is not in answers for a reason that has nothing to do with it.
fn is_to_be_read(document: &DocumentRecord) -> bool {
    let interrupted = |(code, _): &(String, String)| INTERRUPTED.contains(&code.as_str());
    document.tombstoned_at.is_some()
        || matches!(document.status, DocumentStatus::Queued | DocumentStatus::Processing)
        || document.error.as_ref().is_some_and(interrupted)
}
