//! Taking files in.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use chatsphere_contract::documents::{AcceptedDocument, DocumentStatus, UploadAccepted};
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_contract::limits;
use chatsphere_contract::problem::FieldError;
use chatsphere_contract::versions::VersionOrigin;
use chatsphere_db::DbError;
use chatsphere_db::document_versions::{self, Credit};
use chatsphere_db::documents::{self, Arrival, NewDocument};
use chatsphere_ingest::{ExtractError, MediaType, sniff};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;
use chatsphere_outbound::ObjectError;
use futures::{Stream, StreamExt, stream};

use super::{DocumentError, SourceError, require_bot};
use crate::jobs::{self, Work};
use crate::platform::Platform;

/// What is looked at to tell what a file is: a little more than `sniff` samples.
const HEAD_BYTES: usize = 64 * 1024 + 1;

/// An upload under way. Files are added one after the other as they come in; [`Upload::finish`] makes
/// them documents, all at once. Dropped before that, nothing stays.
#[derive(Debug)]
pub struct Upload {
    pub(super) platform: Arc<Platform>,
    pub(super) ctx: Ctx,
    pub(super) bot: BotId,
    pub(super) files: Vec<File>,
}

/// A file that has come in.
#[derive(Debug)]
pub(super) struct File {
    id: DocumentId,
    pub(super) name: String,
    pub(super) media_type: String,
    pub(super) size_bytes: u64,
    pub(super) sha256: Vec<u8>,
    pub(super) outcome: Outcome,
}

#[derive(Debug)]
pub(super) enum Outcome {
    Stored { object_key: String },
    Refused { code: &'static str, message: String },
}

impl Upload {
    /// Begins an upload to a bot.
    pub async fn begin(platform: &Arc<Platform>, ctx: &Ctx, bot: BotId) -> Result<Self, DocumentError> {
        ctx.require(Permission::DocumentsWrite)?;
        let tx = platform.db.tenant(ctx.tenant).await?;
        require_bot(&tx, bot).await?;
        tx.commit().await?;
        Ok(Self { platform: Arc::clone(platform), ctx: ctx.clone(), bot, files: Vec::new() })
    }

    /// Takes one file in: looks at its beginning, then stores it as it comes. A file that cannot be read
    /// is not an error here; it becomes a failed document. What is left of such a body need not be read.
    pub async fn add<S, E>(&mut self, name: &str, body: S) -> Result<(), DocumentError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send,
        E: Into<SourceError>,
    {
        if self.files.len() >= limits::FILES_PER_UPLOAD {
            let message = format!(
                "At most {} files at once, please. Send the rest afterwards.",
                limits::FILES_PER_UPLOAD
            );
            return Err(invalid("too_many", message));
        }
        let name = document_name(name);
        let mut body = std::pin::pin!(body.map(|piece| piece.map_err(Into::into)));
        let head = read_head(&mut body).await?;
        let id = DocumentId(self.platform.uuid());
        let file = match told_by(&head, &name) {
            Ok(media_type) => self.store(id, name, media_type, head.bytes, body).await?,
            Err(reason) => refused(id, name, head.bytes.len(), &reason),
        };
        self.files.push(file);
        Ok(())
    }

    /// Makes the files documents, and queues those that can be read.
    pub async fn finish(mut self) -> Result<UploadAccepted, DocumentError> {
        if self.files.is_empty() {
            return Err(invalid("required", "Choose at least one file.".to_owned()));
        }
        let tx = self.platform.db.tenant(self.ctx.tenant).await?;
        let now = self.platform.clock.now();
        let mut new = Vec::with_capacity(self.files.len());
        for file in &self.files {
            let arrival = match &file.outcome {
                Outcome::Stored { object_key } => {
                    let work = Work::Ingest { bot: self.bot, document: file.id };
                    let job = jobs::enqueue(&self.platform, &tx, &work).await?;
                    Arrival::Stored { object_key: object_key.clone(), job }
                }
                Outcome::Refused { code, message } => {
                    Arrival::Refused { code: (*code).to_owned(), message: message.clone() }
                }
            };
            new.push(NewDocument {
                id: file.id,
                name: file.name.clone(),
                media_type: file.media_type.clone(),
                size_bytes: i64::try_from(file.size_bytes).unwrap_or(i64::MAX),
                sha256: file.sha256.clone(),
                arrival,
            });
        }
        documents::insert_many(&tx, self.bot, &new, now).await.map_err(|error| match error {
            DbError::MissingReference { .. } => DocumentError::NoSuchBot,
            other => other.into(),
        })?;
        let ids: Vec<DocumentId> = new.iter().map(|document| document.id).collect();
        let credit = Credit { origin: VersionOrigin::Upload, by: self.ctx.user() };
        document_versions::credit(&tx, &ids, credit).await?;
        tx.commit().await?;
        let files = std::mem::take(&mut self.files);
        let accepted = files.into_iter().map(|file| AcceptedDocument {
            status: match file.outcome {
                Outcome::Stored { .. } => DocumentStatus::Queued,
                Outcome::Refused { .. } => DocumentStatus::Failed,
            },
            id: file.id,
            name: file.name,
        });
        Ok(UploadAccepted { items: accepted.collect() })
    }

