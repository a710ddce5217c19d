//! Lists that are ordered by id, newest first: the cursor is the last id of the page before.

use std::fmt::Display;
use std::str::FromStr;

use chatsphere_contract::paging::{Page, PageQuery};
use chatsphere_contract::problem::FieldError;

/// Items of a page when the caller does not say.
const DEFAULT_LIMIT: u32 = 50;
/// Most items of a page.
const MAX_LIMIT: u32 = 100;

/// Which page is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Request<Id> {
    /// Older than this.
    pub(crate) before: Option<Id>,
    /// At most so many.
    limit: u32,
}

impl<Id: FromStr + Display> Request<Id> {
    /// Reads the query; a cursor that is none of ours is the caller's mistake.
    pub(crate) fn parse(query: &PageQuery) -> Result<Self, Vec<FieldError>> {
        let limit = query.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT);
        let before = query.cursor.as_deref().map(str::parse).transpose().map_err(|_| {
            vec![FieldError {
                field: "cursor".to_owned(),
                code: "invalid".to_owned(),
                message: "Pass “next_cursor” of the page before, or no cursor.".to_owned(),
            }]
        })?;
        Ok(Self { before, limit })
    }

    /// Rows to read: one more than the page has, to know whether it is the last.
    pub(crate) fn rows(&self) -> u64 {
        u64::from(self.limit) + 1
    }

    /// The page of what was read.
    pub(crate) fn page<T>(&self, mut items: Vec<T>, id: impl Fn(&T) -> Id) -> Page<T> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let has_more = items.len() > limit;
        items.truncate(limit);
        let next_cursor = items.last().filter(|_| has_more).map(|last| id(last).to_string());
        Page { items, next_cursor }
    }
}
