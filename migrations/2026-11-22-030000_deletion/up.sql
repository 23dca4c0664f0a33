-- Who else an entry of the audit log names beside its author and its target, so that a deletion finds it:
-- the names stand in the details alone. Whoever is deleted leaves their id here, which says nothing more.
CREATE TABLE audit_mentions (
    workspace_id uuid NOT NULL,
    user_id uuid NOT NULL,
    event_id uuid NOT NULL,
    PRIMARY KEY (workspace_id, user_id, event_id),
    FOREIGN KEY (workspace_id, event_id) REFERENCES audit_events (workspace_id, id)
);

-- The verifier asks which deletion explains what was erased.
CREATE INDEX audit_mentions_by_event ON audit_mentions (workspace_id, event_id);
