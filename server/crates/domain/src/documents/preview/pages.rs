//! Pictures of PDF pages, made by poppler's `pdftoppm` where it is installed.
//!
//! A PDF is hostile until proven otherwise: the program reads it from its standard input and writes the
//! picture to its standard output, under limits of memory, processor time, open files and no file at all
//! that it may write. Without `prlimit`, which sets them, there are no pictures.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_ingest::MediaType;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::sync::Semaphore;

use super::super::{DocumentError, content};
use crate::platform::Platform;

/// The longer side of a picture, in pixels.
const LONG_SIDE: &str = "1400";
/// Limits of one picture.
const LIMITS: [&str; 5] = ["--as=1610612736", "--cpu=15", "--fsize=0", "--core=0", "--nofile=64"];
const WALL_TIME: Duration = Duration::from_secs(20);
const PICTURE_BYTES: u64 = 12 * 1024 * 1024;
/// Pictures made at the same time; others wait.
const AT_ONCE: usize = 2;

/// Makes pictures of pages, a few at a time.
#[derive(Debug, Clone)]
pub struct PageRenderer {
    programs: Option<(PathBuf, PathBuf)>,
    turns: Arc<Semaphore>,
}

impl PageRenderer {
    /// Looks for the programs it needs in the folders of `PATH`.
    pub fn find() -> Self {
        let program = |name: &str| {
            let folders = std::env::var_os("PATH")?;
            std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
        };
        Self {
            programs: program("prlimit").zip(program("pdftoppm")),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// Whether it can make any.
    pub fn is_available(&self) -> bool {
        self.programs.is_some()
    }

    /// A page of a PDF as PNG; `None`: it cannot be drawn.
    async fn draw(&self, pdf: Bytes, page: u32) -> Option<Bytes> {
        let (prlimit, pdftoppm) = self.programs.as_ref()?;
        let _turn = self.turns.acquire().await.ok()?;
        let page = page.to_string();
        let mut child = Command::new(prlimit)
            .args(LIMITS)
            .arg("--")
            .arg(pdftoppm)
            .args(["-png", "-f", &page, "-l", &page, "-scale-to", LONG_SIDE, "-"])
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .ok()?;
        let mut input = child.stdin.take()?;
        let output = child.stdout.take()?;
        let work = async {
            let write = async move {
                // A program that stops reading has its reasons; the end of its output tells.
                let _ = input.write_all(&pdf).await;
                drop(input);
            };
            let mut picture = Vec::new();
            let mut output = output.take(PICTURE_BYTES + 1);
            let read = output.read_to_end(&mut picture);
            let ((), read) = tokio::join!(write, read);
            read.ok()?;
            let is_whole = picture.len() as u64 <= PICTURE_BYTES && picture.starts_with(b"\x89PNG\r\n");
            (is_whole && child.wait().await.ok()?.success()).then(|| Bytes::from(picture))
        };
        tokio::time::timeout(WALL_TIME, work).await.ok().flatten()
    }
}

/// The picture (PNG) of a page, counted from 1, of a version of a PDF.
pub async fn page(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    id: DocumentId,
    page: u32,
    version: Option<i32>,
) -> Result<Bytes, DocumentError> {
    ctx.require(Permission::Read)?;
    let content = content::find(platform, ctx, (bot, id), version).await?;
    if content.media_type != MediaType::Pdf.as_str() {
        return Err(DocumentError::NoSuchPage);
    }
    let kind = format!("page-{page}");
    if let Some(cached) = content::cached(platform, ctx.tenant, &content, &kind).await? {
        return Ok(cached);
    }
    if !platform.pages.is_available() {
        return Err(DocumentError::NoSuchPage);
    }
    let pages = content::text(platform, ctx.tenant, &content).await?.pages.unwrap_or_default();
    if !(1..=pages).contains(&page) {
        return Err(DocumentError::NoSuchPage);
    }
    let pdf = content::bytes(platform, &content).await?;
    let picture = platform.pages.draw(pdf, page).await.ok_or(DocumentError::NoSuchPage)?;
    content::cache(platform, ctx.tenant, &content, &kind, picture.clone()).await?;
    Ok(picture)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a page is drawn as; nothing, on a machine without the programs.
    async fn drawn(pdf: &[u8], page: u32) -> Option<Bytes> {
        PageRenderer::find().draw(Bytes::copy_from_slice(pdf), page).await
    }

    #[tokio::test]
    async fn a_page_that_is_there_is_drawn_and_nothing_else() {
        // Tests run in the folder of their crate.
        let pdf = std::fs::read("../ingest/tests/fixtures/returns-libreoffice.pdf").unwrap();
        let picture = drawn(&pdf, 1).await;
        assert_eq!(picture.is_some(), PageRenderer::find().is_available());
        let sides = picture.map(|png| {
            // The first chunk of a PNG begins with width and height (PNG specification, 11.2.1).
            let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
            side(16).max(side(20))
        });
        assert!(sides.is_none_or(|longer| longer.to_string() == LONG_SIDE), "{sides:?}");
        assert_eq!(drawn(&pdf, 9_999).await, None);
        assert_eq!(drawn(&pdf[..pdf.len() / 3], 1).await, None);
        assert_eq!(drawn(b"not a PDF", 1).await, None);
    }

    #[tokio::test]
    async fn a_page_of_a_thousand_million_points_ends_within_its_limits() {
        let page = "%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n\
            2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n\
            3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 1000000000 1] >> endobj\n\
            trailer << /Root 1 0 R >>\n%%EOF";
        let begun = tokio::time::Instant::now();
        let picture = drawn(page.as_bytes(), 1).await;
        assert!(picture.is_none_or(|png| png.len() as u64 <= PICTURE_BYTES));
        assert!(begun.elapsed() <= WALL_TIME + Duration::from_secs(5));
    }
}
