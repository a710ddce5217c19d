//! The search console: what is found and why, what was searched for, what may be meant.

use std::collections::HashSet;
use std::sync::Arc;

use chatsphere_ai::Reranker;
use chatsphere_contract::ids::{BotId, SourceId};
use chatsphere_contract::problem::FieldError;
use chatsphere_contract::reranking::{RerankerKind, Reranking};
use chatsphere_contract::search::{
    ExplainedHit, ExplainedResults, SearchFilters, SearchHistory, SearchHit, Suggestions, WhyBy, WhyTerm,
};
use chatsphere_db::search::{DocumentFilter, DocumentSource, documents_matching};
use chatsphere_db::search_log::{Listing, beginning_with, list};
use chatsphere_db::{TenantTx, questions, rerankers};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;
use chatsphere_retrieval::{By, Contribution, Mode, Repetition};
use time::format_description::well_known::Iso8601;
use time::{Date, Duration};
use tokio::time::Instant;

use super::log::wording;
use super::rerank::{LOOKED_AT, Order, in_order, rerank};
use super::reranker::chat_model;
use super::run::{without_controls, wrong_fields};
use super::{Asked, PreparedQuery, Reasons, SearchError, SearchOptions};
use crate::platform::Platform;
use crate::tags;

/// How long a person at the console waits for a second look: longer than a visitor.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(15);
/// Hits when no number is given.
const DEFAULT_HITS: u32 = 10;
/// Days that the history looks back on.
const HISTORY_DAYS: i64 = 30;
/// Entries of each of its lists.
const HISTORY_LENGTH: u32 = 12;
/// Most suggestions.
const SUGGESTIONS: u32 = 8;
/// Fewest characters that are completed.
const SHORTEST_TYPED: usize = 2;

/// What the console asks for.
#[derive(Debug, Clone, Default)]
pub struct ConsoleRequest {
    /// In words.
    pub query: String,
    /// How many hits.
    pub limit: Option<u32>,
    /// What decides.
    pub mode: Mode,
    /// Who takes a second look; nothing: the bot's own reranker.
    pub rerank: Option<RerankerKind>,
    /// Which documents.
    pub filters: SearchFilters,
}

/// The best passages, and why each stands where it stands. Passages that say the same are shown once.
pub async fn explained(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    request: ConsoleRequest,
) -> Result<ExplainedResults, SearchError> {
    ctx.require(Permission::Read)?;
    let limit = request.limit.unwrap_or(DEFAULT_HITS);
    let mut errors = wrong_fields(&request.query, limit);
    let filter = filter(&request.filters, &mut errors);
    if !errors.is_empty() {
        return Err(SearchError::Invalid(errors));
    }
    let text = without_controls(&request.query);
    let begun = Instant::now();
    let vector = match request.mode {
        Mode::Keyword => None,
        Mode::Hybrid | Mode::Vector => platform.embed_question(ctx.tenant, &text).await,
    };
    let embed_ms = ms_since(begun);
    let second_look = second_look(platform, ctx, bot, request.rerank).await?;
    let begun = Instant::now();
    let documents = match filter {
        Some(mut filter) => {
            let tx = platform.db.tenant(ctx.tenant).await?;
            if let Some(tag) = &mut filter.tag {
                *tag = tags::as_written(&tx, tag).await?;
            }
            let found = documents_matching(&tx, bot, &filter).await?;
            tx.commit().await?;
            Some(Arc::new(found.into_iter().map(|id| id.0.as_u128()).collect::<HashSet<_>>()))
        }
        None => None,
    };
    let is_whole = documents.is_none();
    let is_looked_at_again = second_look.as_ref().is_some_and(|(_, reranker)| reranker.is_ok());
    let deep = u32::try_from(LOOKED_AT).unwrap_or(u32::MAX);
    let options = SearchOptions {
        mode: request.mode,
        repetition: Repetition::LeftOut,
        documents,
        explain: true,
        ..SearchOptions::best(if is_looked_at_again { limit.max(deep) } else { limit })
    };
    let query = PreparedQuery { text, vector, ..PreparedQuery::default() };
    let found = platform.search.find_with(&platform.db, ctx.tenant, bot, &query, &options).await?;
    let took_ms = ms_since(begun);
    if is_whole {
        platform.query_log.note(platform, ctx.tenant, bot, Asked::in_console(&query.text, &found.hits));
    }
    let (reranking, order) = match second_look {
        Some((kind, reranker)) => {
            let (reranking, order) = look_again(kind, reranker, &query.text, &found.hits).await;
            (Some(reranking), order)
        }
        None => (None, None),
    };
    let hits = found.hits.into_iter().zip(found.reasons).zip(found.duplicates);
    let hits = hits.map(|((hit, reasons), duplicates)| {
        let Reasons { contributions, marks, repetitions, fusion } = reasons;
        let place = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        ExplainedHit {
            hit,
            reranked: None,
            repetitions,
            duplicates,
            fusion,
            why: contributions.into_iter().map(why).collect(),
            marks: marks.into_iter().map(|mark| (place(mark.start), place(mark.end))).collect(),
        }
    });
    let mut hits: Vec<ExplainedHit> = hits.collect();
    if let Some(order) = order {
        hits = in_order(hits, &order);
        for (hit, (_, score)) in hits.iter_mut().zip(order) {
            hit.reranked = score;
        }
    }
    hits.truncate(limit as usize);
    Ok(ExplainedResults { hits, semantic: found.semantic, embed_ms, took_ms, reranking })
}

