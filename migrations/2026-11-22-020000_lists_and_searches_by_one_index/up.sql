-- For a department's people as the list sorts them,
DROP INDEX users_by_department;
CREATE INDEX users_by_department ON users (workspace_id, department_id, status, name_key, id)
    WHERE department_id IS NOT NULL;
-- and for those few whose manager left and who haven't been given to another one.
CREATE INDEX users_moved_up ON users (workspace_id, status, name_key, id) WHERE moved_up_at IS NOT NULL;
