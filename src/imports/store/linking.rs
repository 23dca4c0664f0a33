//! How the rows of a file hang together, and with who is here.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Integer, Text, Uuid as SqlUuid};

use super::rows::{Span, folded};
use crate::db::{DbError, Read, Tx};
use crate::types::{ImportId, WorkspaceId};

/// Managers who are told by name are found: among who is here, and among whom the file is about.
pub(in crate::imports) fn find_managers(tx: &mut Tx<'_>, span: Span) -> Result<(), DbError> {
    diesel::sql_query(format!(
        "WITH these AS MATERIALIZED (
             SELECT place, {} AS key FROM import_rows
             WHERE workspace_id = $1 AND import_id = $2 AND place BETWEEN $3 AND $4
                 AND manager_name IS NOT NULL
         ),
         called AS (
             SELECT these.place, users.email_key FROM these
             JOIN users ON users.workspace_id = $1 AND users.status IN ('active', 'pending')
                 AND users.name_key = these.key COLLATE \"C\"
             UNION
             SELECT these.place, others.email_key FROM these
             JOIN import_rows AS others ON others.workspace_id = $1 AND others.import_id = $2
                 AND others.name_key = these.key AND others.email_key IS NOT NULL
         ),
         counted AS (
             SELECT place, count(*)::integer AS managers, min(email_key) AS key
             FROM called GROUP BY place
         )
         UPDATE import_rows SET managers = counted.managers,
             manager_key = CASE WHEN counted.managers = 1 THEN counted.key END
         FROM counted
         WHERE import_rows.workspace_id = $1 AND import_rows.import_id = $2
             AND import_rows.place = counted.place",
        folded("manager_name")
    ))
    .bind::<SqlUuid, _>(span.workspace)
    .bind::<SqlUuid, _>(span.import)
    .bind::<Integer, _>(span.from)
    .bind::<Integer, _>(span.to)
    .execute(tx.connection())?;
    Ok(())
}

#[derive(QueryableByName)]
struct First {
    #[diesel(sql_type = Text)]
    email_key: String,
    #[diesel(sql_type = Integer)]
    row_number: i32,
}

/// In which row each of these addresses comes first.
pub(in crate::imports) fn first_rows(
    read: &mut Read<'_>,
    (workspace, import): (WorkspaceId, ImportId),
    keys: &[&str],
) -> Result<HashMap<String, i32>, DbError> {
    let firsts: Vec<First> = diesel::sql_query(
        "SELECT email_key, min(row_number) AS row_number FROM import_rows
         WHERE workspace_id = $1 AND import_id = $2 AND email_key = ANY ($3)
         GROUP BY email_key",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(import)
    .bind::<Array<Text>, _>(keys)
    .load(read.connection())?;
    let firsts = firsts.into_iter();
    Ok(firsts
        .map(|first| (first.email_key, first.row_number))
        .collect())
}

/// Who will be above somebody.
#[derive(Clone, Copy, Debug, Default, QueryableByName)]
pub(in crate::imports) struct Above {
    #[diesel(sql_type = Integer)]
    place: i32,
    #[diesel(sql_type = Integer)]
    pub people: i32,
    #[diesel(sql_type = Bool)]
    pub loops: bool,
}

/// Nobody is put below more people than these.
pub(in crate::imports) const MOST_ABOVE: i32 = 500;

/// For each row with a manager, how it will be once the whole file is applied: what the file says of
/// anybody comes before to whom they report now.
pub(in crate::imports) fn above(
    read: &mut Read<'_>,
    span: Span,
) -> Result<HashMap<i32, Above>, DbError> {
    let rows: Vec<Above> = diesel::sql_query(
        "WITH RECURSIVE up AS (
             SELECT place, email_key AS origin, manager_key AS at, 1 AS people
             FROM import_rows
             WHERE workspace_id = $1 AND import_id = $2 AND place BETWEEN $3 AND $4
                 AND manager_key IS NOT NULL AND email_key IS NOT NULL
             UNION ALL
             SELECT up.place, up.origin, next.at, up.people + 1
             FROM up CROSS JOIN LATERAL (
                 SELECT coalesce(
                     (SELECT manager_key FROM import_rows
                      WHERE workspace_id = $1 AND import_id = $2 AND email_key = up.at
                          AND manager_key IS NOT NULL
                      ORDER BY place LIMIT 1),
                     (SELECT managers.email_key FROM users
                      JOIN users AS managers ON managers.workspace_id = $1
                          AND managers.id = users.manager_id
                      WHERE users.workspace_id = $1 AND users.email_key = up.at)
                 ) AS at
             ) AS next
             WHERE next.at IS NOT NULL AND up.at <> up.origin AND up.people <= $5
         ) CYCLE at SET is_round USING path
         SELECT place, max(people) AS people, bool_or(at = origin) AS loops
         FROM up WHERE NOT is_round GROUP BY place",
    )
    .bind::<SqlUuid, _>(span.workspace)
    .bind::<SqlUuid, _>(span.import)
    .bind::<Integer, _>(span.from)
    .bind::<Integer, _>(span.to)
    .bind::<Integer, _>(MOST_ABOVE)
    .load(read.connection())?;
    Ok(rows.into_iter().map(|one| (one.place, one)).collect())
}
