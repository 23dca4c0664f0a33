-- An invitation's token has no expiry of its own: the invitation's row says it alone.
ALTER TABLE link_tokens DROP CONSTRAINT link_tokens_purpose_known;
ALTER TABLE link_tokens ADD CONSTRAINT link_tokens_purpose_known
    CHECK (purpose IN ('password_reset', 'invitation'));

-- The offer that turns a pending user into an active one. What it offers (roles) hangs on that user.
-- Whether it has expired is computed from its expiry and never stored.
CREATE TABLE invitations (
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    id uuid NOT NULL,
    -- Cleared once that person is removed: the invitation stays in the history.
    user_id uuid,
    email text NOT NULL,
    -- Whose right it stands on. Cleared once that person is removed.
    invited_by uuid,
    message text,
    status text NOT NULL
        CONSTRAINT invitations_status_known CHECK (status IN ('pending', 'accepted', 'cancelled')),
    -- A resend gives it all of them again.
    valid_hours integer NOT NULL
        CONSTRAINT invitations_valid_hours_sensible CHECK (valid_hours BETWEEN 1 AND 720),
    created_at timestamptz NOT NULL,
    -- When a mail with its link was last asked for; NULL where none was.
    sent_at timestamptz,
    resent_at timestamptz,
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    cancelled_at timestamptz,
    -- The form that it was accepted with, so that a second click on its button is known.
    accepted_form bytea,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES users (workspace_id, id),
    FOREIGN KEY (workspace_id, invited_by) REFERENCES users (workspace_id, id),
    CONSTRAINT invitations_open_are_for_somebody CHECK (status <> 'pending' OR user_id IS NOT NULL),
    CONSTRAINT invitations_accepted_say_when CHECK ((status = 'accepted') = (accepted_at IS NOT NULL)),
    CONSTRAINT invitations_cancelled_say_when CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL))
);

-- Somebody has one open invitation, also when two are made at once.
CREATE UNIQUE INDEX invitations_one_open ON invitations (workspace_id, user_id)
    WHERE status = 'pending';

-- For the list of those who haven't come yet, and those who came lately.
CREATE INDEX invitations_open_by_time ON invitations (workspace_id, created_at, id)
    WHERE status = 'pending';
CREATE INDEX invitations_accepted_by_time ON invitations (workspace_id, accepted_at, id)
    WHERE status = 'accepted';

-- For seats, and for who has let it run out.
CREATE INDEX invitations_open_by_expiry ON invitations (workspace_id, expires_at)
    WHERE status = 'pending';

-- For how many were made in a day.
CREATE INDEX invitations_by_creation ON invitations (workspace_id, created_at);

-- For what hangs on somebody who is going to be removed.
CREATE INDEX invitations_by_user ON invitations (workspace_id, user_id);
CREATE INDEX invitations_by_inviter ON invitations (workspace_id, invited_by);

-- For finding an open one by a part of its address.
CREATE INDEX invitations_open_by_email ON invitations
    USING gin (workspace_id, lower(email) gin_trgm_ops)
    WHERE status = 'pending';

-- Whether somebody is told by mail when a person whom they invited joins.
ALTER TABLE users ADD COLUMN told_of_joiners boolean NOT NULL DEFAULT true;
