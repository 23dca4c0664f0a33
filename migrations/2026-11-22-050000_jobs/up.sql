-- Long work that somebody asked for, done part by part by whichever server is free.
CREATE TABLE jobs (
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    id uuid NOT NULL,
    kind text NOT NULL,
    -- Who is asked for anew with every part. They may be gone by then, so nothing holds them here.
    asked_by uuid NOT NULL,
    asked_in uuid NOT NULL,
    payload jsonb NOT NULL,
    state text NOT NULL CHECK (state IN ('queued', 'running', 'done', 'stopped')),
    total integer NOT NULL CHECK (total >= 0),
    done integer NOT NULL DEFAULT 0,
    changed integer NOT NULL DEFAULT 0,
    skipped integer NOT NULL DEFAULT 0,
    -- What the kind of work has to tell: ids and counts, no names, so that who is deleted isn't told of.
    report jsonb NOT NULL DEFAULT '{}',
    -- Why it was stopped, for who asked.
    stopped_because text,
    -- Begun so many times since a part was done.
    attempts integer NOT NULL DEFAULT 0,
    -- Another server takes it over after this.
    lease_until timestamptz,
    -- When it was last taken on. Who waits longest is next.
    turn_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    finished_at timestamptz,
    PRIMARY KEY (workspace_id, id),
    CHECK (done BETWEEN 0 AND total),
    CHECK ((state IN ('done', 'stopped')) = (finished_at IS NOT NULL)),
    CHECK ((state = 'stopped') = (stopped_because IS NOT NULL))
);

-- One of a kind at a time in a workspace: two would get in each other's way.
CREATE UNIQUE INDEX jobs_one_at_a_time ON jobs (workspace_id, kind) WHERE finished_at IS NULL;
CREATE INDEX jobs_due ON jobs (turn_at) WHERE finished_at IS NULL;
-- For the cleaner.
CREATE INDEX jobs_finished ON jobs (finished_at) WHERE finished_at IS NOT NULL;

-- What is still to be done. A part goes in the transaction that does it.
CREATE TABLE job_parts (
    workspace_id uuid NOT NULL,
    job_id uuid NOT NULL,
    number integer NOT NULL,
    content jsonb NOT NULL,
    PRIMARY KEY (workspace_id, job_id, number),
    FOREIGN KEY (workspace_id, job_id) REFERENCES jobs (workspace_id, id)
);