type SecondLook = (RerankerKind, Result<Arc<dyn Reranker>, String>);

/// Who takes a second look, if anybody is to; a sentence where that cannot be.
async fn second_look(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    asked: Option<RerankerKind>,
) -> Result<Option<SecondLook>, SearchError> {
    let tx = platform.db.tenant(ctx.tenant).await?;
    let own = rerankers::of_bot(&tx, bot).await?.ok_or(SearchError::NoSuchBot)?;
    let kind = asked.unwrap_or(own);
    let model = chat_model(platform, &tx, ctx.tenant).await?;
    tx.close();
    Ok(platform.rerankers.of(kind, &model).await.transpose().map(|reranker| (kind, reranker)))
}

/// What came of it, and the new order of the hits if there is one.
async fn look_again(
    kind: RerankerKind,
    reranker: Result<Arc<dyn Reranker>, String>,
    question: &str,
    hits: &[SearchHit],
) -> (Reranking, Option<Order>) {
    let begun = Instant::now();
    let (model, outcome) = match reranker {
        Ok(reranker) => (reranker.name().to_owned(), rerank(&*reranker, question, hits, PATIENCE).await),
        Err(problem) => (String::new(), Err(problem)),
    };
    let (order, problem) = match outcome {
        Ok(order) => (Some(order), None),
        Err(problem) => (None, Some(problem)),
    };
    (Reranking { kind, model, took_ms: ms_since(begun), problem }, order)
}

/// What was searched for in the last 30 days.
pub async fn history(platform: &Platform, ctx: &Ctx, bot: BotId) -> Result<SearchHistory, SearchError> {
    ctx.require(Permission::Read)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    require_bot(&tx, bot).await?;
    let since = since(platform);
    let history = SearchHistory {
        recent: list(&tx, bot, Listing::Recent, since, HISTORY_LENGTH).await?,
        popular: list(&tx, bot, Listing::Popular, since, HISTORY_LENGTH).await?,
        unanswered: list(&tx, bot, Listing::Unanswered, since, HISTORY_LENGTH).await?,
    };
    tx.commit().await?;
    Ok(history)
}

/// Questions that begin with what was typed, or have a word that does: written answers first, then what
/// was asked in the last 30 days and found something.
pub async fn suggestions(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    typed: &str,
) -> Result<Suggestions, SearchError> {
    ctx.require(Permission::Read)?;
    let typed = wording(typed);
    let tx = platform.db.tenant(ctx.tenant).await?;
    require_bot(&tx, bot).await?;
    let mut items = Vec::new();
    if typed.chars().count() >= SHORTEST_TYPED {
        items = questions::beginning_with(&tx, bot, &typed, SUGGESTIONS).await?;
        let known: HashSet<String> = items.iter().map(|item| wording(item)).collect();
        let asked = beginning_with(&tx, bot, &typed, since(platform), SUGGESTIONS).await?;
        items.extend(asked.into_iter().filter(|query| !known.contains(query)));
        items.truncate(SUGGESTIONS as usize);
    }
    tx.commit().await?;
    Ok(Suggestions { items })
}

