-- Who takes a second look at the passages that are found for a bot.
ALTER TABLE bots ADD COLUMN reranker text NOT NULL DEFAULT 'off'
    CHECK (reranker IN ('off', 'chat_model', 'cross_encoder'));
