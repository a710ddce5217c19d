-- Money is whole micro-units (millionths) of the currency in which a workspace enters its prices.

-- For a million tokens. Zero: nothing is known, or it is free; of what comes from the provider's cache: that it
-- costs as much as the rest.
ALTER TABLE chat_models
    ADD COLUMN input_price bigint NOT NULL DEFAULT 0 CHECK (input_price >= 0),
    ADD COLUMN cached_input_price bigint NOT NULL DEFAULT 0 CHECK (cached_input_price >= 0),
    ADD COLUMN output_price bigint NOT NULL DEFAULT 0 CHECK (output_price >= 0);

-- What an answer cost; absent when no model was paid for it.
ALTER TABLE messages ADD COLUMN micros bigint;

-- Limits. `scope_id` is the workspace for all of it and for each of its visitors' sessions, else the bot.
CREATE TABLE budgets (
    tenant_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    scope text NOT NULL CHECK (scope IN ('workspace', 'bot', 'session')),
    scope_id uuid NOT NULL,
    bot_id uuid GENERATED ALWAYS AS (CASE WHEN scope = 'bot' THEN scope_id END) STORED,
    -- Calendar days and months, UTC. A session has one limit for as long as it lasts.
    period text NOT NULL CHECK (period IN ('day', 'month', 'session')),
    -- Answers that a model is paid for, and money; what is absent is not limited.
    answers bigint CHECK (answers >= 0),
    micros bigint CHECK (micros >= 0),
    at_limit text NOT NULL CHECK (at_limit IN ('built_in', 'handoff', 'closed')),
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, scope, scope_id),
    FOREIGN KEY (tenant_id, bot_id) REFERENCES bots ON DELETE CASCADE,
    CHECK ((scope = 'session') = (period = 'session')),
    CHECK (num_nonnulls(answers, micros) > 0)
);

-- What is spent of a budget in a period, reservations of answers under way included. Of a session `scope_id` is
-- the conversation.
CREATE TABLE spending (
    tenant_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    scope text NOT NULL CHECK (scope IN ('workspace', 'bot', 'session')),
    scope_id uuid NOT NULL,
    bot_id uuid GENERATED ALWAYS AS (CASE WHEN scope = 'bot' THEN scope_id END) STORED,
    conversation_id uuid GENERATED ALWAYS AS (CASE WHEN scope = 'session' THEN scope_id END) STORED,
    period text NOT NULL CHECK (period IN ('day', 'month', 'session')),
    period_start date NOT NULL,
    answers bigint NOT NULL DEFAULT 0,
    micros bigint NOT NULL DEFAULT 0,
    -- When an answer was first turned away for this budget's sake, under its present limit.
    turned_away_at timestamptz,
    PRIMARY KEY (tenant_id, scope, scope_id, period, period_start),
    FOREIGN KEY (tenant_id, bot_id) REFERENCES bots ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations ON DELETE CASCADE
) WITH (fillfactor = 50);
-- What goes with a bot or a conversation.
CREATE INDEX spending_bot ON spending (tenant_id, bot_id) WHERE bot_id IS NOT NULL;
CREATE INDEX spending_conversation ON spending (tenant_id, conversation_id) WHERE conversation_id IS NOT NULL;

-- What each model was used for, by day (UTC). It outlives its bot: what was paid stays paid.
CREATE TABLE model_usage (
    tenant_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    day date NOT NULL,
    bot_id uuid NOT NULL,
    model text NOT NULL,
    answers bigint NOT NULL DEFAULT 0,
    input_tokens bigint NOT NULL DEFAULT 0,
    cached_input_tokens bigint NOT NULL DEFAULT 0,
    output_tokens bigint NOT NULL DEFAULT 0,
    micros bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, day, bot_id, model)
) WITH (fillfactor = 50);

