ALTER TABLE bots DROP COLUMN models;
DELETE FROM chat_models AS later USING chat_models AS first
    WHERE first.tenant_id = later.tenant_id AND (first.position, first.id) < (later.position, later.id);
DELETE FROM chat_models WHERE kind <> 'openai';
ALTER TABLE chat_models
    DROP CONSTRAINT chat_models_pkey,
    DROP COLUMN id, DROP COLUMN kind, DROP COLUMN position, DROP COLUMN first_token_seconds,
    ADD CONSTRAINT model_providers_pkey PRIMARY KEY (tenant_id);
ALTER TABLE chat_models RENAME TO model_providers;
