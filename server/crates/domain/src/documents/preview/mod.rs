//! Looking at a document: pictures of PDF pages, everything else as a page of plain HTML; and the text that
//! the bot reads.
//!
//! Whatever is made is cached by the hash of the content it was made from. Nothing of it runs: pictures are
//! pictures, and the HTML has neither scripts nor addresses in it and is served for a sandboxed frame only.

mod blocks;
mod frame;
mod pages;
mod text;

pub use frame::{Frame, frame};
pub use pages::{PageRenderer, page};
pub(super) use text::lines;
pub use text::text;

use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_contract::preview::{Preview, PreviewKind};
use chatsphere_ingest::MediaType;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::{DocumentError, content};
use crate::platform::Platform;

/// How a version of a document can be looked at; without a number the present one.
pub async fn preview(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    id: DocumentId,
    version: Option<i32>,
) -> Result<Preview, DocumentError> {
    ctx.require(Permission::Read)?;
    let content = content::find(platform, ctx, (bot, id), version).await?;
    let mut preview = Preview {
        version: content.number,
        kind: PreviewKind::Frame,
        media_type: content.media_type.clone(),
        pages: None,
        note: None,
    };
    let extracted = match content::text(platform, ctx.tenant, &content).await {
        Ok(extracted) => extracted,
        Err(error) => {
            preview.note = Some(why_not(error)?);
            preview.kind = PreviewKind::Nothing;
            return Ok(preview);
        }
    };
    preview.pages = extracted.pages;
    if content.media_type == MediaType::Pdf.as_str() {
        if platform.pages.is_available() && extracted.pages.is_some() {
            preview.kind = PreviewKind::Pages;
        } else {
            let note = "This is the text of its pages: pictures of them need poppler-utils on the server.";
            preview.note = Some(note.to_owned());
        }
    }
    Ok(preview)
}

/// The sentence for a document that cannot be shown; what is not its own fault stays an error.
fn why_not(error: DocumentError) -> Result<String, DocumentError> {
    match error {
        DocumentError::Unreadable(reason) if !reason.is_retryable() => Ok(reason.to_string()),
        DocumentError::OriginalGone => Ok("The stored file is gone. Upload it again.".to_owned()),
        DocumentError::NotKept => {
            Ok("The file was not kept, as it cannot be read. Upload it in another format.".to_owned())
        }
        other => Err(other),
    }
}
