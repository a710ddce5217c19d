DROP TABLE
    widget_sessions, conversation_events, messages, conversations, jobs, index_removals, chunks, documents,
    bot_origins, bot_indexes, bots, model_providers, api_keys, auth_tokens, memberships, users, workspaces;
DROP FUNCTION app_tenant();
-- The roles belong to the whole cluster and may serve other databases: they stay.
