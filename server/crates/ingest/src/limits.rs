//! What reading one file may cost.

use std::time::Duration;

/// The limits of reading one file. The defaults fit a small server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtractLimits {
    /// Longer files are refused before anything is read.
    pub input_bytes: usize,
    /// Text beyond this is refused.
    pub text_bytes: usize,
    /// Data that may come out of an archive, over all of its parts.
    pub unpacked_bytes: usize,
    /// Memory of the child process; 128 MiB at least, as its stack alone has 64.
    pub memory_bytes: u64,
    /// Wall-clock time of one file, once it has its turn.
    pub wall_time: Duration,
    /// Pages of a PDF, slides of a presentation.
    pub pages: u32,
    /// Child processes at the same time; others wait.
    pub concurrent_children: usize,
}

impl Default for ExtractLimits {
    fn default() -> Self {
        Self {
            input_bytes: 50 * 1024 * 1024,
            text_bytes: 20 * 1024 * 1024,
            unpacked_bytes: 256 * 1024 * 1024,
            memory_bytes: 1024 * 1024 * 1024,
            wall_time: Duration::from_secs(60),
            pages: 5_000,
            concurrent_children: 2,
        }
    }
}

impl ExtractLimits {
    /// What the child may write: the text as JSON, with room for escapes and block frames.
    pub(crate) fn output_bytes(&self) -> u64 {
        u64::try_from(self.text_bytes).unwrap_or(u64::MAX).saturating_mul(4).saturating_add(1024 * 1024)
    }
}
