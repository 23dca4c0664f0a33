-- For finding somebody who is invited by a part of either of their names.
CREATE INDEX users_invited_by_name ON users
    USING gin (workspace_id, lower(full_name) gin_trgm_ops, lower(display_name) gin_trgm_ops)
    WHERE status = 'pending';
