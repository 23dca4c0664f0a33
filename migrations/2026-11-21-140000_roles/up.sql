-- More pages to start on.
ALTER TABLE roles DROP CONSTRAINT roles_landing_known;
ALTER TABLE roles ADD CONSTRAINT roles_landing_known
    CHECK (landing IN ('inbox', 'users', 'roles', 'audit'));

-- Grows with every change of the role, so that who edits an older one is told.
ALTER TABLE roles ADD COLUMN version integer NOT NULL DEFAULT 1;
