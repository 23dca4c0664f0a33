-- Programs read people in the order in which they came, so that nobody is missed who is renamed meanwhile.
CREATE INDEX users_by_status ON users (workspace_id, status, id);
