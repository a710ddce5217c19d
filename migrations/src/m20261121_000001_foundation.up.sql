CREATE EXTENSION IF NOT EXISTS vector;

-- Three roles. The server logs in as chatsphere_login, which may do nothing by itself: every
-- transaction takes on chatsphere_app (one tenant, row-level security) or chatsphere_system (the few
-- cross-tenant paths). None of them owns a table or can bypass row-level security.
DO $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('chatsphere roles'));
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'chatsphere_app') THEN
        CREATE ROLE chatsphere_app NOLOGIN NOSUPERUSER NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'chatsphere_system') THEN
        CREATE ROLE chatsphere_system NOLOGIN NOSUPERUSER NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'chatsphere_login') THEN
        CREATE ROLE chatsphere_login LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS;
        GRANT chatsphere_app, chatsphere_system TO chatsphere_login;
    END IF;
END $$;

GRANT USAGE ON SCHEMA public TO chatsphere_app, chatsphere_system, chatsphere_login;

-- The tenant of this transaction; nothing when none was set, so that nothing is visible.
CREATE FUNCTION app_tenant() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('app.tenant_id', true), '')::uuid;

-- Identity ---------------------------------------------------------------------------------------

CREATE TABLE workspaces (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    suspended_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE users (
    id uuid PRIMARY KEY,
    email text NOT NULL,
    name text NOT NULL,
    password_hash text NOT NULL,
    is_operator boolean NOT NULL DEFAULT false,
    suspended_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX users_email ON users (lower(email));

CREATE TABLE memberships (
    tenant_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('viewer', 'agent', 'admin', 'owner')),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, user_id)
);
CREATE INDEX memberships_user ON memberships (user_id);

-- Browser sessions, access tokens and refresh tokens: opaque, kept as SHA-256.
CREATE TABLE auth_tokens (
    token_hash bytea PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('browser', 'access', 'refresh')),
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    tenant_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    -- Tokens of one log-in share a family: logging out, or using a refresh token twice, ends them all.
    family uuid NOT NULL,
    used_at timestamptz,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX auth_tokens_family ON auth_tokens (family);
CREATE INDEX auth_tokens_expiry ON auth_tokens (expires_at);

CREATE TABLE api_keys (
    tenant_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    id uuid NOT NULL,
    key_hash bytea NOT NULL UNIQUE,
    name text NOT NULL,
    hint text NOT NULL,
    created_by uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);

CREATE TABLE model_providers (
    tenant_id uuid PRIMARY KEY REFERENCES workspaces ON DELETE CASCADE,
    base_url text NOT NULL,
    model text NOT NULL,
    sealed_key bytea,
    key_hint text,
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- Bots -------------------------------------------------------------------------------------------

CREATE TABLE bots (
    tenant_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    id uuid NOT NULL,
    public_key text NOT NULL UNIQUE,
    name text NOT NULL,
    appearance jsonb NOT NULL,
    allowed_domains text[] NOT NULL DEFAULT '{}',
    instructions text NOT NULL DEFAULT '',
    retrieval boolean NOT NULL DEFAULT true,
    -- Set by the first change of appearance, for the onboarding checklist.
    branded_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
);

-- The version of a bot's index: bumped in the transaction that adds or removes passages, so that the
-- order of versions is the order of commits and a reader can ask "what changed since N?".
CREATE TABLE bot_indexes (
    tenant_id uuid NOT NULL,
    bot_id uuid NOT NULL,
    version bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, bot_id),
    FOREIGN KEY (tenant_id, bot_id) REFERENCES bots ON DELETE CASCADE
) WITH (fillfactor = 70);

-- Origins that asked for a bot, for "check my installation". Bounded per bot by the server.
CREATE TABLE bot_origins (
    tenant_id uuid NOT NULL,
    bot_id uuid NOT NULL,
    origin text NOT NULL,
    allowed boolean NOT NULL,
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, bot_id, origin),
    FOREIGN KEY (tenant_id, bot_id) REFERENCES bots ON DELETE CASCADE
);

-- Knowledge --------------------------------------------------------------------------------------

