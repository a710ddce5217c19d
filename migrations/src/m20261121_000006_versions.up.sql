-- Versions of documents, passages that people changed, snapshots, what is cached for previews.

ALTER TABLE documents
    -- Counts the contents that this document has had; the present one has this number.
    ADD COLUMN version integer NOT NULL DEFAULT 1,
    ADD COLUMN version_at timestamptz,
    ADD COLUMN version_by uuid,
    -- How the present content came, where neither an importer's id nor an address tells.
    ADD COLUMN version_origin text,
    -- The version that the passages in use are made from; unknown for what is older than this column.
    ADD COLUMN indexed_version integer,
    -- Passages that people had changed and whose text the newest version no longer has.
    ADD COLUMN lost_edits integer NOT NULL DEFAULT 0,
    ADD COLUMN download_count bigint NOT NULL DEFAULT 0,
    ADD COLUMN last_downloaded_at timestamptz;

-- What documents were before. The present content is in `documents` itself.
CREATE TABLE document_versions (
    tenant_id uuid NOT NULL,
    document_id uuid NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    url text,
    media_type text NOT NULL,
    size_bytes bigint NOT NULL,
    sha256 bytea NOT NULL,
    object_key text,
    inline_text text,
    status text NOT NULL,
    origin text,
    made_by uuid,
    made_at timestamptz NOT NULL,
    replaced_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, document_id, number),
    FOREIGN KEY (tenant_id, document_id) REFERENCES documents ON DELETE CASCADE,
    CHECK (num_nonnulls(object_key, inline_text) = 1)
);
CREATE INDEX document_versions_age ON document_versions (tenant_id, replaced_at);
CREATE INDEX document_versions_object ON document_versions (tenant_id, object_key) WHERE object_key IS NOT NULL;
CREATE INDEX documents_object ON documents (tenant_id, object_key) WHERE object_key IS NOT NULL;

-- A content is changed by uploads, imports, crawls, roll-backs: whichever it is, what was there before is
-- kept, and the next content gets the next number.
CREATE FUNCTION keep_document_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF num_nonnulls(OLD.object_key, OLD.inline_text) = 1 THEN
        INSERT INTO document_versions (tenant_id, document_id, number, name, url, media_type, size_bytes, sha256,
            object_key, inline_text, status, origin, made_by, made_at, replaced_at)
        VALUES (OLD.tenant_id, OLD.id, OLD.version, OLD.name, OLD.url, OLD.media_type, OLD.size_bytes, OLD.sha256,
            OLD.object_key, OLD.inline_text, OLD.status, OLD.version_origin, OLD.version_by,
            coalesce(OLD.version_at, OLD.created_at), NEW.updated_at);
    END IF;
    NEW.version := OLD.version + 1;
    NEW.version_at := NEW.updated_at;
    NEW.version_by := NULL;
    NEW.version_origin := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_version BEFORE UPDATE OF sha256, object_key, inline_text ON documents FOR EACH ROW
    WHEN (OLD.sha256 IS DISTINCT FROM NEW.sha256
        AND (OLD.object_key IS DISTINCT FROM NEW.object_key OR OLD.inline_text IS DISTINCT FROM NEW.inline_text))
    EXECUTE FUNCTION keep_document_version();

-- How many old versions a workspace keeps; no row: the defaults.
CREATE TABLE version_policies (
    tenant_id uuid PRIMARY KEY REFERENCES workspaces ON DELETE CASCADE,
    keep_versions integer NOT NULL CHECK (keep_versions BETWEEN 0 AND 1000),
    keep_days integer CHECK (keep_days BETWEEN 1 AND 3650),
    updated_at timestamptz NOT NULL
);

-- A bot's whole knowledge at one moment, by name. The contents are held here, so that neither retention
-- nor the deleting of a document takes them away.
CREATE TABLE snapshots (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    bot_id uuid NOT NULL,
    name text NOT NULL,
    documents bigint NOT NULL,
    size_bytes bigint NOT NULL,
    made_by uuid,
    created_at timestamptz NOT NULL,
    restored_at timestamptz,
    restore_job uuid,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, bot_id) REFERENCES bots ON DELETE CASCADE
);
CREATE UNIQUE INDEX snapshots_name ON snapshots (tenant_id, bot_id, lower(name));
CREATE TABLE snapshot_documents (
    tenant_id uuid NOT NULL,
    snapshot_id uuid NOT NULL,
    document_id uuid NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    external_id text,
    url text,
    media_type text NOT NULL,
    size_bytes bigint NOT NULL,
    sha256 bytea NOT NULL,
    object_key text,
    inline_text text,
    tags text[] NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, snapshot_id, document_id),
    FOREIGN KEY (tenant_id, snapshot_id) REFERENCES snapshots ON DELETE CASCADE
);
CREATE INDEX snapshot_documents_version ON snapshot_documents (tenant_id, document_id, number);
CREATE INDEX snapshot_documents_object ON snapshot_documents (tenant_id, object_key) WHERE object_key IS NOT NULL;

