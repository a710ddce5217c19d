//! Bytes to text to chunks.
