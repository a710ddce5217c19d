//! The originals of many documents as one ZIP file in the object store. It is there whole or not at all: an
//! attempt that broke off is made again from the first document.

use bytes::Bytes;
use chatsphere_contract::ids::DocumentId;
use chatsphere_db::documents::{self, DocumentRecord};
use chatsphere_db::jobs::{self, ItemError, JobFile};
use chatsphere_domain::jobs::{BulkWork, FILE_LIFE};
use chatsphere_outbound::ObjectError;

use super::names::Names;
use super::zip::{Archive, TooLarge};
use super::{Run, next_ids};
use crate::outcome::{Failure, Outcome};

/// Largest archive: what may be asked for, and room for names.
const ARCHIVE_BYTES: u64 = 1_100 * 1024 * 1024;

/// Writes the archive.
pub(super) async fn perform(run: &Run, work: &BulkWork) -> Result<Outcome, Failure> {
    let tx = run.tenant_under_lease().await?;
    jobs::begin_anew(&tx, &run.lease, run.platform.clock.now()).await?;
    tx.commit().await?;
    let key = format!("{}/zip-{}", run.lease.tenant.0.simple(), run.job.id.0.simple());
    let writing = Writing { run, work, archive: Archive::default(), names: Names::default(), after: None };
    let content = futures::stream::try_unfold(Some(writing), |writing| async move {
        match writing {
            Some(writing) => writing.next().await,
            None => Ok(None),
        }
    });
    let stored = match run.platform.objects.put_stream(&key, content, ARCHIVE_BYTES).await {
        Ok(stored) => stored,
        Err(ObjectError::Source(error)) => {
            return match error.downcast::<Stop>() {
                Ok(stop) => stop.ended(),
                Err(error) => Err(Failure::Reader(error.to_string())),
            };
        }
        Err(error) => return Err(error.into()),
    };
    let now = run.platform.clock.now();
    let file = JobFile {
        key,
        name: format!("documents-{}.zip", now.date()),
        size_bytes: i64::try_from(stored.size_bytes).unwrap_or(i64::MAX),
        expires_at: now + FILE_LIFE,
    };
    let tx = run.tenant_under_lease().await?;
    jobs::set_file(&tx, &run.lease, &file).await?;
    tx.commit().await?;
    Ok(Outcome::Done)
}

/// Why writing stops before its end.
#[derive(Debug, thiserror::Error)]
enum Stop {
    #[error("the process stops")]
    Yielded,
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl Stop {
    fn ended(self) -> Result<Outcome, Failure> {
        match self {
            Self::Yielded => Ok(Outcome::Yielded),
            Self::TooLarge(_) => {
                Err(Failure::Reader("The file would be too large. Choose fewer.".to_owned()))
            }
            Self::Failure(failure) => Err(failure),
        }
    }
}

struct Writing<'a> {
    run: &'a Run,
    work: &'a BulkWork,
    archive: Archive,
    names: Names,
    after: Option<DocumentId>,
}

impl Writing<'_> {
    /// The next piece, and what goes on with it: a document, or the end.
    async fn next(mut self) -> Result<Option<(Bytes, Option<Self>)>, Stop> {
        let run = self.run;
        loop {
            if run.stop.is_cancelled() {
                return Err(Stop::Yielded);
            }
            let tx = run.tenant_under_lease().await?;
            let next = next_ids(&tx, self.work, self.after).await.map_err(Failure::from)?;
            let Some(id) = next.first().copied() else {
                tx.commit().await.map_err(Failure::from)?;
                return Ok(Some((self.archive.end()?.into(), None)));
            };
            self.after = Some(id);
            let found = documents::find(&tx, id).await.map_err(Failure::from)?;
            let text = documents::inline_text(&tx, id).await.map_err(Failure::from)?;
            tx.commit().await.map_err(Failure::from)?;
            let (content, error) = self.content(id, found.as_ref(), text).await?;
            self.count(error).await?;
            if let (Some(content), Some(document)) = (content, found) {
                let ending = document.object_key.is_none().then_some("md");
                let name = self.names.unique(&document.name, ending);
                let mut piece = self.archive.begin_file(&name, &content, document.created_at)?;
                piece.extend(&content);
                return Ok(Some((piece.into(), Some(self))));
            }
        }
    }

    /// The original, or why there is none.
    async fn content(
        &self,
        id: DocumentId,
        document: Option<&DocumentRecord>,
        text: Option<String>,
    ) -> Result<(Option<Bytes>, Option<ItemError>), Failure> {
        let missing = |code: &str, message: &str| ItemError {
            item: id.to_string(),
            name: document.map(|document| document.name.clone()).unwrap_or_default(),
            code: code.to_owned(),
            message: message.to_owned(),
        };
        let Some(document) = document else {
            return Ok((None, Some(missing("not_found", "This document is gone."))));
        };
        let Some(key) = &document.object_key else {
            return Ok(match text {
                Some(text) => (Some(text.into()), None),
                None => (None, Some(missing("not_kept", "Its file was not kept, as it cannot be read."))),
            });
        };
        match self.run.platform.objects.get(key).await {
            Ok(bytes) => Ok((Some(bytes), None)),
            Err(ObjectError::NotFound(_)) => Ok((None, Some(missing("missing", "The stored file is gone.")))),
            Err(error) => Err(error.into()),
        }
    }

    async fn count(&self, error: Option<ItemError>) -> Result<(), Failure> {
        let run = self.run;
        let tx = run.tenant_under_lease().await?;
        let failed = i64::from(error.is_some());
        jobs::add_errors(&tx, run.job.id, error.as_slice()).await?;
        jobs::add_progress(&tx, &run.lease, 1, failed, run.platform.clock.now()).await?;
        Ok(tx.commit().await?)
    }
}