    async fn store(
        &self,
        id: DocumentId,
        name: String,
        media_type: MediaType,
        head: Bytes,
        rest: impl Stream<Item = Result<Bytes, SourceError>> + Send,
    ) -> Result<File, DocumentError> {
        let object_key = format!("{}/{}", self.ctx.tenant.0.simple(), id.0.simple());
        let whole = stream::iter([Ok(head)]).chain(rest);
        match self.platform.objects.put_stream(&object_key, whole, limits::FILE_BYTES).await {
            Ok(stored) => Ok(File {
                id,
                name,
                media_type: media_type.as_str().to_owned(),
                size_bytes: stored.size_bytes,
                sha256: stored.sha256.to_vec(),
                outcome: Outcome::Stored { object_key },
            }),
            Err(ObjectError::TooLarge { limit_bytes }) => {
                let limit = format!("{} MiB", limit_bytes / (1024 * 1024));
                let reason = ExtractError::TooLarge { what: "more bytes".to_owned(), limit };
                Ok(refused(id, name, usize::try_from(limit_bytes).unwrap_or(usize::MAX), &reason))
            }
            Err(ObjectError::Source(error)) => Err(DocumentError::Interrupted(error.to_string())),
            Err(error) => Err(error.into()),
        }
    }
}

impl Drop for Upload {
    /// Files of an upload that was not finished have no document: they go, beside the caller.
    fn drop(&mut self) {
        let keys: Vec<String> = self.files.drain(..).filter_map(|file| file.outcome.into_key()).collect();
        let (false, Ok(runtime)) = (keys.is_empty(), tokio::runtime::Handle::try_current()) else { return };
        let objects = self.platform.objects.clone();
        runtime.spawn(async move {
            for key in keys {
                if let Err(error) = objects.delete(&key).await {
                    tracing::warn!(%error, "a file of a broken upload stays behind");
                }
            }
        });
    }
}

impl Outcome {
    fn into_key(self) -> Option<String> {
        match self {
            Self::Stored { object_key } => Some(object_key),
            Self::Refused { .. } => None,
        }
    }
}

/// The beginning of a file.
struct Head {
    bytes: Bytes,
    is_whole: bool,
}

async fn read_head(
    body: &mut (impl Stream<Item = Result<Bytes, SourceError>> + Unpin),
) -> Result<Head, DocumentError> {
    let mut bytes = BytesMut::new();
    while bytes.len() < HEAD_BYTES {
        match body.next().await {
            Some(Ok(piece)) => bytes.extend_from_slice(&piece),
            Some(Err(error)) => return Err(DocumentError::Interrupted(error.to_string())),
            None => return Ok(Head { bytes: bytes.freeze(), is_whole: true }),
        }
    }
    Ok(Head { bytes: bytes.freeze(), is_whole: false })
}

/// What a file is by its beginning. One that begins with nothing but blanks may still hold text.
fn told_by(head: &Head, name: &str) -> Result<MediaType, ExtractError> {
    match sniff(&head.bytes, name) {
        Err(ExtractError::Empty) if !head.is_whole => Ok(MediaType::PlainText),
        told => told,
    }
}

fn refused(id: DocumentId, name: String, size_bytes: usize, reason: &ExtractError) -> File {
    File {
        id,
        name,
        media_type: "application/octet-stream".to_owned(),
        size_bytes: u64::try_from(size_bytes).unwrap_or(u64::MAX),
        sha256: Vec::new(),
        outcome: Outcome::Refused { code: reason.code(), message: reason.to_string() },
    }
}

/// A file name without its folders, showable, and short: of a long one the end is kept, it tells the type.
fn document_name(given: &str) -> String {
    let file = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = file.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let plain = plain.trim();
    let count = plain.chars().count();
    if plain.is_empty() {
        return "Untitled".to_owned();
    }
    if count <= limits::NAME_CHARS {
        return plain.to_owned();
    }
    const END_CHARS: usize = 20;
    let start: String = plain.chars().take(limits::NAME_CHARS - END_CHARS - 1).collect();
    let end: String = plain.chars().skip(count - END_CHARS).collect();
    format!("{start}…{end}")
}

pub(super) fn invalid(code: &str, message: String) -> DocumentError {
    DocumentError::Invalid(vec![FieldError { field: "file".to_owned(), code: code.to_owned(), message }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_folders_and_keep_their_end() {
        assert_eq!(document_name("C:\\docs\\guide.pdf"), "guide.pdf");
        assert_eq!(document_name("../../etc/passwd"), "passwd");
        assert_eq!(document_name(" \u{0}\n "), "Untitled");
        let long = document_name(&format!("{}.pdf", "ä".repeat(300)));
        assert_eq!(long.chars().count(), limits::NAME_CHARS);
        assert!(long.ends_with(".pdf"));
    }
}
