-- How many invitations a day are enough, and who is told when one needs help.
ALTER TABLE workspaces ADD COLUMN invitations_a_day integer NOT NULL DEFAULT 2000
    CONSTRAINT workspaces_invitations_a_day_sensible CHECK (invitations_a_day BETWEEN 1 AND 100000);
ALTER TABLE workspaces ADD COLUMN help_goes_to text NOT NULL DEFAULT 'admins'
    CONSTRAINT workspaces_help_goes_to_known CHECK (help_goes_to IN ('admins', 'owners', 'inviter'));
