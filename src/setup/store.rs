use diesel::dsl::{exists, select};
use diesel::prelude::*;

use crate::db::schema::workspace_slugs;
use crate::db::{DbError, Read};

/// Whether there is no workspace yet.
pub fn is_needed(read: &mut Read<'_>) -> Result<bool, DbError> {
    let any: bool = select(exists(workspace_slugs::table.select(workspace_slugs::slug)))
        .get_result(read.connection())?;
    Ok(!any)
}
