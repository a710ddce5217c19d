-- Pages, from 1, that are a picture without text which recognition could not read either.
ALTER TABLE documents ADD COLUMN unread_pages integer[] NOT NULL DEFAULT '{}';