DO $$
DECLARE
    tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['budgets', 'spending', 'model_usage'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format(
            'CREATE POLICY tenant ON %I TO chatsphere_app USING (tenant_id = app_tenant()) WITH CHECK (tenant_id = app_tenant())',
            tenant_table);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO chatsphere_app', tenant_table);
    END LOOP;
END $$;

-- The budgets that an answer counts against, with the row of `spending` that each has at this moment. A session
-- has one row for ever, which begins at no date in particular.
CREATE FUNCTION applying_budgets(bot uuid, conversation uuid, moment timestamptz)
    RETURNS TABLE (scope text, scope_id uuid, period text, period_start date, answers bigint, micros bigint, at_limit text)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT b.scope, CASE b.scope WHEN 'session' THEN conversation ELSE b.scope_id END, b.period,
            CASE b.period WHEN 'session' THEN date '1970-01-01'
                ELSE date_trunc(b.period, moment AT TIME ZONE 'UTC')::date END,
            b.answers, b.micros, b.at_limit
        FROM budgets b
        WHERE b.tenant_id = app_tenant() AND (b.scope <> 'bot' OR b.scope_id = bot);
    END;

-- Takes one answer of this estimated cost from every budget that applies, or from none when one of them would be
-- exceeded. Whoever takes from the same budgets waits for the end of the other's transaction; all lock them in the
-- order of their scopes, so that nobody waits in a circle. A function, because each of its statements sees what was
-- committed while the one before waited; and because it is one round trip.
CREATE FUNCTION reserve_spending(bot uuid, conversation uuid, moment timestamptz, estimate bigint)
    RETURNS TABLE (scope text, period text, period_start date, at_limit text, is_used_up boolean)
    LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    refused boolean;
BEGIN
    INSERT INTO spending (tenant_id, scope, scope_id, period, period_start)
        SELECT app_tenant(), a.scope, a.scope_id, a.period, a.period_start
        FROM applying_budgets(bot, conversation, moment) a ORDER BY a.scope
        ON CONFLICT DO NOTHING;

    PERFORM 1 FROM spending s JOIN applying_budgets(bot, conversation, moment) a
            USING (scope, scope_id, period, period_start)
        WHERE s.tenant_id = app_tenant() ORDER BY s.scope FOR UPDATE OF s;

    refused := EXISTS (
        SELECT FROM spending s JOIN applying_budgets(bot, conversation, moment) a
            USING (scope, scope_id, period, period_start)
        WHERE s.tenant_id = app_tenant() AND (s.answers + 1 > a.answers OR s.micros + estimate > a.micros));

    IF NOT refused THEN
        UPDATE spending s SET answers = s.answers + 1, micros = s.micros + estimate
            FROM applying_budgets(bot, conversation, moment) a
            WHERE s.tenant_id = app_tenant() AND s.scope = a.scope AND s.scope_id = a.scope_id
                AND s.period = a.period AND s.period_start = a.period_start;
    ELSE
        UPDATE spending s SET turned_away_at = moment
            FROM applying_budgets(bot, conversation, moment) a
            WHERE s.tenant_id = app_tenant() AND s.scope = a.scope AND s.scope_id = a.scope_id
                AND s.period = a.period AND s.period_start = a.period_start AND s.turned_away_at IS NULL
                AND (s.answers + 1 > a.answers OR s.micros + estimate > a.micros);
    END IF;

    RETURN QUERY
        SELECT a.scope, a.period, a.period_start, a.at_limit,
            refused AND coalesce(s.answers + 1 > a.answers OR s.micros + estimate > a.micros, false)
        FROM spending s JOIN applying_budgets(bot, conversation, moment) a
            USING (scope, scope_id, period, period_start)
        WHERE s.tenant_id = app_tenant() ORDER BY a.scope;
END $$;

-- Enters what an answer really cost. `reserved` are the rows of a reservation ([{scope, period, period_start}]); null
-- when none was made, because there was no budget then: what there is by now hears of it all the same. `used` is what
-- each model was used for ([{model, answers, input_tokens, cached_input_tokens, output_tokens, micros}]).
CREATE FUNCTION settle_spending(
        bot uuid, conversation uuid, moment timestamptz, reserved jsonb, estimate bigint, paid_answers bigint,
        paid_micros bigint, used jsonb)
    RETURNS void
    LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO spending AS s (tenant_id, scope, scope_id, period, period_start, answers, micros)
        SELECT app_tenant(), r.scope,
            CASE r.scope WHEN 'workspace' THEN app_tenant() WHEN 'bot' THEN bot ELSE conversation END,
            r.period, r.period_start, paid_answers - 1, paid_micros - estimate
        FROM jsonb_to_recordset(reserved) AS r (scope text, period text, period_start date)
        ORDER BY r.scope
        ON CONFLICT (tenant_id, scope, scope_id, period, period_start)
        DO UPDATE SET answers = s.answers + excluded.answers, micros = s.micros + excluded.micros;

    IF reserved IS NULL THEN
        INSERT INTO spending AS s (tenant_id, scope, scope_id, period, period_start, answers, micros)
            SELECT app_tenant(), a.scope, a.scope_id, a.period, a.period_start, paid_answers, paid_micros
            FROM applying_budgets(bot, conversation, moment) a ORDER BY a.scope
            ON CONFLICT (tenant_id, scope, scope_id, period, period_start)
            DO UPDATE SET answers = s.answers + excluded.answers, micros = s.micros + excluded.micros;
    END IF;

    INSERT INTO model_usage AS u (tenant_id, day, bot_id, model, answers, input_tokens, cached_input_tokens,
            output_tokens, micros)
        SELECT app_tenant(), (moment AT TIME ZONE 'UTC')::date, bot, n.model, sum(n.answers), sum(n.input_tokens),
            sum(n.cached_input_tokens), sum(n.output_tokens), sum(n.micros)
        FROM jsonb_to_recordset(used) AS n (model text, answers bigint, input_tokens bigint,
            cached_input_tokens bigint, output_tokens bigint, micros bigint)
        GROUP BY n.model ORDER BY n.model
        ON CONFLICT (tenant_id, day, bot_id, model)
        DO UPDATE SET answers = u.answers + excluded.answers, input_tokens = u.input_tokens + excluded.input_tokens,
            cached_input_tokens = u.cached_input_tokens + excluded.cached_input_tokens,
            output_tokens = u.output_tokens + excluded.output_tokens, micros = u.micros + excluded.micros;
END $$;
