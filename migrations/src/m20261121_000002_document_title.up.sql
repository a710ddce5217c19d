-- What the document calls itself, found while it was read; absent when it does not say.
ALTER TABLE documents ADD COLUMN title text;
