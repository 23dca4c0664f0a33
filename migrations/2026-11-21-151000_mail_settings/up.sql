-- A workspace's own mail server. Without a row it is the server's.
CREATE TABLE mail_settings (
    workspace_id uuid PRIMARY KEY REFERENCES workspaces (id),
    host text NOT NULL,
    port integer NOT NULL
        CONSTRAINT mail_settings_port_possible CHECK (port BETWEEN 1 AND 65535),
    tls text NOT NULL
        CONSTRAINT mail_settings_tls_known CHECK (tls IN ('required', 'implicit', 'none')),
    username text,
    -- Encrypted, with the key that key_id names and for this workspace alone.
    password bytea,
    key_id text,
    -- NULL is the workspace's own name.
    from_name text,
    from_address text NOT NULL,
    -- Another one with each change, also after the row was removed meanwhile.
    version uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT mail_settings_sign_in_is_whole CHECK (num_nonnulls(username, password, key_id) IN (0, 3))
);
