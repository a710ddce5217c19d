//! Between the third and the fourth step: passages that people pinned come along.
//!
//! They are given to every answer for which the bot has found anything that may matter, and to none for
//! which it has not: a pinned passage must not make an answer where there is no evidence.

use chatsphere_contract::limits::PINNED_PASSAGES;
use chatsphere_contract::search::{ScoreParts, SearchHit};
use chatsphere_db::search::{self, PassageRecord};

use super::load::Loaded;
use super::retrieve::Evidence;
use crate::chat::{ConversationError, Scope};
use crate::platform::Platform;

/// The confidence from which what was found may matter.
const MAY_MATTER: f32 = 0.2;
/// Found passages that stay in front of the pinned ones: a prompt has room for so many at least.
const KEEP_IN_FRONT: usize = 2;

/// The bot's pinned passages. Read beside the search, which may turn out to need none: few bots have any.
pub(super) async fn read(
    platform: &Platform,
    scope: Scope,
    loaded: &Loaded,
) -> Result<Vec<PassageRecord>, ConversationError> {
    if !loaded.bot.has_pins || !loaded.bot.retrieval {
        return Ok(Vec::new());
    }
    let tx = platform.db.tenant(scope.tenant).await?;
    let most = u32::try_from(PINNED_PASSAGES).unwrap_or(u32::MAX);
    let pinned = search::pinned(&tx, loaded.bot.id, most).await?;
    tx.close();
    Ok(pinned)
}

/// Adds the pinned passages to what was found.
pub(super) fn add(evidence: &mut Evidence, pinned: Vec<PassageRecord>, confidence: f32) {
    if confidence >= MAY_MATTER && !evidence.hits.is_empty() {
        merge(&mut evidence.hits, pinned);
    }
}

fn merge(hits: &mut Vec<SearchHit>, pinned: Vec<PassageRecord>) {
    let new: Vec<SearchHit> = pinned
        .into_iter()
        .filter(|passage| hits.iter().all(|hit| hit.chunk_id != passage.id))
        .map(hit)
        .collect();
    let place = hits.len().min(KEEP_IN_FRONT);
    hits.splice(place..place, new);
}

fn hit(passage: PassageRecord) -> SearchHit {
    SearchHit {
        document_id: passage.document,
        external_id: passage.external_id,
        chunk_id: passage.id,
        document_name: passage.document_name,
        document_title: passage.document_title,
        url: passage.url,
        heading_path: passage.heading_path,
        page: passage.page,
        text: passage.text,
        score: 0.0,
        parts: ScoreParts::default(),
    }
}
