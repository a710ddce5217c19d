ALTER TABLE documents DROP COLUMN title;
