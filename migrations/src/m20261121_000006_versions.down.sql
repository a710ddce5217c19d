DROP TABLE document_downloads, passage_uses, lost_passages, snapshot_documents, snapshots, version_policies, document_versions;
DROP TABLE previews;
DROP TRIGGER keep_version ON documents;
DROP TRIGGER note_orphan ON documents;
DROP TRIGGER note_orphan_update ON documents;
DROP FUNCTION keep_document_version();
DROP FUNCTION note_orphaned_object();
DROP TABLE orphaned_objects;
DROP INDEX documents_object;
ALTER TABLE chunks
    DROP COLUMN enabled, DROP COLUMN pinned_at, DROP COLUMN original_text, DROP COLUMN edited_at,
    DROP COLUMN edited_by, DROP COLUMN revision;
ALTER TABLE documents
    DROP COLUMN version, DROP COLUMN version_at, DROP COLUMN version_by, DROP COLUMN version_origin,
    DROP COLUMN indexed_version, DROP COLUMN lost_edits, DROP COLUMN download_count, DROP COLUMN last_downloaded_at;
