use diesel::prelude::*;
use diesel::sql_types::{Bool, Integer, Text};

use super::{DbError, Read};

/// What the serving role's connection says about the database, for `muster doctor`.
#[derive(Debug, QueryableByName)]
pub struct ServerFacts {
    #[diesel(sql_type = Text)]
    pub version: String,
    #[diesel(sql_type = Integer)]
    pub version_number: i32,
    #[diesel(sql_type = Text)]
    pub role: String,
    #[diesel(sql_type = Bool)]
    pub may_rewrite_audit: bool,
    /// The language of its errors.
    #[diesel(sql_type = Text)]
    pub messages: String,
}

/// Works before the first migration too: a table that isn't there can't be rewritten.
pub fn server_facts(read: &mut Read<'_>) -> Result<ServerFacts, DbError> {
    Ok(diesel::sql_query(
        "SELECT current_setting('server_version') AS version,
                current_setting('server_version_num')::integer AS version_number,
                current_user::text AS role,
                current_setting('lc_messages') AS messages,
                coalesce(bool_or(
                    has_any_column_privilege(oid, 'UPDATE') OR has_table_privilege(oid, 'DELETE')
                    OR has_table_privilege(oid, 'TRUNCATE') OR pg_has_role(relowner, 'MEMBER')
                ), false) AS may_rewrite_audit
         FROM pg_class
         WHERE oid IN (to_regclass('audit_events'), to_regclass('audit_seals'),
                      to_regclass('audit_mentions'))",
    )
    .get_result(read.connection())?)
}
