-- Embedding models that a workspace chose. No row: the install's.
CREATE TABLE embedders (
    tenant_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('install', 'endpoint', 'folder')),
    base_url text,
    model text,
    sealed_key bytea,
    key_hint text,
    folder text,
    -- Names the model beside its vectors; vectors of different names are never compared.
    embedder text NOT NULL,
    dimensions integer NOT NULL,
    languages text[] NOT NULL DEFAULT '{}',
    state text NOT NULL CHECK (state IN ('building', 'active', 'previous')),
    -- The job that builds the index of its vectors.
    job_id uuid,
    made_by uuid,
    created_at timestamptz NOT NULL,
    -- When it last became the active one; never yet: it was not.
    activated_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX embedders_state ON embedders (tenant_id, state);

-- Vectors of passages by another model than the one that made the passage's own.
CREATE TABLE chunk_vectors (
    tenant_id uuid NOT NULL,
    chunk_id uuid NOT NULL,
    embedder text NOT NULL,
    embedding halfvec NOT NULL,
    PRIMARY KEY (tenant_id, chunk_id, embedder),
    FOREIGN KEY (tenant_id, chunk_id) REFERENCES chunks ON DELETE CASCADE
);

DO $$
DECLARE
    tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['embedders', 'chunk_vectors'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format(
            'CREATE POLICY tenant ON %I TO chatsphere_app USING (tenant_id = app_tenant()) WITH CHECK (tenant_id = app_tenant())',
            tenant_table);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO chatsphere_app', tenant_table);
    END LOOP;
END $$;

-- The schedule asks which workspaces chose a model, and looks after each by itself.
CREATE POLICY system ON embedders TO chatsphere_system USING (true) WITH CHECK (true);
GRANT SELECT (tenant_id) ON embedders TO chatsphere_system;
