//! The server's side.

use std::{
    path::PathBuf,
    process::{ExitStatus, Stdio},
    sync::Arc,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    process::{Child, Command},
    sync::Semaphore,
    time::timeout,
};

use super::{CHILD_COMMAND, Ocr, limited};
use crate::{
    document::Extracted,
    error::ExtractError,
    language,
    limits::ExtractLimits,
    media::MediaType,
    reader::{extract_in_process, over_input_limit, over_text_limit},
};

/// Of what the child says on its standard error only the start is kept, and only to tell why it died.
const STDERR_BYTES: u64 = 16 * 1024;

/// Reads files: plain text and Markdown on a blocking thread, all others in a child process.
/// Cheap to clone; clones share the limit of children at the same time.
#[derive(Debug, Clone)]
pub struct Extractor {
    program: PathBuf,
    limits: ExtractLimits,
    turns: Arc<Semaphore>,
    ocr: Option<Ocr>,
}

impl Extractor {
    /// `program` is the binary that answers to [`CHILD_COMMAND`], as a rule `std::env::current_exe()`.
    pub fn new(program: PathBuf, limits: ExtractLimits) -> Self {
        let turns = Arc::new(Semaphore::new(limits.concurrent_children.max(1)));
        Self { program, limits, turns, ocr: None }
    }

    /// The same, with text recognition for pages of a PDF that are pictures; without it they stay unread.
    #[must_use]
    pub fn with_ocr(self, ocr: Option<Ocr>) -> Self {
        Self { ocr, ..self }
    }

    /// The limits in force.
    pub fn limits(&self) -> &ExtractLimits {
        &self.limits
    }

    /// The content of a file. Ends within the wall-clock limit, counted from when it has its turn; dropping
    /// the future kills the child.
    ///
    /// # Errors
    ///
    /// Any reason of [`ExtractError`].
    pub async fn extract(&self, bytes: Vec<u8>, media_type: MediaType) -> Result<Extracted, ExtractError> {
        if bytes.len() > self.limits.input_bytes {
            return Err(over_input_limit(&self.limits));
        }
        if media_type.needs_child() {
            let _turn = self.turns.acquire().await.map_err(|error| unavailable(&error))?;
            let read = self.extract_in_child(&bytes, media_type).await;
            return match &self.ocr {
                Some(ocr) if media_type == MediaType::Pdf => self.recognise(ocr, &bytes, read).await,
                _ => read,
            };
        }
        let limits = self.limits.clone();
        tokio::task::spawn_blocking(move || extract_in_process(bytes, media_type, &limits))
            .await
            .unwrap_or_else(|_| Err(ExtractError::corrupt("the reader stopped over it")))
    }

    /// Reads the pages that are pictures; when none gives text, the reason stays what it was.
    async fn recognise(
        &self,
        ocr: &Ocr,
        bytes: &[u8],
        read: Result<Extracted, ExtractError>,
    ) -> Result<Extracted, ExtractError> {
        let (wanted, mut extracted) = match &read {
            Ok(extracted) if !extracted.unread_pages.is_empty() => {
                (extracted.unread_pages.clone(), extracted.clone())
            }
            Err(ExtractError::ImageOnly { pages }) => {
                (pages.clone(), Extracted { pages: pages.last().copied(), ..Extracted::default() })
            }
            _ => return read,
        };
        ocr.read(&self.program, bytes, &wanted, &mut extracted).await;
        if extracted.blocks.is_empty() {
            return read;
        }
        extracted.language = language::of_document(&extracted);
        Ok(extracted)
    }

    async fn extract_in_child(&self, bytes: &[u8], media_type: MediaType) -> Result<Extracted, ExtractError> {
        let mut child = Command::new(&self.program)
            .arg(CHILD_COMMAND)
            .args(limited::arguments(media_type, &self.limits))
            .env_clear()
            // mimalloc, the server's allocator, would map a gigabyte at once, which is all that the child may
            // have; the unit is KiB.
            .env("MIMALLOC_ARENA_RESERVE", "32768")
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| unavailable(&error))?;
        let Ok(outcome) = timeout(self.limits.wall_time, self.converse(&mut child, bytes)).await else {
            stop(&mut child).await;
            return Err(self.timed_out());
        };
        if outcome.is_err() {
            stop(&mut child).await;
        }
        outcome?
    }

    /// Sends the file, gathers the answer. The outer error means that the child is still to be stopped.
    async fn converse(
        &self,
        child: &mut Child,
        bytes: &[u8],
    ) -> Result<Result<Extracted, ExtractError>, ExtractError> {
        let (Some(mut input), Some(output), Some(complaints)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(ExtractError::ReaderUnavailable { detail: "no pipes".to_owned() });
        };
        let send = async move {
            // A child that dies early closes its end; its exit status then says why.
            let _ignored = input.write_all(bytes).await;
            drop(input);
        };
        let cap = self.limits.output_bytes();
        let receive = async move { capped(output, cap).await };
        let complain = async move {
            let mut complaints = complaints;
            let kept = capped(&mut complaints, STDERR_BYTES).await;
            // Read on, or a child that complains at length would wait for us forever.
            let _ignored = tokio::io::copy(&mut complaints, &mut tokio::io::sink()).await;
            kept
        };
        let (received, complaint) = {
            let talk = async { tokio::join!(send, receive, complain) };
            tokio::pin!(talk);
            let ((), received, complaint) = talk.await;
            (received, complaint)
        };
        if received.len() as u64 > cap {
            return Err(over_text_limit(&self.limits));
        }
        let status = child.wait().await.map_err(|error| unavailable(&error))?;
        if !status.success() {
            return Ok(Err(self.reason_of_death(status, &String::from_utf8_lossy(&complaint))));
        }
        Ok(serde_json::from_slice(&received)
            .unwrap_or_else(|_| Err(ExtractError::corrupt("the reader gave no answer"))))
    }

    fn reason_of_death(&self, status: ExitStatus, complaint: &str) -> ExtractError {
        let signal = signal_of(status);
        let out_of_memory = complaint.contains("memory allocation of") || complaint.contains("out of memory");
        tracing::warn!(code = status.code(), signal, out_of_memory, "the extraction child died");
        match (out_of_memory, signal, status.code()) {
            (true, ..) | (_, Some(KILLED), _) => {
                ExtractError::OutOfMemory { limit_mib: self.limits.memory_bytes / (1024 * 1024) }
            }
            (_, Some(CPU_TIME_USED_UP), _) => self.timed_out(),
            (_, None, Some(code @ (2 | 3))) => {
                ExtractError::ReaderUnavailable { detail: format!("exit code {code}") }
            }
            _ => ExtractError::corrupt("the reader stopped over it"),
        }
    }

    fn timed_out(&self) -> ExtractError {
        ExtractError::Timeout { seconds: self.limits.wall_time.as_secs().max(1) }
    }
}

/// SIGKILL that we did not send is the system's out-of-memory killer.
const KILLED: i32 = 9;
/// SIGXCPU.
const CPU_TIME_USED_UP: i32 = 24;

fn signal_of(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

/// At most one byte more than the cap, so that going over it can be told.
async fn capped(mut stream: impl AsyncRead + Unpin, cap: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ignored = (&mut stream).take(cap.saturating_add(1)).read_to_end(&mut bytes).await;
    bytes
}

async fn stop(child: &mut Child) {
    // Fails only when it has ended already.
    let _ignored = child.kill().await;
}

fn unavailable(error: &dyn std::error::Error) -> ExtractError {
    ExtractError::ReaderUnavailable { detail: error.to_string() }
}
