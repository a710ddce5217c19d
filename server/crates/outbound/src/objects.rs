//! Stored files: a local folder now, any store that `object_store` knows later.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{Stream, StreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, WriteMultipart};
use sha2::{Digest, Sha256};

use crate::ObjectError;

/// Bytes written in one go.
const PART_BYTES: usize = 1 << 20;

/// Parts under way at the same time; more make the sender wait.
const PARTS_IN_FLIGHT: usize = 2;

/// Age from which a staged file can only be what a killed process left.
const STALE_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// The object store. Keys are `tenant/name`, both of lower-case letters, digits, `-` and `_`. An object
/// is there whole or not at all.
#[derive(Debug, Clone)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
}

/// What was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its length.
    pub size_bytes: u64,
    /// Its SHA-256.
    pub sha256: [u8; 32],
}

impl Stored {
    /// The hash in hex.
    pub fn sha256_hex(&self) -> String {
        self.sha256.iter().fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

impl Objects {
    /// Objects as files below `folder`, which is made if need be. What is acknowledged is on the disk.
    pub fn local(folder: impl AsRef<Path>) -> Result<Self, ObjectError> {
        let folder = folder.as_ref();
        let unusable = |reason: String| ObjectError::Folder { folder: folder.display().to_string(), reason };
        std::fs::create_dir_all(folder).map_err(|error| unusable(error.to_string()))?;
        remove_stale_uploads(folder);
        let store = LocalFileSystem::new_with_prefix(folder).map_err(|error| unusable(error.to_string()))?;
        Ok(Self { store: Arc::new(store.with_fsync(true)) })
    }

    /// Stores `bytes`, in place of what was there.
    pub async fn put(&self, key: &str, bytes: Bytes) -> Result<Stored, ObjectError> {
        let key = parse_key(key)?;
        let stored = Stored { size_bytes: bytes.len() as u64, sha256: Sha256::digest(&bytes).into() };
        self.store.put(&key, PutPayload::from_bytes(bytes)).await.map_err(ObjectError::Store)?;
        Ok(stored)
    }

    /// Stores a stream as it comes, holding little of it in memory. When the stream fails, grows over
    /// `limit_bytes` or is dropped, nothing is left behind.
    pub async fn put_stream<S, E>(
        &self,
        key: &str,
        stream: S,
        limit_bytes: u64,
    ) -> Result<Stored, ObjectError>
    where
        S: Stream<Item = Result<Bytes, E>>,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let key = parse_key(key)?;
        let upload = self.store.put_multipart(&key).await.map_err(ObjectError::Store)?;
        let mut writer = WriteMultipart::new_with_chunk_size(upload, PART_BYTES);
        match copy(stream, &mut writer, limit_bytes).await {
            Ok(stored) => {
                writer.finish().await.map_err(ObjectError::Store)?;
                Ok(stored)
            }
            Err(error) => {
                if let Err(abort) = writer.abort().await {
                    tracing::warn!(error = %abort, "an upload that broke off was not cleaned up");
                }
                Err(error)
            }
        }
    }

    /// The whole object.
    pub async fn get(&self, key: &str) -> Result<Bytes, ObjectError> {
        let found = self.store.get(&parse_key(key)?).await.map_err(|error| explain(error, key))?;
        found.bytes().await.map_err(|error| explain(error, key))
    }

    /// The object as it comes from the store, little of it in memory at a time.
    pub async fn read(
        &self,
        key: &str,
    ) -> Result<BoxStream<'static, Result<Bytes, ObjectError>>, ObjectError> {
        let found = self.store.get(&parse_key(key)?).await.map_err(|error| explain(error, key))?;
        Ok(found.into_stream().map(|piece| piece.map_err(ObjectError::Store)).boxed())
    }

    /// Removes the object; one that is not there is removed already.
    pub async fn delete(&self, key: &str) -> Result<(), ObjectError> {
        match self.store.delete(&parse_key(key)?).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(ObjectError::Store(error)),
        }
    }
}

async fn copy<S, E>(stream: S, writer: &mut WriteMultipart, limit_bytes: u64) -> Result<Stored, ObjectError>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let mut stream = std::pin::pin!(stream);
    let (mut size_bytes, mut hash) = (0_u64, Sha256::new());
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(|error| ObjectError::Source(error.into()))?;
        size_bytes += piece.len() as u64;
        if size_bytes > limit_bytes {
            return Err(ObjectError::TooLarge { limit_bytes });
        }
        hash.update(&piece);
        writer.wait_for_capacity(PARTS_IN_FLIGHT).await.map_err(ObjectError::Store)?;
        writer.put(piece);
    }
    Ok(Stored { size_bytes, sha256: hash.finalize().into() })
}

