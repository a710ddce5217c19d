//! gzip, piece by piece: however much a stranger packed into it, little is held at a time.

use std::fmt;
use std::io::Write as _;

use bytes::Bytes;
use flate2::write::MultiGzDecoder;

use crate::OutboundError;

/// Compressed bytes taken at once. A bomb grows a thousandfold: 4 MB.
const BITE: usize = 4 * 1024;

/// Decompresses what it is fed.
pub struct Gunzip {
    decoder: MultiGzDecoder<Vec<u8>>,
    waiting: Bytes,
}

impl Default for Gunzip {
    fn default() -> Self {
        Self { decoder: MultiGzDecoder::new(Vec::new()), waiting: Bytes::new() }
    }
}

impl fmt::Debug for Gunzip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gunzip").field("waiting", &self.waiting.len()).finish_non_exhaustive()
    }
}

impl Gunzip {
    /// Whether these bytes begin as gzip does.
    pub fn is_gzip(bytes: &[u8]) -> bool {
        bytes.starts_with(&[0x1f, 0x8b])
    }

    /// Takes compressed bytes, once [`Gunzip::take`] has given all of the ones before.
    pub fn feed(&mut self, chunk: Bytes) {
        self.waiting = chunk;
    }

    /// The next decompressed bytes; `None`: it has to be fed.
    pub fn take(&mut self) -> Result<Option<Bytes>, OutboundError> {
        while !self.waiting.is_empty() {
            let bite = self.waiting.split_to(self.waiting.len().min(BITE));
            self.decoder.write_all(&bite).map_err(|_| OutboundError::Encoding)?;
            let piece = std::mem::take(self.decoder.get_mut());
            if !piece.is_empty() {
                return Ok(Some(piece.into()));
            }
        }
        Ok(None)
    }

    /// Nothing more comes. The last decompressed bytes, if there are any left; an error, when the end is missing.
    pub fn finish(&mut self) -> Result<Option<Bytes>, OutboundError> {
        self.decoder.try_finish().map_err(|_| OutboundError::Encoding)?;
        let piece = std::mem::take(self.decoder.get_mut());
        Ok(Some(piece).filter(|piece| !piece.is_empty()).map(Bytes::from))
    }
}
