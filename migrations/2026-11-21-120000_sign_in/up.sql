-- When the password was last typed in this session: sensitive steps ask for it again.
ALTER TABLE sessions ADD COLUMN password_at timestamptz;
UPDATE sessions SET password_at = created_at;
ALTER TABLE sessions ALTER COLUMN password_at SET NOT NULL;

-- Failed tries, by a hash of what they were made on: an account from one network, or from everywhere.
CREATE TABLE throttles (
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    key bytea NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    since timestamptz NOT NULL,
    strikes smallint NOT NULL DEFAULT 0,
    blocked_until timestamptz,
    PRIMARY KEY (workspace_id, key)
);

-- The same over all workspaces, by network. It has no workspace. Both are cleaned daily, so they stay
-- small enough to be walked.
CREATE TABLE network_throttles (
    network text PRIMARY KEY,
    failures integer NOT NULL DEFAULT 0,
    since timestamptz NOT NULL,
    strikes smallint NOT NULL DEFAULT 0,
    blocked_until timestamptz
);

-- For who is here now.
CREATE INDEX sessions_open_by_seen ON sessions (workspace_id, last_seen_at) WHERE ended_at IS NULL;
