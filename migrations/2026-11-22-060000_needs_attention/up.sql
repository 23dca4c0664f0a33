-- For whose manager left, in the order of the list of people. Few are in it, so it costs the others nothing.
CREATE INDEX users_moved_up ON users (workspace_id, status, name_key, id)
    WHERE moved_up_at IS NOT NULL;
