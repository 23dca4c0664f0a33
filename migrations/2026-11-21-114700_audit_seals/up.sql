-- The chain: each seal holds the hash of the one before, so that nothing in the log can be changed,
-- removed, added or moved unnoticed. The serving role may add to it and read it.
CREATE TABLE audit_seals (
    workspace_id uuid NOT NULL,
    seq bigint NOT NULL
        CONSTRAINT audit_seals_start_at_one CHECK (seq > 0),
    event_id uuid NOT NULL,
    prev_hash bytea NOT NULL,
    hash bytea NOT NULL,
    -- Two seals can't follow the same one, whoever wrote them.
    PRIMARY KEY (workspace_id, seq),
    CONSTRAINT audit_seals_one_each UNIQUE (workspace_id, event_id),
    FOREIGN KEY (workspace_id, event_id) REFERENCES audit_events (workspace_id, id)
);

-- What waits to be sealed: written with the event, removed with its seal. An event in neither table
-- didn't come from Muster.
CREATE TABLE audit_unsealed (
    workspace_id uuid NOT NULL,
    at timestamptz NOT NULL,
    event_id uuid NOT NULL,
    PRIMARY KEY (workspace_id, at, event_id),
    FOREIGN KEY (workspace_id, event_id) REFERENCES audit_events (workspace_id, id)
);

INSERT INTO audit_unsealed (workspace_id, at, event_id)
SELECT workspace_id, at, id FROM audit_events;
