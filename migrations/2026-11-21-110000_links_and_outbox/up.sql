-- One table for every link that is mailed. The token itself is derived from a key that isn't here, the
-- row's ids and its nonce; what is kept of it is a hash. The subject is a user or an invitation, by the
-- purpose. A dead link's row stays a while, so that it can say why it is dead.
CREATE TABLE link_tokens (
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    id uuid NOT NULL,
    purpose text NOT NULL
        CONSTRAINT link_tokens_purpose_known CHECK (purpose IN ('password_reset')),
    subject_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    nonce bytea NOT NULL,
    key_id text NOT NULL,
    created_at timestamptz NOT NULL,
    -- NULL where the subject's own row says when it ends.
    expires_at timestamptz,
    superseded_at timestamptz,
    withdrawn_at timestamptz,
    used_at timestamptz,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT link_tokens_hash_unique UNIQUE (workspace_id, token_hash),
    CONSTRAINT link_tokens_end_once CHECK (num_nonnulls(superseded_at, withdrawn_at, used_at) <= 1)
);

-- The newest counts, also when two are made at once.
CREATE UNIQUE INDEX link_tokens_one_open ON link_tokens (workspace_id, purpose, subject_id)
    WHERE superseded_at IS NULL AND withdrawn_at IS NULL AND used_at IS NULL;

-- For how many somebody was sent lately.
CREATE INDEX link_tokens_by_subject ON link_tokens (workspace_id, purpose, subject_id, created_at);

-- For the cleaner.
CREATE INDEX link_tokens_by_age ON link_tokens (workspace_id, created_at);

-- Every mail, written with what it announces and without its words: those are made when it is sent.
-- It isn't distributed, so that a worker can claim what is due in any workspace, and therefore has no
-- foreign key.
CREATE TABLE outbox (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    subject_id uuid,
    link_id uuid,
    recipient text NOT NULL,
    recipient_key text NOT NULL,
    state text NOT NULL DEFAULT 'queued'
        CONSTRAINT outbox_state_known CHECK (state IN ('queued', 'sent', 'refused', 'skipped')),
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    lease_until timestamptz,
    last_error text,
    message_id text,
    created_at timestamptz NOT NULL,
    sent_at timestamptz,
    PRIMARY KEY (workspace_id, id)
);

CREATE INDEX outbox_due ON outbox (next_attempt_at) WHERE state = 'queued';

-- For the cleaner.
CREATE INDEX outbox_done ON outbox (created_at) WHERE state <> 'queued';

-- For how often an address was written to lately.
CREATE INDEX outbox_by_recipient ON outbox (workspace_id, recipient_key, created_at);