-- Made from a content to be looked at, and made again when it is gone: `text`, `page-3`.
CREATE TABLE previews (
    tenant_id uuid NOT NULL,
    sha256 bytea NOT NULL,
    kind text NOT NULL,
    object_key text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, sha256, kind)
);

-- Files that lost a reference. The schedule removes those that have none left.
CREATE TABLE orphaned_objects (
    tenant_id uuid NOT NULL,
    object_key text NOT NULL,
    since timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, object_key)
);
CREATE FUNCTION note_orphaned_object() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.object_key IS NOT NULL THEN
        INSERT INTO orphaned_objects (tenant_id, object_key) VALUES (OLD.tenant_id, OLD.object_key)
        ON CONFLICT DO NOTHING;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER note_orphan BEFORE DELETE ON documents FOR EACH ROW EXECUTE FUNCTION note_orphaned_object();
CREATE TRIGGER note_orphan_update BEFORE UPDATE OF object_key ON documents FOR EACH ROW
    WHEN (OLD.object_key IS DISTINCT FROM NEW.object_key) EXECUTE FUNCTION note_orphaned_object();
CREATE TRIGGER note_orphan BEFORE DELETE ON document_versions FOR EACH ROW EXECUTE FUNCTION note_orphaned_object();
CREATE TRIGGER note_orphan BEFORE DELETE ON snapshot_documents FOR EACH ROW EXECUTE FUNCTION note_orphaned_object();
CREATE TRIGGER note_orphan BEFORE DELETE ON previews FOR EACH ROW EXECUTE FUNCTION note_orphaned_object();

-- What people did to passages.
ALTER TABLE chunks
    ADD COLUMN enabled boolean NOT NULL DEFAULT true,
    ADD COLUMN pinned_at timestamptz,
    -- The document's own words, once a person has changed the text.
    ADD COLUMN original_text text,
    ADD COLUMN edited_at timestamptz,
    ADD COLUMN edited_by uuid,
    -- Raised by every change, so that the second of two editors is told.
    ADD COLUMN revision integer NOT NULL DEFAULT 0;
CREATE INDEX chunks_curated ON chunks (tenant_id, document_id)
    WHERE NOT enabled OR pinned_at IS NOT NULL OR edited_at IS NOT NULL;
CREATE INDEX chunks_pinned ON chunks (tenant_id, bot_id) WHERE pinned_at IS NOT NULL;

-- What people had changed and a newer version of the document no longer has, until somebody has seen it.
CREATE TABLE lost_passages (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    document_id uuid NOT NULL,
    original_text text NOT NULL,
    text text NOT NULL,
    enabled boolean NOT NULL,
    pinned boolean NOT NULL,
    edited_by uuid,
    lost_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, document_id) REFERENCES documents ON DELETE CASCADE
);
CREATE INDEX lost_passages_document ON lost_passages (tenant_id, document_id);

-- Which answers stood on which passages.
CREATE TABLE passage_uses (
    tenant_id uuid NOT NULL,
    message_id uuid NOT NULL,
    chunk_id uuid NOT NULL,
    document_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, message_id, chunk_id),
    FOREIGN KEY (tenant_id, message_id) REFERENCES messages ON DELETE CASCADE
);
CREATE INDEX passage_uses_chunk ON passage_uses (tenant_id, chunk_id, created_at DESC);
CREATE INDEX passage_uses_document ON passage_uses (tenant_id, document_id, created_at DESC);

-- Who took an original away.
CREATE TABLE document_downloads (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    document_id uuid NOT NULL,
    version integer NOT NULL,
    actor text NOT NULL,
    user_id uuid,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, document_id) REFERENCES documents ON DELETE CASCADE
);
CREATE INDEX document_downloads_document ON document_downloads (tenant_id, document_id, at DESC);

DO $$
DECLARE
    tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY[
        'document_versions', 'version_policies', 'snapshots', 'snapshot_documents', 'previews',
        'orphaned_objects', 'lost_passages', 'passage_uses', 'document_downloads'
    ] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format(
            'CREATE POLICY tenant ON %I TO chatsphere_app USING (tenant_id = app_tenant()) WITH CHECK (tenant_id = app_tenant())',
            tenant_table);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO chatsphere_app', tenant_table);
    END LOOP;
END $$;

-- The schedule asks which workspaces have something to clear away, and clears it inside each.
CREATE POLICY system ON orphaned_objects TO chatsphere_system USING (true) WITH CHECK (true);
CREATE POLICY system ON document_versions TO chatsphere_system USING (true) WITH CHECK (true);
GRANT SELECT ON orphaned_objects TO chatsphere_system;
GRANT SELECT (tenant_id) ON document_versions TO chatsphere_system;
