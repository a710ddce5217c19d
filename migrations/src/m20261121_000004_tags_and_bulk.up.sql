-- Tags belong to the workspace: its bots share one vocabulary, and a document that moves to another bot
-- keeps its tags. What is tagged holds the names themselves in a `tags text[]`, so that every reader of a
-- document has them at hand; this table says which names there are. A name is shown as written; `folded`
-- (NFKC, without case) is what makes two names one.
CREATE TABLE tags (
    tenant_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 50),
    folded text NOT NULL,
    color text NOT NULL DEFAULT 'grey',
    description text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX tags_folded ON tags (tenant_id, folded);

ALTER TABLE documents
    ADD COLUMN enabled boolean NOT NULL DEFAULT true,
    -- Deleted, but not yet for good: gone for everybody, until it is restored or purged.
    ADD COLUMN deleted_at timestamptz,
    -- The bulk job that deleted it, to restore them together.
    ADD COLUMN deleted_by_job uuid;
CREATE INDEX documents_deleted ON documents (tenant_id, deleted_at) WHERE deleted_at IS NOT NULL;
-- No index on tags: row-level security keeps array operators out of index conditions.
DROP INDEX documents_in_use;
CREATE INDEX documents_in_use ON documents (tenant_id, bot_id) INCLUDE (chunk_count)
    WHERE chunk_count > 0 AND enabled AND deleted_at IS NULL;

-- A bot, or a question, that may be answered from documents with one of these tags only; empty: from all.
ALTER TABLE bots ADD COLUMN answer_tags text[] NOT NULL DEFAULT '{}';
ALTER TABLE messages ADD COLUMN answer_tags text[] NOT NULL DEFAULT '{}';

-- Removals up to this version are not kept any more: an index in memory that is older is loaded anew.
ALTER TABLE bot_indexes ADD COLUMN removals_pruned_to bigint NOT NULL DEFAULT 0;
CREATE INDEX index_removals_age ON index_removals (removed_at);

-- What went wrong with single items of a job.
CREATE TABLE job_errors (
    tenant_id uuid NOT NULL,
    job_id uuid NOT NULL,
    -- The item: a document's id, an address, a line.
    item text NOT NULL,
    -- What people call it.
    name text NOT NULL DEFAULT '',
    code text NOT NULL,
    message text NOT NULL,
    PRIMARY KEY (tenant_id, job_id, item),
    FOREIGN KEY (tenant_id, job_id) REFERENCES jobs ON DELETE CASCADE
);

ALTER TABLE jobs
    -- How far a job is that goes through items in the order of their ids.
    ADD COLUMN item_cursor uuid,
    -- What it made, to be fetched until it expires.
    ADD COLUMN file_key text,
    ADD COLUMN file_name text,
    ADD COLUMN file_bytes bigint,
    ADD COLUMN file_expires_at timestamptz;
CREATE INDEX jobs_ended ON jobs (updated_at) WHERE status IN ('done', 'failed', 'cancelled');
CREATE INDEX jobs_files ON jobs (file_expires_at) WHERE file_key IS NOT NULL;

-- When each workspace last had its turn at the queue: the one that waited longest goes first.
CREATE SEQUENCE job_turn;
CREATE TABLE job_turns (
    tenant_id uuid PRIMARY KEY REFERENCES workspaces ON DELETE CASCADE,
    turn bigint NOT NULL
) WITH (fillfactor = 70);

DO $$
DECLARE
    tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['tags', 'job_errors', 'job_turns'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format(
            'CREATE POLICY tenant ON %I TO chatsphere_app USING (tenant_id = app_tenant()) WITH CHECK (tenant_id = app_tenant())',
            tenant_table);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO chatsphere_app', tenant_table);
    END LOOP;
END $$;

-- The cross-tenant paths: whose turn it is, and clearing away what is old.
CREATE POLICY system ON job_turns TO chatsphere_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON job_turns TO chatsphere_system;
GRANT USAGE ON SEQUENCE job_turn TO chatsphere_system;
GRANT DELETE ON jobs TO chatsphere_system;
CREATE POLICY system_purge ON documents FOR SELECT TO chatsphere_system USING (deleted_at IS NOT NULL);
GRANT SELECT (tenant_id, deleted_at) ON documents TO chatsphere_system;
CREATE POLICY system_prune ON index_removals TO chatsphere_system USING (true) WITH CHECK (true);
GRANT SELECT, DELETE ON index_removals TO chatsphere_system;
CREATE POLICY system_prune ON bot_indexes TO chatsphere_system USING (true) WITH CHECK (true);
GRANT SELECT (tenant_id, bot_id, removals_pruned_to), UPDATE (removals_pruned_to) ON bot_indexes TO chatsphere_system;

-- Tags that imports have brought so far become tags of their workspace. The tables are forced behind
-- row-level security, for their owner too: it is lifted for the length of this.
ALTER TABLE documents NO FORCE ROW LEVEL SECURITY;
ALTER TABLE tags NO FORCE ROW LEVEL SECURITY;
INSERT INTO tags (tenant_id, id, name, folded)
SELECT tenant_id, gen_random_uuid(), min(name), lower(upper(name)) AS folded
FROM (SELECT DISTINCT tenant_id, left(btrim(normalize(unnest(tags), NFKC)), 50) AS name FROM documents) known
WHERE name <> ''
GROUP BY tenant_id, lower(upper(name));
UPDATE documents d SET tags = (
    SELECT coalesce(array_agg(DISTINCT t.name), '{}') FROM unnest(d.tags) AS old (name)
    JOIN tags t ON t.tenant_id = d.tenant_id
        AND t.folded = lower(upper(left(btrim(normalize(old.name, NFKC)), 50))))
WHERE d.tags <> '{}';
ALTER TABLE tags FORCE ROW LEVEL SECURITY;
ALTER TABLE documents FORCE ROW LEVEL SECURITY;
