ALTER TABLE documents DROP COLUMN source_id, DROP COLUMN tombstoned_at;
DROP TABLE source_pages, sources;
