-- How many people there are in each state, kept with every change of one under the workspace's lock, so
-- that nobody counts them to show a list.
ALTER TABLE workspaces
    ADD COLUMN active_users integer NOT NULL DEFAULT 0
        CONSTRAINT workspaces_active_users_are_counted CHECK (active_users >= 0),
    ADD COLUMN pending_users integer NOT NULL DEFAULT 0
        CONSTRAINT workspaces_pending_users_are_counted CHECK (pending_users >= 0),
    ADD COLUMN inactive_users integer NOT NULL DEFAULT 0
        CONSTRAINT workspaces_inactive_users_are_counted CHECK (inactive_users >= 0);

UPDATE workspaces SET
    active_users = counted.active, pending_users = counted.pending, inactive_users = counted.inactive
FROM (
    SELECT workspace_id,
           count(*) FILTER (WHERE status = 'active') AS active,
           count(*) FILTER (WHERE status = 'pending') AS pending,
           count(*) FILTER (WHERE status = 'inactive') AS inactive
    FROM users GROUP BY workspace_id
) AS counted
WHERE counted.workspace_id = workspaces.id;

ALTER TABLE users
    -- Connected services ask for it.
    ADD COLUMN beta_access boolean NOT NULL DEFAULT false,
    ADD COLUMN deactivated_at timestamptz,
    -- What somebody is sorted by: without case and accents, and in the same order in every database.
    -- Canonical decomposition at most triples a name, so it fits an index.
    ADD COLUMN name_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (
        lower(regexp_replace(normalize(coalesce(full_name, email), NFD), '[\u0300-\u036f]', '', 'g'))
    ) STORED,
    -- What somebody is found by, folded alike: each word of their names and the address in a line of its
    -- own, so that a line break before what is sought means "begins with".
    ADD COLUMN search_text text COLLATE "C" NOT NULL GENERATED ALWAYS AS (
        lower(regexp_replace(normalize(translate(
            E'\n' || coalesce(full_name, '') || E'\n' || coalesce(display_name, '') || E'\n' || email,
            ' ', E'\n'
        ), NFD), '[\u0300-\u036f]', '', 'g'))
    ) STORED;

UPDATE users SET deactivated_at = now() WHERE status = 'inactive';
ALTER TABLE users ADD CONSTRAINT users_only_inactive_were_deactivated
    CHECK (deactivated_at IS NULL OR status = 'inactive');

-- For lists of people by name,
DROP INDEX users_by_name;
CREATE INDEX users_by_name ON users (workspace_id, status, name_key, id);
-- by their highest role,
CREATE INDEX users_by_rank ON users (workspace_id, status, top_role_rank, name_key, id);
-- and for finding somebody by a part of their names or address, or by its first letters.
CREATE INDEX users_by_text ON users USING gin (workspace_id, search_text gin_trgm_ops);

-- Everybody who is or was here has a row, so that a list by it leaves nobody out.
ALTER TABLE user_presence ALTER COLUMN last_seen_at SET DEFAULT '-infinity';
INSERT INTO user_presence (workspace_id, user_id)
SELECT workspace_id, id FROM users WHERE status <> 'pending'
ON CONFLICT DO NOTHING;
DROP INDEX user_presence_by_time;
CREATE INDEX user_presence_by_time ON user_presence (workspace_id, last_seen_at, user_id);