CREATE TABLE documents (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    bot_id uuid NOT NULL,
    name text NOT NULL,
    external_id text,
    url text,
    media_type text NOT NULL,
    size_bytes bigint NOT NULL,
    -- Of a file its bytes, of an import all that its line said.
    sha256 bytea NOT NULL,
    -- One of these holds the original: a key in the object store, or the imported text itself. Neither,
    -- when the file was refused on arrival (too large, nothing that we can read).
    object_key text,
    inline_text text,
    status text NOT NULL CHECK (status IN ('queued', 'processing', 'ready', 'failed')),
    stage text CHECK (stage IN ('extract', 'chunk', 'embed', 'index')),
    stage_done bigint NOT NULL DEFAULT 0,
    stage_total bigint NOT NULL DEFAULT 0,
    error_code text,
    error_message text,
    chunk_count bigint NOT NULL DEFAULT 0,
    pages bigint,
    language text,
    tags text[] NOT NULL DEFAULT '{}',
    -- The job that brings it in, or brought it in last. Only that job may make it ready.
    job_id uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, bot_id) REFERENCES bots ON DELETE CASCADE,
    CHECK (num_nonnulls(object_key, inline_text) <= 1)
) WITH (fillfactor = 80);
CREATE INDEX documents_bot ON documents (tenant_id, bot_id, id);
-- What a bot answers from, counted without reading the rows.
CREATE INDEX documents_in_use ON documents (tenant_id, bot_id) INCLUDE (chunk_count) WHERE chunk_count > 0;
CREATE UNIQUE INDEX documents_external ON documents (tenant_id, bot_id, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX documents_job ON documents (tenant_id, job_id, id) WHERE status IN ('queued', 'processing');

CREATE TABLE chunks (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    bot_id uuid NOT NULL,
    document_id uuid NOT NULL,
    ordinal integer NOT NULL,
    heading_path text[] NOT NULL DEFAULT '{}',
    page integer,
    language text,
    text text NOT NULL,
    -- Unit length; absent when the embedder was missing. `embedder` names the model that made it.
    embedding halfvec,
    embedder text,
    -- bot_indexes.version of the transaction that added it.
    version bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, document_id) REFERENCES documents ON DELETE CASCADE
);
CREATE UNIQUE INDEX chunks_document ON chunks (tenant_id, document_id, ordinal);
CREATE INDEX chunks_version ON chunks (tenant_id, bot_id, version);

-- Documents whose passages left the index, so that indexes in memory can follow.
CREATE TABLE index_removals (
    tenant_id uuid NOT NULL,
    bot_id uuid NOT NULL,
    version bigint NOT NULL,
    document_id uuid NOT NULL,
    removed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, bot_id, version, document_id),
    FOREIGN KEY (tenant_id, bot_id) REFERENCES bots ON DELETE CASCADE
);

-- Jobs -------------------------------------------------------------------------------------------

CREATE TABLE jobs (
    tenant_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    id uuid NOT NULL,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    -- 0 is somebody waiting at a screen, 10 is bulk work.
    priority smallint NOT NULL DEFAULT 0,
    attempts smallint NOT NULL DEFAULT 0,
    max_attempts smallint NOT NULL DEFAULT 5,
    run_at timestamptz NOT NULL DEFAULT now(),
    lease_owner uuid,
    lease_until timestamptz,
    done bigint NOT NULL DEFAULT 0,
    total bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    error text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 70);
CREATE INDEX jobs_due ON jobs (priority, run_at) WHERE status = 'queued';
CREATE INDEX jobs_leased ON jobs (lease_until) WHERE status = 'running';

-- Conversations ----------------------------------------------------------------------------------

CREATE TABLE conversations (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    bot_id uuid NOT NULL,
    channel text NOT NULL CHECK (channel IN ('widget', 'playground')),
    status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'waiting_for_agent', 'with_agent', 'resolved')),
    -- The state that the journal last told of; the writer tells of a difference.
    announced_status text NOT NULL DEFAULT 'open',
    title text NOT NULL DEFAULT '',
    origin text,
    visitor jsonb,
    -- One process at a time writes a conversation's events. It holds the writer's lease, whose epoch
    -- fences a writer that lost it, and numbers events from a block reserved in `reserved_seq`: no
    -- number up to it is ever given out again, whether or not the event reached the journal.
    writer uuid,
    writer_epoch bigint NOT NULL DEFAULT 0,
    writer_until timestamptz,
    reserved_seq bigint NOT NULL DEFAULT 0,
    created_by uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_message_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, bot_id) REFERENCES bots ON DELETE CASCADE
) WITH (fillfactor = 70);
CREATE INDEX conversations_recent ON conversations (tenant_id, last_message_at DESC, id DESC);
CREATE INDEX conversations_bot ON conversations (tenant_id, bot_id, last_message_at DESC, id DESC);
CREATE INDEX conversations_written ON conversations (writer_until) WHERE writer IS NOT NULL;

