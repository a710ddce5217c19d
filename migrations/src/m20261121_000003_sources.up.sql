CREATE TABLE sources (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    bot_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('page', 'list', 'sitemap', 'crawl')),
    name text NOT NULL,
    -- The page, the list, the sitemap, or where a crawl begins.
    addresses text[] NOT NULL,
    max_depth integer NOT NULL,
    page_limit integer NOT NULL,
    include text[] NOT NULL DEFAULT '{}',
    exclude text[] NOT NULL DEFAULT '{}',
    -- Hosts that a crawl may enter besides those of its addresses.
    hosts text[] NOT NULL DEFAULT '{}',
    -- Labels of the documents that it brings in.
    tags text[] NOT NULL DEFAULT '{}',
    -- Absent: only when somebody asks.
    every_hours integer CHECK (every_hours > 0),
    next_sync_at timestamptz,
    -- Counts the syncs; pages say in which one they were found and checked.
    sync_number bigint NOT NULL DEFAULT 0,
    -- The sync whose first pages are stored: until then a sync begins from its addresses.
    seeded_in bigint NOT NULL DEFAULT 0,
    -- The sync that runs, or ran last.
    job_id uuid,
    -- Of that sync: more was found than may be read; something could not be read, so that what was not
    -- found is not known to be gone.
    limit_reached boolean NOT NULL DEFAULT false,
    is_partial boolean NOT NULL DEFAULT false,
    error_code text,
    error_message text,
    last_synced_at timestamptz,
    last_changed_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, bot_id) REFERENCES bots ON DELETE CASCADE
) WITH (fillfactor = 80);
CREATE INDEX sources_bot ON sources (tenant_id, bot_id, id);
CREATE INDEX sources_due ON sources (next_sync_at) WHERE next_sync_at IS NOT NULL;

-- Pages of a source. Those found in its current sync and not checked in it yet are what is left to do.
CREATE TABLE source_pages (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    source_id uuid NOT NULL,
    address text NOT NULL,
    -- Links, and redirects, from where the sync began.
    depth integer NOT NULL,
    hops smallint NOT NULL DEFAULT 0,
    found_in bigint NOT NULL,
    checked_in bigint NOT NULL DEFAULT 0,
    -- Of the current sync.
    attempts smallint NOT NULL DEFAULT 0,
    retry_at timestamptz,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'read', 'skipped', 'failed', 'gone')),
    reason_code text,
    reason_message text,
    -- Where it redirects, or which page it says is the right one.
    leads_to text,
    -- To ask for it on condition.
    etag text,
    last_modified text,
    content_hash bytea,
    -- Where it links to, for when it is not sent again as it has not changed.
    links text[] NOT NULL DEFAULT '{}',
    document_id uuid,
    -- The sync that last found something new in it.
    changed_in bigint NOT NULL DEFAULT 0,
    last_checked_at timestamptz,
    last_changed_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, source_id) REFERENCES sources ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, document_id) REFERENCES documents ON DELETE SET NULL (document_id)
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX source_pages_address ON source_pages (tenant_id, source_id, address);
CREATE INDEX source_pages_page ON source_pages (tenant_id, source_id, id);
CREATE INDEX source_pages_left ON source_pages (tenant_id, source_id, depth, id) WHERE checked_in < found_in;
CREATE INDEX source_pages_document ON source_pages (tenant_id, document_id) WHERE document_id IS NOT NULL;

ALTER TABLE documents
    ADD COLUMN source_id uuid,
    -- Its page is gone: it is out of every answer, and comes back when the page does.
    ADD COLUMN tombstoned_at timestamptz,
    ADD FOREIGN KEY (tenant_id, source_id) REFERENCES sources ON DELETE SET NULL (source_id);
CREATE INDEX documents_source ON documents (tenant_id, source_id) WHERE source_id IS NOT NULL;

DO $$
DECLARE
    tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['sources', 'source_pages'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format(
            'CREATE POLICY tenant ON %I TO chatsphere_app USING (tenant_id = app_tenant()) WITH CHECK (tenant_id = app_tenant())',
            tenant_table);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO chatsphere_app', tenant_table);
    END LOOP;
END $$;

-- The scheduler looks for sources whose time has come, in every workspace.
CREATE POLICY system ON sources TO chatsphere_system USING (true);
GRANT SELECT (tenant_id, id, next_sync_at) ON sources TO chatsphere_system;
