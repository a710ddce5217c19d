-- What is searched for, a row for each wording, day and way in: how often, and what came of it last. Nobody's
-- identity is kept, old days are cleared away, and a day has a bounded number of wordings.
CREATE TABLE search_queries (
    tenant_id uuid NOT NULL,
    bot_id uuid NOT NULL,
    day date NOT NULL,
    source text NOT NULL CHECK (source IN ('console', 'api', 'chat')),
    -- In lower case and with single spaces.
    query text NOT NULL,
    times integer NOT NULL DEFAULT 1,
    found boolean NOT NULL,
    best real NOT NULL,
    last_asked_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, bot_id, day, source, query),
    FOREIGN KEY (tenant_id, bot_id) REFERENCES bots ON DELETE CASCADE
) WITH (fillfactor = 80);
-- For clearing away old days.
CREATE INDEX search_queries_day ON search_queries (day);

-- A question and the passage that should be found for it. The passage is remembered by its words too, because a
-- document that is read again gets new passages.
CREATE TABLE test_questions (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    bot_id uuid NOT NULL,
    question text NOT NULL,
    document_id uuid NOT NULL,
    chunk_id uuid NOT NULL,
    document_title text NOT NULL,
    passage text NOT NULL,
    -- Where it was found when it was last looked for, from 1; absent: not among the first.
    rank integer,
    ran_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, bot_id) REFERENCES bots ON DELETE CASCADE
);
CREATE INDEX test_questions_bot ON test_questions (tenant_id, bot_id, id);

-- Answers written by people. An approved one is given as it stands to a question that is close enough.
CREATE TABLE questions (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    bot_id uuid NOT NULL,
    question text NOT NULL,
    answer text NOT NULL,
    status text NOT NULL CHECK (status IN ('draft', 'approved')),
    tags text[] NOT NULL DEFAULT '{}',
    -- The terms of the question, to find candidates without an embedder.
    terms text[] NOT NULL,
    embedding halfvec,
    embedder text,
    hits bigint NOT NULL DEFAULT 0,
    last_used_at timestamptz,
    -- Raised by each change, so that whoever saves over somebody else's change is told.
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, bot_id) REFERENCES bots ON DELETE CASCADE
) WITH (fillfactor = 80);
CREATE INDEX questions_bot ON questions (tenant_id, bot_id, id);
CREATE INDEX questions_approved ON questions (tenant_id, bot_id) WHERE status = 'approved';

DO $$
DECLARE
    tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['search_queries', 'test_questions', 'questions'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format(
            'CREATE POLICY tenant ON %I TO chatsphere_app USING (tenant_id = app_tenant()) WITH CHECK (tenant_id = app_tenant())',
            tenant_table);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO chatsphere_app', tenant_table);
    END LOOP;
END $$;

CREATE POLICY system ON search_queries TO chatsphere_system USING (true);
GRANT SELECT, UPDATE, DELETE ON search_queries TO chatsphere_system;