CREATE TABLE messages (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    role text NOT NULL CHECK (role IN ('visitor', 'assistant', 'agent')),
    text text NOT NULL,
    status text NOT NULL CHECK (status IN ('pending', 'streaming', 'completed', 'failed')),
    client_id text,
    reply_to uuid,
    -- Where this message's events begin in the journal.
    first_seq bigint,
    confidence real,
    answered boolean,
    citations jsonb NOT NULL DEFAULT '[]',
    usage jsonb NOT NULL DEFAULT '{}',
    trace jsonb,
    error_code text,
    error_detail text,
    rating smallint CHECK (rating IN (-1, 1)),
    rating_comment text,
    created_at timestamptz NOT NULL DEFAULT now(),
    completed_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations ON DELETE CASCADE
) WITH (fillfactor = 80);
CREATE INDEX messages_conversation ON messages (tenant_id, conversation_id, created_at, id);
CREATE UNIQUE INDEX messages_client ON messages (tenant_id, conversation_id, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX messages_week ON messages (tenant_id, created_at) WHERE role = 'assistant';

-- The journal: a row covers the events first_seq to last_seq of a conversation.
CREATE TABLE conversation_events (
    tenant_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    first_seq bigint NOT NULL,
    last_seq bigint NOT NULL CHECK (last_seq >= first_seq),
    events jsonb NOT NULL,
    PRIMARY KEY (tenant_id, conversation_id, first_seq),
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations ON DELETE CASCADE
);

CREATE TABLE widget_sessions (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    token_hash bytea NOT NULL UNIQUE,
    bot_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    origin text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations ON DELETE CASCADE
);

-- Row-level security -----------------------------------------------------------------------------

DO $$
DECLARE
    tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY[
        'memberships', 'api_keys', 'model_providers', 'bots', 'bot_indexes', 'bot_origins', 'documents',
        'chunks', 'index_removals', 'jobs', 'conversations', 'messages', 'conversation_events',
        'widget_sessions'
    ] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format(
            'CREATE POLICY tenant ON %I TO chatsphere_app USING (tenant_id = app_tenant()) WITH CHECK (tenant_id = app_tenant())',
            tenant_table);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO chatsphere_app', tenant_table);
    END LOOP;
END $$;

ALTER TABLE workspaces ENABLE ROW LEVEL SECURITY;
ALTER TABLE workspaces FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON workspaces TO chatsphere_app USING (id = app_tenant()) WITH CHECK (id = app_tenant());
GRANT SELECT, UPDATE ON workspaces TO chatsphere_app;

-- The cross-tenant paths, each with no more than it needs:
--   identity (register, log in, resolve a credential), the widget's front door (public key, session
--   token), the job queue, and the conversation writer (journal batches of many tenants, sweeping).
DO $$
DECLARE
    system_table text;
BEGIN
    FOREACH system_table IN ARRAY ARRAY[
        'workspaces', 'memberships', 'api_keys', 'bots', 'jobs', 'conversations', 'messages',
        'conversation_events', 'widget_sessions'
    ] LOOP
        EXECUTE format('CREATE POLICY system ON %I TO chatsphere_system USING (true) WITH CHECK (true)', system_table);
    END LOOP;
END $$;
GRANT SELECT, INSERT ON workspaces, memberships TO chatsphere_system;
GRANT SELECT, INSERT, UPDATE ON users TO chatsphere_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON auth_tokens TO chatsphere_system;
GRANT SELECT ON api_keys, bots TO chatsphere_system;
GRANT UPDATE (last_used_at) ON api_keys TO chatsphere_system;
GRANT SELECT, UPDATE ON jobs TO chatsphere_system;
GRANT SELECT, UPDATE, DELETE ON widget_sessions TO chatsphere_system;
GRANT SELECT, UPDATE ON conversations, messages TO chatsphere_system;
GRANT SELECT, INSERT ON conversation_events TO chatsphere_system;

-- A person's name and e-mail address are read by workspaces that the person belongs to, through a join
-- with memberships; the password hash is not.
GRANT SELECT (id, name, email) ON users TO chatsphere_app;
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
CREATE POLICY members ON users FOR SELECT TO chatsphere_app
    USING (EXISTS (SELECT FROM memberships m WHERE m.user_id = users.id AND m.tenant_id = app_tenant()));
CREATE POLICY system ON users TO chatsphere_system USING (true) WITH CHECK (true);
