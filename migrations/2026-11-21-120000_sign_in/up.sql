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

-- The same over all workspaces, by network. It has no workspace. Both are cleaned of what is a day old,
-- so they stay small enough to be walked.
CREATE TABLE network_throttles (
    network text PRIMARY KEY,
    failures integer NOT NULL DEFAULT 0,
    since timestamptz NOT NULL,
    strikes smallint NOT NULL DEFAULT 0,
    blocked_until timestamptz
);

-- Apart from users and their sessions, so that an update a minute stays cheap there.
CREATE TABLE user_presence (
    workspace_id uuid NOT NULL,
    user_id uuid NOT NULL,
    last_seen_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, user_id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES users (workspace_id, id)
);

-- For who is here now.
CREATE INDEX user_presence_by_time ON user_presence (workspace_id, last_seen_at);
