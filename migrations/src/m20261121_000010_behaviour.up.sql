-- How a bot answers. The published behaviour and the draft stand with the bot: a turn reads one row.
ALTER TABLE bots
    ADD COLUMN behaviour jsonb NOT NULL DEFAULT '{}',
    -- The number of the published version; 0 only until the first one is stored, in the same transaction.
    ADD COLUMN behaviour_version integer NOT NULL DEFAULT 0,
    -- Raised by every change, published or not, so that the second of two editors is told.
    ADD COLUMN behaviour_revision integer NOT NULL DEFAULT 0,
    ADD COLUMN draft jsonb,
    ADD COLUMN draft_by uuid,
    ADD COLUMN draft_at timestamptz;
-- Row-level security is forced on the owner too, who would see no row here.
ALTER TABLE bots NO FORCE ROW LEVEL SECURITY;
UPDATE bots SET behaviour = jsonb_build_object('instructions', instructions), behaviour_version = 1;
ALTER TABLE bots DROP COLUMN instructions;

-- Every behaviour that visitors had. The newest is the published one. Nothing in it is ever changed.
CREATE TABLE bot_versions (
    tenant_id uuid NOT NULL,
    bot_id uuid NOT NULL,
    number integer NOT NULL,
    behaviour jsonb NOT NULL,
    author uuid,
    note text NOT NULL DEFAULT '',
    restored_from integer,
    published_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, bot_id, number),
    FOREIGN KEY (tenant_id, bot_id) REFERENCES bots ON DELETE CASCADE
);
INSERT INTO bot_versions (tenant_id, bot_id, number, behaviour, published_at)
    SELECT tenant_id, id, behaviour_version, behaviour, updated_at FROM bots;
ALTER TABLE bots FORCE ROW LEVEL SECURITY;

ALTER TABLE bot_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE bot_versions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON bot_versions TO chatsphere_app
    USING (tenant_id = app_tenant()) WITH CHECK (tenant_id = app_tenant());
GRANT SELECT, INSERT ON bot_versions TO chatsphere_app;

-- A conversation of the playground may be held with the draft; a visitor's never is, whatever is asked for.
ALTER TABLE conversations
    ADD COLUMN uses_draft boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT only_the_playground_uses_drafts CHECK (channel = 'playground' OR NOT uses_draft);
