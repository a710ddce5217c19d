//! What the bot reads of a document.

use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_contract::preview::{ExtractedText, TextSection};
use chatsphere_ingest::{Content, Extracted};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::super::{DocumentError, content};
use crate::platform::Platform;

/// Most text that is shown.
const SHOWN_BYTES: usize = 1024 * 1024;

/// The text of a version; without a number of the present one.
pub async fn text(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    id: DocumentId,
    version: Option<i32>,
) -> Result<ExtractedText, DocumentError> {
    ctx.require(Permission::Read)?;
    let content = content::find(platform, ctx, (bot, id), version).await?;
    let extracted = content::text(platform, ctx.tenant, &content).await?;
    let mut shown = ExtractedText {
        version: content.number,
        title: extracted.title.clone(),
        language: extracted.language.clone(),
        sections: Vec::new(),
        truncated: false,
    };
    let mut bytes = 0;
    for block in &extracted.blocks {
        let text = lines_of(&block.content).join("\n");
        bytes += text.len();
        if bytes > SHOWN_BYTES {
            shown.truncated = true;
            break;
        }
        match shown.sections.last_mut() {
            Some(section) if section.page == block.page => {
                section.text.push_str("\n\n");
                section.text.push_str(&text);
            }
            _ => shown.sections.push(TextSection { page: block.page, text }),
        }
    }
    Ok(shown)
}

/// The lines of a document's text, as they are shown and compared.
pub(in crate::documents) fn lines(extracted: &Extracted) -> String {
    let mut all = String::with_capacity(extracted.text_bytes() + extracted.blocks.len() * 2);
    for line in extracted.blocks.iter().flat_map(|block| lines_of(&block.content)) {
        all.push_str(&line);
        all.push('\n');
    }
    all
}

fn lines_of(content: &Content) -> Vec<String> {
    let split = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    match content {
        Content::Heading { level, text } => vec![format!("{} {text}", "#".repeat(usize::from(*level)))],
        Content::Paragraph { text } | Content::Code { text } => split(text),
        Content::ListItem { depth, marker, text } => {
            let indent = "  ".repeat(usize::from(*depth).min(8));
            text.lines()
                .enumerate()
                .map(|(place, line)| {
                    if place == 0 { format!("{indent}{marker} {line}") } else { format!("{indent}  {line}") }
                })
                .collect()
        }
        Content::Table { header, rows } => {
            let header = (!header.trim().is_empty()).then(|| header.clone());
            header.into_iter().chain(rows.iter().cloned()).collect()
        }
    }
}
