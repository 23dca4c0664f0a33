use diesel::dsl::{exists, select};
use diesel::prelude::*;

use crate::db::schema::workspace_slugs;
use crate::db::{DbError, Read, Tx};

/// Any number that no other lock of ours uses: "setup" in ASCII.
const LOCK: i64 = 0x73_6574_7570;

/// Whether there is no workspace yet.
pub fn is_needed(read: &mut Read<'_>) -> Result<bool, DbError> {
    let any: bool = select(exists(workspace_slugs::table.select(workspace_slugs::slug)))
        .get_result(read.connection())?;
    Ok(!any)
}

/// There is no row yet that could be locked.
pub(super) fn one_at_a_time(tx: &mut Tx<'_>) -> Result<(), DbError> {
    diesel::sql_query(format!("SELECT pg_advisory_xact_lock({LOCK})")).execute(tx.connection())?;
    Ok(())
}
