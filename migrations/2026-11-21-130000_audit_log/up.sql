-- For what somebody did, what was done to them, and everything of a kind: each newest first, so that a
-- page of the log costs what it shows. Who did or suffered something is two of these, merged.
CREATE INDEX audit_events_by_actor ON audit_events (workspace_id, actor_id, at, id)
    WHERE actor_id IS NOT NULL;
CREATE INDEX audit_events_by_target ON audit_events (workspace_id, target_id, at, id)
    WHERE target_id IS NOT NULL;
CREATE INDEX audit_events_by_action ON audit_events (workspace_id, action, at, id);

-- For finding somebody by how their name begins.
CREATE INDEX users_by_full_name_start ON users (workspace_id, lower(full_name) text_pattern_ops);
CREATE INDEX users_by_display_name_start ON users (workspace_id, lower(display_name) text_pattern_ops);
