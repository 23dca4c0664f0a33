-- For telling who of a team has left, without looking at everybody who is in it.
CREATE INDEX users_inactive ON users (workspace_id, id) WHERE status = 'inactive';