fn since(platform: &Platform) -> Date {
    platform.clock.now().date().saturating_sub(Duration::days(HISTORY_DAYS))
}

/// The bot must be there.
pub(super) async fn require_bot(tx: &TenantTx, bot: BotId) -> Result<(), SearchError> {
    match chatsphere_db::bots::find(tx, bot).await? {
        Some(_) => Ok(()),
        None => Err(SearchError::NoSuchBot),
    }
}

/// The filters as the database takes them; `None` when nothing restricts.
fn filter(filters: &SearchFilters, errors: &mut Vec<FieldError>) -> Option<DocumentFilter> {
    let given = |text: &Option<String>| text.as_deref().map(without_controls).filter(|text| !text.is_empty());
    let mut wrong = |field: &str, message: &str| {
        errors.push(FieldError {
            field: field.to_owned(),
            code: "invalid".to_owned(),
            message: message.to_owned(),
        });
    };
    let mut day = |field: &str, text: &Option<String>| {
        let text = given(text)?;
        // The database knows no other years than a calendar on paper.
        let day = Date::parse(&text, &Iso8601::DATE).ok().filter(|day| (1..=9999).contains(&day.year()));
        if day.is_none() {
            wrong(field, "Write the day like 2026-11-21.");
        }
        day
    };
    let (from, until) = (day("from", &filters.from), day("until", &filters.until));
    let source = given(&filters.source).and_then(|source| match source.as_str() {
        "upload" => Some(DocumentSource::Upload),
        "import" => Some(DocumentSource::Import),
        "web" => Some(DocumentSource::Web),
        id => {
            if let Ok(id) = id.parse::<SourceId>() {
                return Some(DocumentSource::One(id));
            }
            wrong("source", "The source can be “upload”, “import”, “web”, or the id of a web source.");
            None
        }
    });
    let filter = DocumentFilter {
        tag: given(&filters.tag),
        media_type: given(&filters.media_type),
        source,
        language: given(&filters.language),
        from,
        until,
    };
    (filter != DocumentFilter::default()).then_some(filter)
}

fn why(part: Contribution) -> WhyTerm {
    WhyTerm {
        word: part.word,
        term: part.term,
        by: match part.by {
            By::Word => WhyBy::Word,
            By::FunctionWord => WhyBy::FunctionWord,
            By::Spelling => WhyBy::Spelling,
            By::Compound => WhyBy::Compound,
            By::OtherForm => WhyBy::OtherForm,
            By::Together => WhyBy::Together,
            By::Nothing => WhyBy::Nothing,
        },
        passages: part.holders,
        idf: part.idf,
        share: part.share,
        above: part.above,
    }
}

fn ms_since(begun: Instant) -> f32 {
    begun.elapsed().as_secs_f32() * 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_that_say_nothing_restrict_nothing_and_wrong_ones_are_named() {
        let mut errors = Vec::new();
        let blank = SearchFilters { tag: Some(" ".to_owned()), ..SearchFilters::default() };
        assert_eq!(filter(&blank, &mut errors), None);
        let dated = SearchFilters { from: Some("2026-11-21".to_owned()), ..SearchFilters::default() };
        assert!(filter(&dated, &mut errors).is_some_and(|filter| filter.from.is_some()));
        assert!(errors.is_empty());
        let wrong = SearchFilters {
            from: Some("yesterday".to_owned()),
            until: Some("0000-01-01".to_owned()),
            source: Some("moon".to_owned()),
            ..SearchFilters::default()
        };
        filter(&wrong, &mut errors);
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["from", "until", "source"]);
        let unstorable = SearchFilters { tag: Some("\0".to_owned()), ..SearchFilters::default() };
        assert_eq!(filter(&unstorable, &mut errors), None);
    }
}
