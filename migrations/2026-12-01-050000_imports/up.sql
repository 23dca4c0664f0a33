-- Files of people that somebody brought, kept row by row until they have served.
CREATE TABLE imports (
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    id uuid NOT NULL,
    -- Whose it is: nobody else sees it. They may be gone by then, so nothing holds them here.
    brought_by uuid NOT NULL,
    file_name text NOT NULL,
    encoding text NOT NULL,
    delimiter text NOT NULL,
    head text[] NOT NULL,
    row_count integer NOT NULL DEFAULT 0,
    -- Since when all of it is here.
    arrived_at timestamptz,
    -- What each column is, once somebody said so.
    meanings text[] NOT NULL DEFAULT '{}',
    is_sent boolean NOT NULL DEFAULT false,
    -- For who is new and has no role in the file. It may be gone by then, which its rows say.
    role_id uuid,
    check_job uuid,
    apply_job uuid,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, check_job) REFERENCES jobs (workspace_id, id),
    FOREIGN KEY (workspace_id, apply_job) REFERENCES jobs (workspace_id, id)
);

CREATE TABLE import_rows (
    workspace_id uuid NOT NULL,
    import_id uuid NOT NULL,
    -- In the file, from 1 on without a gap.
    place integer NOT NULL,
    -- As a spreadsheet counts.
    row_number integer NOT NULL,
    cells text[] NOT NULL,
    -- There was something beyond the last column.
    has_more boolean NOT NULL,
    -- Whom it is about, and to whom they are to report: as far as is known before it is checked.
    email_key text,
    -- Folded as people's names are sorted by.
    name_key text,
    manager_name text,
    manager_key text,
    -- How many people are called so.
    managers integer NOT NULL DEFAULT 0,
    -- How many people there will be above them.
    depth integer NOT NULL DEFAULT 0,
    outcome text CHECK (outcome IN ('create', 'change', 'same', 'error')),
    reason text,
    changes jsonb NOT NULL DEFAULT '[]',
    -- Everything else is done.
    manager_is_due boolean NOT NULL DEFAULT false,
    PRIMARY KEY (workspace_id, import_id, place),
    FOREIGN KEY (workspace_id, import_id) REFERENCES imports (workspace_id, id),
    CHECK (outcome <> 'error' OR reason IS NOT NULL)
);

-- For repeated addresses, for managers who are in the same file, and before somebody is removed for good.
CREATE INDEX import_rows_by_email ON import_rows (workspace_id, email_key, import_id);
CREATE INDEX import_rows_by_name ON import_rows (workspace_id, import_id, name_key)
    WHERE name_key IS NOT NULL;
CREATE INDEX import_rows_by_manager ON import_rows (workspace_id, manager_key)
    WHERE manager_key IS NOT NULL;
CREATE INDEX import_rows_by_outcome ON import_rows (workspace_id, import_id, outcome, place);
CREATE INDEX import_rows_due ON import_rows (workspace_id, import_id, depth, place) WHERE manager_is_due;
