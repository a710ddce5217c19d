//! A file that becomes the next version of a document.

use chatsphere_contract::documents::Document;
use chatsphere_contract::ids::DocumentId;
use chatsphere_contract::versions::VersionOrigin;
use chatsphere_db::document_versions::{self, Credit, VersionContent};
use chatsphere_db::documents;

use super::super::upload::{Outcome, invalid};
use super::super::{DocumentError, Upload, present};
use crate::jobs::{self, Work};

impl Upload {
    /// Makes the one file that was added the newest version of a document. A file that cannot be read is
    /// refused here: the document stays as it is.
    pub async fn finish_as_version_of(mut self, id: DocumentId) -> Result<Document, DocumentError> {
        let [file] = self.files.as_slice() else {
            return Err(invalid("required", "Choose one file.".to_owned()));
        };
        let object_key = match &file.outcome {
            Outcome::Stored { object_key } => object_key.clone(),
            Outcome::Refused { code, message } => return Err(invalid(code, message.clone())),
        };
        let tx = self.platform.db.tenant(self.ctx.tenant).await?;
        let document = documents::find(&tx, id).await?.filter(|document| document.bot == self.bot);
        let document = document.ok_or(DocumentError::NotFound)?;
        if document.sha256 == file.sha256 {
            return Err(DocumentError::Unchanged);
        }
        // What an importer knows by its own id keeps the title that the import gave it.
        let name = if document.external_id.is_some() { document.name } else { file.name.clone() };
        let content = VersionContent {
            number: document.version,
            name,
            url: document.url,
            media_type: file.media_type.clone(),
            size_bytes: i64::try_from(file.size_bytes).unwrap_or(i64::MAX),
            sha256: file.sha256.clone(),
            object_key: Some(object_key),
            inline_text: None,
        };
        let job = jobs::enqueue(&self.platform, &tx, &Work::Ingest { bot: self.bot, document: id }).await?;
        let credit = Credit { origin: VersionOrigin::Upload, by: self.ctx.user() };
        let now = self.platform.clock.now();
        if !document_versions::put(&tx, self.bot, id, &content, job, credit, now).await? {
            return Err(DocumentError::NotFound);
        }
        let document = documents::find(&tx, id).await?.ok_or(DocumentError::NotFound)?;
        tx.commit().await?;
        // The file has its document: nothing is left to clear away.
        self.files.clear();
        Ok(present(document))
    }
}
