ALTER TABLE conversations DROP COLUMN uses_draft;
DROP TABLE bot_versions;
ALTER TABLE bots ADD COLUMN instructions text NOT NULL DEFAULT '';
ALTER TABLE bots NO FORCE ROW LEVEL SECURITY;
UPDATE bots SET instructions = coalesce(behaviour ->> 'instructions', '');
ALTER TABLE bots FORCE ROW LEVEL SECURITY;
ALTER TABLE bots
    DROP COLUMN behaviour, DROP COLUMN behaviour_version, DROP COLUMN behaviour_revision,
    DROP COLUMN draft, DROP COLUMN draft_by, DROP COLUMN draft_at;
