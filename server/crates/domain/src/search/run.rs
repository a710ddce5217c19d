//! A search that somebody asked for.

use chatsphere_contract::ids::BotId;
use chatsphere_contract::limits;
use chatsphere_contract::problem::FieldError;
use chatsphere_contract::search::{FoundHit, SearchResults};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;
use chatsphere_retrieval::{Grouping, Mode, Repetition};
use tokio::time::Instant;

use super::{Asked, PreparedQuery, SearchError, SearchOptions};
use crate::platform::Platform;
use crate::tags;

/// Hits when no number is given.
const DEFAULT_HITS: u32 = 10;

/// What to search for.
#[derive(Debug, Clone, Default)]
pub struct SearchRequest {
    /// In words.
    pub query: String,
    /// How many hits.
    pub limit: Option<u32>,
    /// At most one hit a document.
    pub group_by_document: bool,
    /// Only documents with one of these tags, each by id or by name; empty: all.
    pub tags: Vec<String>,
    /// What decides: words, meaning, or both.
    pub mode: Mode,
    /// What becomes of passages that say the same.
    pub repetition: Repetition,
}

/// The best passages of a bot, best first.
pub async fn search(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    request: SearchRequest,
) -> Result<SearchResults, SearchError> {
    ctx.require(Permission::Read)?;
    let limit = request.limit.unwrap_or(DEFAULT_HITS);
    let errors = wrong_fields(&request.query, limit);
    if !errors.is_empty() {
        return Err(SearchError::Invalid(errors));
    }
    let tags = if request.tags.is_empty() {
        Vec::new()
    } else {
        let tx = platform.db.tenant(ctx.tenant).await?;
        let names = tags::named(&tx, &request.tags, "tags").await?;
        tx.commit().await?;
        names
    };
    let text = without_controls(&request.query);
    let vector = match request.mode {
        Mode::Keyword => None,
        Mode::Hybrid | Mode::Vector => platform.embed_question(ctx.tenant, &text).await,
    };
    let grouping = if request.group_by_document { Grouping::Documents } else { Grouping::Passages };
    let begun = Instant::now();
    let query = PreparedQuery { text, vector, tags };
    let (mode, repetition) = (request.mode, request.repetition);
    let options = SearchOptions { grouping, mode, repetition, ..SearchOptions::best(limit) };
    let found = platform.search.find_with(&platform.db, ctx.tenant, bot, &query, &options).await?;
    let took_ms = begun.elapsed().as_secs_f32() * 1000.0;
    platform.query_log.note(platform, ctx.tenant, bot, Asked::by_program(&query.text, &found.hits));
    let hits = found.hits.into_iter().zip(found.duplicates);
    let hits = hits.map(|(hit, duplicates)| FoundHit { hit, duplicates }).collect();
    Ok(SearchResults { hits, semantic: found.semantic, took_ms })
}

/// Trimmed, without what nobody sees: the database refuses U+0000, and other controls only confuse.
pub(super) fn without_controls(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    kept.collect::<String>().trim().to_owned()
}

pub(super) fn wrong_fields(query: &str, limit: u32) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, code: &str, message: String| {
        errors.push(FieldError { field: field.to_owned(), code: code.to_owned(), message });
    };
    if without_controls(query).is_empty() {
        wrong("q", "required", "Say what to search for.".to_owned());
    } else if query.chars().count() > limits::QUERY_CHARS {
        wrong("q", "too_long", format!("A search can have at most {} characters.", limits::QUERY_CHARS));
    }
    if !(1..=limits::SEARCH_HITS).contains(&limit) {
        wrong("limit", "out_of_range", format!("The limit must be from 1 to {}.", limits::SEARCH_HITS));
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_named() {
        let fields = |query: &str, limit| {
            wrong_fields(query, limit).into_iter().map(|error| error.code).collect::<Vec<_>>()
        };
        assert!(fields("warranty", 1).is_empty());
        assert!(fields(&"ü".repeat(limits::QUERY_CHARS), limits::SEARCH_HITS).is_empty());
        assert_eq!(fields(" \n", 0), ["required", "out_of_range"]);
        assert_eq!(fields("\0", 1), ["required"]);
        assert_eq!(fields(&"x".repeat(limits::QUERY_CHARS + 1), 101), ["too_long", "out_of_range"]);
    }
}
