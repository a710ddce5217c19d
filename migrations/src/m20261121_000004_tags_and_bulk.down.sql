REVOKE SELECT (tenant_id, bot_id, removals_pruned_to), UPDATE (removals_pruned_to) ON bot_indexes FROM chatsphere_system;
DROP POLICY system_prune ON bot_indexes;
REVOKE SELECT, DELETE ON index_removals FROM chatsphere_system;
DROP POLICY system_prune ON index_removals;
REVOKE SELECT (tenant_id, deleted_at) ON documents FROM chatsphere_system;
DROP POLICY system_purge ON documents;
REVOKE DELETE ON jobs FROM chatsphere_system;
DROP TABLE job_turns, job_errors, tags;
DROP SEQUENCE job_turn;
DROP INDEX jobs_files, jobs_ended, index_removals_age;
ALTER TABLE jobs
    DROP COLUMN item_cursor, DROP COLUMN file_key, DROP COLUMN file_name, DROP COLUMN file_bytes,
    DROP COLUMN file_expires_at;
ALTER TABLE bot_indexes DROP COLUMN removals_pruned_to;
ALTER TABLE messages DROP COLUMN answer_tags;
ALTER TABLE bots DROP COLUMN answer_tags;
-- What was deleted must not come back.
ALTER TABLE documents NO FORCE ROW LEVEL SECURITY;
DELETE FROM documents WHERE deleted_at IS NOT NULL;
ALTER TABLE documents FORCE ROW LEVEL SECURITY;
DROP INDEX documents_in_use, documents_deleted;
ALTER TABLE documents DROP COLUMN enabled, DROP COLUMN deleted_at, DROP COLUMN deleted_by_job;
CREATE INDEX documents_in_use ON documents (tenant_id, bot_id) INCLUDE (chunk_count) WHERE chunk_count > 0;
