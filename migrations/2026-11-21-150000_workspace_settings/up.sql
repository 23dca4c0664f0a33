ALTER TABLE workspaces
    -- Sending one again doesn't count.
    ADD COLUMN invitations_a_day integer NOT NULL DEFAULT 2000
        CONSTRAINT workspaces_invitations_a_day_sensible CHECK (invitations_a_day BETWEEN 1 AND 100000),
    -- Who is told when invitations need help: owners and admins, owners, or whoever invited.
    ADD COLUMN help_goes_to text NOT NULL DEFAULT 'admins'
        CONSTRAINT workspaces_help_goes_to_known CHECK (help_goes_to IN ('admins', 'owners', 'inviter'));
