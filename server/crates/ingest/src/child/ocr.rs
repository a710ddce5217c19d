//! Text recognition for pages that are pictures, by programs that are installed beside us: `pdftoppm` (poppler-utils)
//! draws a page, `tesseract` (tesseract-ocr) reads it.
//!
//! Both are started by our own program, which sets the same kind of limits on itself and then becomes them; they are
//! given everything on standard input and give it back on standard output, and may write no file.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::Command,
    time::{Instant, timeout_at},
};

use super::{CHILD_COMMAND, limited};
use crate::{
    document::{Block, Extracted},
    plain, text,
};

/// The longer side of a drawn page in pixels, about 220 to the inch on A4. It bounds the memory of both programs.
const PAGE_PIXELS: &str = "2600";
/// A page of that size in grey is 5 MB.
const PICTURE_BYTES: u64 = 32 * 1024 * 1024;
/// No page has more text.
const TEXT_BYTES: u64 = 1024 * 1024;
/// Languages read at once, in the order that Tesseract names them; more only make it slower.
const MOST_LANGUAGES: usize = 6;

/// The programs, where they are installed, and what recognition may cost.
#[derive(Debug, Clone)]
pub struct Ocr {
    pdftoppm: PathBuf,
    tesseract: PathBuf,
    languages: String,
    /// Pages of one file; further ones stay unread.
    pub pages: usize,
    /// Wall-clock time of one file.
    pub wall_time: Duration,
    /// Memory of each program.
    pub memory_bytes: u64,
}

impl Ocr {
    /// What is installed on this machine, or `None` when a program or every language is missing. Asks Tesseract once;
    /// for the start of a server.
    pub fn installed() -> Option<Self> {
        let tesseract = find("tesseract")?;
        let told = std::process::Command::new(&tesseract)
            .arg("--list-langs")
            .env_clear()
            .stdin(Stdio::null())
            .output()
            .ok()?;
        let told = String::from_utf8_lossy(&told.stdout).into_owned();
        // "osd" tells how a page is turned, not what is on it. English goes first: it is in most pages.
        let mut languages: Vec<&str> =
            told.lines().skip(1).map(str::trim).filter(|name| !name.is_empty() && *name != "osd").collect();
        languages.sort_by_key(|name| *name != "eng");
        languages.truncate(MOST_LANGUAGES);
        if languages.is_empty() {
            return None;
        }
        Some(Self::with_programs(find("pdftoppm")?, tesseract, &languages.join("+")))
    }

    /// These programs, which must bear their own names; `languages` as Tesseract takes them.
    pub fn with_programs(pdftoppm: PathBuf, tesseract: PathBuf, languages: &str) -> Self {
        Self {
            pdftoppm,
            tesseract,
            languages: languages.to_owned(),
            pages: 100,
            wall_time: Duration::from_secs(300),
            memory_bytes: 1024 * 1024 * 1024,
        }
    }

    /// The languages that are read, as Tesseract names them: `eng+deu`.
    pub fn languages(&self) -> &str {
        &self.languages
    }

    /// Reads these pages of a PDF. What gave text goes into its place; `program` is our own.
    pub(super) async fn read(&self, program: &Path, pdf: &[u8], wanted: &[u32], extracted: &mut Extracted) {
        let deadline = Instant::now() + self.wall_time;
        let mut unread = Vec::new();
        let mut blocks = Vec::new();
        for (index, page) in wanted.iter().enumerate() {
            let own = match index < self.pages {
                true => self.page(program, pdf, *page, deadline).await.unwrap_or_default(),
                false => String::new(),
            };
            let found = plain::parse(&text::decode(own.as_bytes()).unwrap_or_default()).blocks;
            if found.is_empty() {
                unread.push(*page);
            }
            blocks.extend(found.into_iter().map(|block| Block::on_page(block.content, *page)));
        }
        extracted.blocks.extend(blocks);
        // Pages are in order on both sides: a stable sort puts the new ones in their place.
        extracted.blocks.sort_by_key(|block| block.page);
        extracted.unread_pages = unread;
    }

    async fn page(&self, program: &Path, pdf: &[u8], page: u32, deadline: Instant) -> Option<String> {
        let number = page.to_string();
        let draw = ["-gray", "-scale-to", PAGE_PIXELS, "-f", &number, "-l", &number, "-"];
        let picture = self.run(program, &self.pdftoppm, &draw, pdf, PICTURE_BYTES, deadline).await?;
        let recognise = ["stdin", "stdout", "-l", &self.languages, "--psm", "3"];
        let text = self.run(program, &self.tesseract, &recognise, &picture, TEXT_BYTES, deadline).await?;
        String::from_utf8(text).ok()
    }

    /// What the tool says to this input; nothing when it fails, says too much, or takes too long.
    async fn run(
        &self,
        program: &Path,
        tool: &Path,
        arguments: &[&str],
        input: &[u8],
        most_bytes: u64,
        deadline: Instant,
    ) -> Option<Vec<u8>> {
        let mut child = Command::new(program)
            .arg(CHILD_COMMAND)
            .args(limited::tool_arguments(tool, self.memory_bytes, self.wall_time))
            .args(arguments)
            .env_clear()
            .env("OMP_THREAD_LIMIT", "1")
            .env("LC_ALL", "C.UTF-8")
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .ok()?;
        let (mut to, from) = (child.stdin.take()?, child.stdout.take()?);
        let mut output = Vec::new();
        let talk = async {
            let send = async move {
                // A tool that ends early closes its end; its exit status then says so.
                let _ignored = to.write_all(input).await;
                drop(to);
            };
            let mut limited_output = from.take(most_bytes.saturating_add(1));
            let receive = limited_output.read_to_end(&mut output);
            let ((), received) = tokio::join!(send, receive);
            received.ok()?;
            child.wait().await.ok().filter(std::process::ExitStatus::success)
        };
        timeout_at(deadline, talk).await.ok().flatten()?;
        (u64::try_from(output.len()).unwrap_or(u64::MAX) <= most_bytes).then_some(output)
    }
}

/// A program in the places where packages put them; the search path of whoever started us is not asked.
fn find(name: &str) -> Option<PathBuf> {
    ["/usr/bin", "/usr/local/bin", "/bin"]
        .iter()
        .map(|folder| Path::new(folder).join(name))
        .find(|path| path.is_file())
}
