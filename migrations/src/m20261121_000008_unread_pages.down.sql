ALTER TABLE documents DROP COLUMN unread_pages;
