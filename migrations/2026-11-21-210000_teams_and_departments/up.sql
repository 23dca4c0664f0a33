-- Who conversations are assigned to.
CREATE TABLE teams (
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    id uuid NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    -- NULL: nobody has chosen one, and nothing is assigned.
    strategy text
        CONSTRAINT teams_strategy_known CHECK (strategy IN ('round_robin', 'load_balanced', 'manual')),
    lead_id uuid,
    created_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT teams_name_unique UNIQUE (workspace_id, name_key)
);

-- Whoever is inactive stays in it, to be there again once they are reactivated.
CREATE TABLE team_members (
    workspace_id uuid NOT NULL,
    team_id uuid NOT NULL,
    user_id uuid NOT NULL,
    PRIMARY KEY (workspace_id, team_id, user_id),
    FOREIGN KEY (workspace_id, team_id) REFERENCES teams (workspace_id, id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES users (workspace_id, id)
);

-- For somebody's teams.
CREATE INDEX team_members_by_user ON team_members (workspace_id, user_id);

-- A lead is a member.
ALTER TABLE teams ADD CONSTRAINT teams_lead_is_a_member
    FOREIGN KEY (workspace_id, id, lead_id) REFERENCES team_members (workspace_id, team_id, user_id);

-- For the teams that somebody leads who leaves.
CREATE INDEX teams_by_lead ON teams (workspace_id, lead_id) WHERE lead_id IS NOT NULL;

-- Where people sit. They nest; that they never do so in a circle is kept under the workspace's lock.
CREATE TABLE departments (
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    id uuid NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    parent_id uuid,
    head_id uuid,
    created_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, parent_id) REFERENCES departments (workspace_id, id),
    FOREIGN KEY (workspace_id, head_id) REFERENCES users (workspace_id, id),
    CONSTRAINT departments_name_unique UNIQUE (workspace_id, name_key),
    CONSTRAINT departments_are_not_their_own_parent CHECK (parent_id <> id)
);

CREATE INDEX departments_by_parent ON departments (workspace_id, parent_id);
CREATE INDEX departments_by_head ON departments (workspace_id, head_id) WHERE head_id IS NOT NULL;

ALTER TABLE users
    ADD COLUMN department_id uuid,
    ADD COLUMN manager_id uuid,
    -- How many active and invited people report to them, kept with every change under the workspace's
    -- lock, so that nobody counts to find who stands at the top.
    ADD COLUMN reports integer NOT NULL DEFAULT 0
        CONSTRAINT users_reports_are_counted CHECK (reports >= 0),
    -- Set where their manager left, and they moved up a level because of it.
    ADD COLUMN moved_up_at timestamptz,
    ADD COLUMN availability text NOT NULL DEFAULT 'available'
        CONSTRAINT users_availability_known CHECK (availability IN ('available', 'away')),
    -- From then on they are available again, whatever `availability` says.
    ADD COLUMN away_until timestamptz,
    -- Names of teams that were deleted while they were invited, so that nobody is surprised.
    ADD COLUMN missed_teams text[] NOT NULL DEFAULT '{}',
    ADD FOREIGN KEY (workspace_id, department_id) REFERENCES departments (workspace_id, id),
    ADD FOREIGN KEY (workspace_id, manager_id) REFERENCES users (workspace_id, id),
    ADD CONSTRAINT users_do_not_report_to_themselves CHECK (manager_id <> id),
    ADD CONSTRAINT users_are_away_until_something CHECK (away_until IS NULL OR availability = 'away');

-- For the people of a department,
CREATE INDEX users_by_department ON users (workspace_id, department_id, status, full_name, id)
    WHERE department_id IS NOT NULL;
-- for who reports to somebody,
CREATE INDEX users_by_manager ON users (workspace_id, manager_id, full_name, id)
    WHERE manager_id IS NOT NULL;
-- for who stands at the top,
CREATE INDEX users_at_the_top ON users (workspace_id, full_name, id)
    WHERE manager_id IS NULL AND reports > 0;
-- and for who has no place yet.
CREATE INDEX users_without_a_place ON users (workspace_id, full_name, id)
    WHERE manager_id IS NULL AND reports = 0 AND status <> 'inactive';

-- For finding somebody by a part of a name or of the address.
CREATE INDEX users_by_part ON users
    USING gin (workspace_id, lower(full_name) gin_trgm_ops, lower(display_name) gin_trgm_ops,
               email_key gin_trgm_ops)
    WHERE status <> 'inactive';
CREATE INDEX users_by_email_start ON users (workspace_id, email_key text_pattern_ops);

-- Planned seats: places in the chart that nobody has yet.
CREATE TABLE positions (
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    id uuid NOT NULL,
    title text NOT NULL,
    manager_id uuid,
    department_id uuid,
    -- Who is invited into it. It is open again if they don't come, and gone once they do.
    user_id uuid,
    created_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, manager_id) REFERENCES users (workspace_id, id),
    FOREIGN KEY (workspace_id, department_id) REFERENCES departments (workspace_id, id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES users (workspace_id, id)
);

CREATE UNIQUE INDEX positions_one_for_somebody ON positions (workspace_id, user_id)
    WHERE user_id IS NOT NULL;
CREATE INDEX positions_by_manager ON positions (workspace_id, manager_id);
CREATE INDEX positions_by_department ON positions (workspace_id, department_id);
