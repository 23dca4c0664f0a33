-- Every tenant table's keys start with the workspace, so that no row can point into another one and
-- the tables can be distributed by it. There is no trigger and no ON DELETE SET NULL.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;

CREATE TABLE workspaces (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    plan text NOT NULL DEFAULT 'unlimited'
        CONSTRAINT workspaces_plan_known CHECK (plan IN ('free_trial', 'growth', 'scale', 'unlimited')),
    time_zone text NOT NULL DEFAULT 'UTC',
    invitation_hours integer NOT NULL DEFAULT 168
        CONSTRAINT workspaces_invitation_hours_sensible CHECK (invitation_hours BETWEEN 1 AND 720),
    session_idle_hours integer NOT NULL DEFAULT 168
        CONSTRAINT workspaces_session_idle_hours_sensible CHECK (session_idle_hours BETWEEN 1 AND 8760),
    session_hours integer NOT NULL DEFAULT 720
        CONSTRAINT workspaces_session_hours_sensible CHECK (session_hours BETWEEN 1 AND 8760),
    -- Counted by the transactions that make and unmake owners, under this row's lock.
    active_owners integer NOT NULL
        CONSTRAINT workspaces_keep_an_owner CHECK (active_owners > 0),
    created_at timestamptz NOT NULL
);

-- Apart from workspaces, without a foreign key, so that it can be replicated where those are spread.
CREATE TABLE workspace_slugs (
    slug text PRIMARY KEY,
    workspace_id uuid NOT NULL CONSTRAINT workspace_slugs_one_each UNIQUE
);

CREATE TABLE users (
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    id uuid NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    full_name text,
    display_name text,
    status text NOT NULL
        CONSTRAINT users_status_known CHECK (status IN ('pending', 'active', 'inactive')),
    password_hash text,
    must_change_password boolean NOT NULL DEFAULT false,
    top_role_rank smallint NOT NULL,
    created_at timestamptz NOT NULL,
    activated_at timestamptz,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT users_email_unique UNIQUE (workspace_id, email_key),
    CONSTRAINT users_active_are_complete CHECK (
        status <> 'active'
        OR (password_hash IS NOT NULL AND full_name IS NOT NULL
            AND display_name IS NOT NULL AND activated_at IS NOT NULL)
    )
);

-- For lists of people, by name.
CREATE INDEX users_by_name ON users (workspace_id, status, full_name, id);

CREATE TABLE roles (
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    id uuid NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    description text NOT NULL,
    builtin text
        CONSTRAINT roles_builtin_known CHECK (builtin IN ('owner', 'admin', 'supervisor', 'agent')),
    landing text NOT NULL
        CONSTRAINT roles_landing_known CHECK (landing IN ('users', 'inbox')),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT roles_name_unique UNIQUE (workspace_id, name_key),
    CONSTRAINT roles_builtin_unique UNIQUE (workspace_id, builtin)
);

CREATE TABLE role_permissions (
    workspace_id uuid NOT NULL,
    role_id uuid NOT NULL,
    permission text NOT NULL,
    PRIMARY KEY (workspace_id, role_id, permission),
    FOREIGN KEY (workspace_id, role_id) REFERENCES roles (workspace_id, id)
);

CREATE TABLE user_roles (
    workspace_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role_id uuid NOT NULL,
    PRIMARY KEY (workspace_id, user_id, role_id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES users (workspace_id, id),
    FOREIGN KEY (workspace_id, role_id) REFERENCES roles (workspace_id, id)
);

-- For who holds a role.
CREATE INDEX user_roles_by_role ON user_roles (workspace_id, role_id, user_id);

CREATE TABLE sessions (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    token_hash bytea NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    ip text,
    user_agent text,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT sessions_token_unique UNIQUE (workspace_id, token_hash),
    FOREIGN KEY (workspace_id, user_id) REFERENCES users (workspace_id, id)
);

-- For ending all of somebody's sessions, and listing them.
CREATE INDEX sessions_open_by_user ON sessions (workspace_id, user_id) WHERE ended_at IS NULL;

-- Sealed, so it holds no name and no address: those stand in audit_details, where a deletion can
-- erase them. The ids outlive what they name, hence no foreign keys.
CREATE TABLE audit_events (
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    actor_kind text NOT NULL
        CONSTRAINT audit_events_actor_known CHECK (actor_kind IN ('person', 'operator', 'system')),
    actor_id uuid,
    action text NOT NULL,
    target_kind text,
    target_id uuid,
    digest bytea NOT NULL,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT audit_events_people_are_named CHECK ((actor_kind = 'person') = (actor_id IS NOT NULL))
);

CREATE INDEX audit_events_by_time ON audit_events (workspace_id, at, id);

CREATE TABLE audit_details (
    workspace_id uuid NOT NULL,
    event_id uuid NOT NULL,
    -- Without it, what was erased could be guessed and checked against the digest.
    salt bytea NOT NULL,
    details jsonb NOT NULL,
    PRIMARY KEY (workspace_id, event_id),
    FOREIGN KEY (workspace_id, event_id) REFERENCES audit_events (workspace_id, id)
);
