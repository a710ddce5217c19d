//! NDJSON import: a line a document, tens of thousands in one call, read as they come.
//!
//! Lines are stored in batches, each in a transaction of its own, under one job. The job waits until
//! every line is in; should this process die meanwhile, the job begins by itself a little later and
//! brings in what was stored. Sending the same import again replaces and doubles nothing.

mod line;
mod lines;
mod store;

use std::sync::Arc;

use bytes::Bytes;
use chatsphere_contract::documents::{ImportAccepted, RejectedLine};
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_contract::limits;
use chatsphere_db::documents::ImportedDocument;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;
use futures::{Stream, StreamExt};

use self::lines::{Lines, Next};
use self::store::Store;
use super::{DocumentError, SourceError};
use crate::platform::Platform;

/// Lines stored in one transaction.
const BATCH_LINES: usize = 500;
/// Bytes of text held before they are stored.
const BATCH_BYTES: usize = 4 * 1024 * 1024;
/// Rejected lines that are reported.
const REPORTED_REJECTIONS: usize = 1_000;

/// Imports a stream of NDJSON into a bot.
pub async fn import<S, E>(
    platform: &Arc<Platform>,
    ctx: &Ctx,
    bot: BotId,
    body: S,
) -> Result<ImportAccepted, DocumentError>
where
    S: Stream<Item = Result<Bytes, E>> + Send,
    E: Into<SourceError>,
{
    ctx.require(Permission::DocumentsWrite)?;
    let mut store = Store::begin(platform, ctx, bot).await?;
    let read = read_all(platform, &mut store, body).await;
    // Also after a transfer that broke off: what came is stored and gets its turn at once.
    let job_id = store.finish().await?;
    let (accepted, rejected) = read?;
    Ok(ImportAccepted { job_id, accepted, rejected })
}

async fn read_all<S, E>(
    platform: &Platform,
    store: &mut Store,
    body: S,
) -> Result<(u64, Vec<RejectedLine>), DocumentError>
where
    S: Stream<Item = Result<Bytes, E>> + Send,
    E: Into<SourceError>,
{
    let mut body = std::pin::pin!(body.map(|piece| piece.map_err(Into::into)));
    let mut lines = Lines::new(body.as_mut());
    let mut batch: Vec<ImportedDocument> = Vec::with_capacity(BATCH_LINES);
    let mut batch_bytes = 0;
    let (mut accepted, mut rejected) = (0, Vec::new());
    let mut reject = |line: u64, code: &str, message: String| {
        if rejected.len() < REPORTED_REJECTIONS {
            rejected.push(RejectedLine { line, code: code.to_owned(), message });
        }
    };
    while let Some((number, next)) = lines.next().await? {
        if accepted == limits::IMPORT_LINES {
            let message = format!(
                "An import takes at most {} documents: this line and those after it were not read. Send them in another import.",
                limits::IMPORT_LINES
            );
            reject(number, "too_many_lines", message);
            lines.drain().await?;
            break;
        }
        match next {
            Next::TooLong => reject(number, "too_large", line::too_large()),
            Next::Line(text) => match line::parse(&text, DocumentId(platform.uuid())) {
                Ok(document) => {
                    accepted += 1;
                    batch_bytes += document.text.len();
                    batch.push(document);
                }
                Err(rejection) => reject(number, rejection.code, rejection.message),
            },
        }
        if batch.len() >= BATCH_LINES || batch_bytes >= BATCH_BYTES {
            store.add(std::mem::take(&mut batch)).await?;
            batch_bytes = 0;
        }
    }
    store.add(batch).await?;
    Ok((accepted, rejected))
}
