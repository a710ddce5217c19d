//! What differs between the texts of two versions.

use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_contract::problem::FieldError;
use chatsphere_contract::versions::{CompareQuery, Comparison};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::super::{DocumentError, content, preview};
use crate::platform::Platform;
use crate::text_diff::{Differences, differences};

/// Compares the texts of two versions, line by line and within changed lines word by word.
pub async fn compare(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    id: DocumentId,
    query: CompareQuery,
) -> Result<Comparison, DocumentError> {
    ctx.require(Permission::Read)?;
    if query.from == query.to {
        let message = "Choose two different versions.".to_owned();
        let error = FieldError { field: "to".to_owned(), code: "same".to_owned(), message };
        return Err(DocumentError::Invalid(vec![error]));
    }
    let mut texts = Vec::with_capacity(2);
    for number in [query.from, query.to] {
        let content = content::find(platform, ctx, (bot, id), Some(number)).await?;
        texts.push(preview::lines(&content::text(platform, ctx.tenant, &content).await?));
    }
    let compared = tokio::task::spawn_blocking(move || {
        let [old, new] = <[String; 2]>::try_from(texts).unwrap_or_default();
        let Differences { added, removed, groups, truncated } = differences(&old, &new);
        Comparison { from: query.from, to: query.to, added, removed, groups, truncated }
    });
    compared.await.map_err(|_| DocumentError::NotCompared)
}