fn parse_key(key: &str) -> Result<Key, ObjectError> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    let good = |part: &str| (1..=100).contains(&part.len()) && part.chars().all(plain);
    match key.split_once('/') {
        Some((tenant, name)) if good(tenant) && good(name) => Ok(Key::from_iter([tenant, name])),
        _ => Err(ObjectError::InvalidKey(key.chars().take(200).collect())),
    }
}

fn explain(error: object_store::Error, key: &str) -> ObjectError {
    match error {
        object_store::Error::NotFound { .. } => ObjectError::NotFound(key.to_owned()),
        error => ObjectError::Store(error),
    }
}

/// Uploads are staged as `name#number` beside their place; a process that was killed leaves them there.
/// Others may be uploading right now, so that only old ones go. Failing here harms nothing.
fn remove_stale_uploads(folder: &Path) {
    let tenants = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let files = tenants.flat_map(|tenant| std::fs::read_dir(tenant.path()).into_iter().flatten().flatten());
    for file in files {
        let staged = file.file_name().to_string_lossy().contains('#');
        let age = || file.metadata().ok()?.modified().ok()?.elapsed().ok();
        if staged && age().is_some_and(|age| age > STALE_AFTER) {
            let _ = std::fs::remove_file(file.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(folder: &Path) -> usize {
        let tenants = std::fs::read_dir(folder).unwrap().flatten();
        tenants.map(|t| std::fs::read_dir(t.path()).unwrap().count()).sum()
    }

    fn pieces(count: usize, piece: usize) -> impl Stream<Item = Result<Bytes, std::io::Error>> {
        futures::stream::iter((0..count).map(move |_| Ok(Bytes::from(vec![7; piece]))))
    }

    #[tokio::test]
    async fn what_is_stored_comes_back_and_is_gone_after_delete() {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::local(folder.path()).unwrap();
        let stored = objects.put("t1/doc-1", Bytes::from_static(b"abc")).await.unwrap();
        assert!(stored.sha256_hex().starts_with("ba7816bf"), "{}", stored.sha256_hex());
        assert_eq!(objects.get("t1/doc-1").await.unwrap(), "abc");
        let pieces: Vec<_> = objects.read("t1/doc-1").await.unwrap().collect().await;
        assert_eq!(pieces.into_iter().map(Result::unwrap).collect::<Vec<_>>().concat(), b"abc");
        objects.delete("t1/doc-1").await.unwrap();
        objects.delete("t1/doc-1").await.unwrap();
        assert!(matches!(objects.get("t1/doc-1").await, Err(ObjectError::NotFound(_))));
    }

    #[tokio::test]
    async fn a_stream_is_stored_whole_with_its_hash() {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::local(folder.path()).unwrap();
        let stored = objects.put_stream("t/a", pieces(50, 100_000), 5_000_000).await.unwrap();
        let bytes = objects.get("t/a").await.unwrap();
        assert_eq!((stored.size_bytes, bytes.len()), (5_000_000, 5_000_000));
        assert_eq!(stored.sha256, <[u8; 32]>::from(Sha256::digest(&bytes)));
        let empty = objects.put_stream("t/b", pieces(0, 1), 10).await.unwrap();
        assert_eq!((empty.size_bytes, objects.get("t/b").await.unwrap().len()), (0, 0));
    }

    #[tokio::test]
    async fn nothing_is_left_of_an_upload_that_is_too_large_or_breaks_off() {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::local(folder.path()).unwrap();
        let outcome = objects.put_stream("t/a", pieces(50, 100_000), 4_999_999).await;
        assert!(matches!(outcome, Err(ObjectError::TooLarge { limit_bytes: 4_999_999 })));
        let broken = pieces(30, 100_000).chain(futures::stream::iter([Err(std::io::Error::other("gone"))]));
        let outcome = objects.put_stream("t/a", broken, u64::MAX).await;
        assert!(matches!(outcome, Err(ObjectError::Source(_))));
        assert_eq!(files(folder.path()), 0);
    }

    #[tokio::test]
    async fn keys_cannot_leave_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::local(folder.path()).unwrap();
        for key in ["", "a", "/a", "a/", "../a", "a/../b", "a/b/c", "a/b#1", "a/B", "a/%2e", "a/ü", "a\\b/c"]
        {
            assert!(matches!(objects.get(key).await, Err(ObjectError::InvalidKey(_))), "{key}");
        }
    }
}
