-- The chat models of a workspace, in the order in which they are asked; what was its one provider is the first.
ALTER TABLE model_providers RENAME TO chat_models;
ALTER TABLE chat_models
    DROP CONSTRAINT model_providers_pkey,
    ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN kind text NOT NULL DEFAULT 'openai' CHECK (kind IN ('openai', 'azure', 'anthropic', 'gemini')),
    ADD COLUMN position integer NOT NULL DEFAULT 0,
    ADD COLUMN first_token_seconds smallint NOT NULL DEFAULT 15 CHECK (first_token_seconds BETWEEN 2 AND 60),
    ADD PRIMARY KEY (tenant_id, id);
ALTER TABLE chat_models ALTER COLUMN id DROP DEFAULT;

-- The models that a bot asks, in order; empty: all of its workspace, in theirs. A deleted model leaves it.
ALTER TABLE bots ADD COLUMN models uuid[] NOT NULL DEFAULT '{}';
