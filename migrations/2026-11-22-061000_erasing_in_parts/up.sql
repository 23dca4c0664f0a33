-- Whose names are still to be erased from the audit log: somebody may stand in very many entries, and a
-- deletion doesn't wait for the last. Whoever reads the log is told of a former user from the start.
CREATE TABLE audit_erasures (
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    user_id uuid NOT NULL,
    -- The last entry that is done, in the order of their ids.
    cursor uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    PRIMARY KEY (workspace_id, user_id)
);

-- A deletion asks which invitations went to an address. What is erased leaves this again.
CREATE INDEX audit_details_by_address ON audit_details (workspace_id, lower(details ->> 'target_name'))
    WHERE details ->> 'target_name' LIKE '%@%';
