-- Keys for programs. A key acts in the right of whoever made it, or took it over, and within what was
-- chosen for it.
CREATE TABLE api_keys (
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    id uuid NOT NULL,
    name text NOT NULL,
    -- Of the secret, which is shown once and kept nowhere.
    hash bytea NOT NULL,
    -- How its text begins, so that somebody who has it can tell which it is.
    prefix text NOT NULL,
    permissions text[] NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    -- Written at most once a minute.
    last_used_at timestamptz,
    -- Whoever answered for it has left. Somebody may take it over.
    stopped_at timestamptz,
    -- For good.
    revoked_at timestamptz,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT api_keys_hash_unique UNIQUE (workspace_id, hash),
    FOREIGN KEY (workspace_id, created_by) REFERENCES users (workspace_id, id)
);

-- For what somebody leaves behind.
CREATE INDEX api_keys_by_maker ON api_keys (workspace_id, created_by) WHERE revoked_at IS NULL;

-- What was answered to a request that names itself, so that it is done once however often it is sent.
CREATE TABLE idempotency_keys (
    workspace_id uuid NOT NULL,
    api_key_id uuid NOT NULL,
    key text NOT NULL,
    -- Of its method, address and body.
    request bytea NOT NULL,
    status smallint NOT NULL,
    content_type text NOT NULL,
    body text NOT NULL,
    location text,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, api_key_id, key),
    FOREIGN KEY (workspace_id, api_key_id) REFERENCES api_keys (workspace_id, id)
);

-- For the cleaner.
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

ALTER TABLE audit_events
    DROP CONSTRAINT audit_events_actor_known,
    DROP CONSTRAINT audit_events_people_are_named,
    ADD CONSTRAINT audit_events_actor_known
        CHECK (actor_kind IN ('person', 'key', 'operator', 'system')),
    ADD CONSTRAINT audit_events_actors_are_named
        CHECK ((actor_kind IN ('person', 'key')) = (actor_id IS NOT NULL));
