//! What will become of many, counted before anything is done.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, SmallInt, Text, Uuid as SqlUuid};

use crate::access::{BuiltinRole, Permission};
use crate::db::{DbError, Read};
use crate::directory::model::bulk::{Deed, Doer, Skip};
use crate::types::{UserId, WorkspaceId};

/// Some people, by whether they would be changed.
#[derive(Clone, Debug, Default)]
pub(in crate::directory) struct Tally {
    pub within_reach: i64,
    /// Of those, who has several roles.
    pub several_roles: i64,
    pub left_out: BTreeMap<Skip, i64>,
}

impl Tally {
    pub fn people(&self) -> i64 {
        self.within_reach + self.left_out.values().sum::<i64>()
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Nullable<Text>)]
    why: Option<String>,
    #[diesel(sql_type = BigInt)]
    people: i64,
    #[diesel(sql_type = BigInt)]
    several: i64,
}

/// Who of `$2` holds what `$4` lacks, and who has several roles.
const ABOVE_AND_SEVERAL: &str = "above AS MATERIALIZED (
             SELECT DISTINCT chosen.id AS user_id
             FROM unnest($2) AS chosen (id)
             JOIN user_roles ON user_roles.workspace_id = $1 AND user_roles.user_id = chosen.id
             WHERE user_roles.role_id IN (
                 SELECT role_id FROM role_permissions
                 WHERE workspace_id = $1 AND permission <> ALL ($4)
             )
         ),
         several AS MATERIALIZED (
             SELECT chosen.id AS user_id
             FROM unnest($2) AS chosen (id)
             JOIN user_roles ON user_roles.workspace_id = $1 AND user_roles.user_id = chosen.id
             GROUP BY chosen.id HAVING count(*) > 1
         )";

/// Those of `people` who are here. It judges as `Doer::leaves_out` does.
pub(in crate::directory) fn tally(
    read: &mut Read<'_>,
    (workspace, people): (WorkspaceId, &[UserId]),
    (doer, deed): (Doer, Deed),
) -> Result<Tally, DbError> {
    let held: Vec<&str> = doer.holds.iter().map(Permission::as_str).collect();
    let inactive = match deed {
        Deed::Deactivate => "WHEN u.status = 'inactive' THEN 'inactive'",
        Deed::Role | Deed::Team => "",
    };
    let rows: Vec<Row> = diesel::sql_query(format!(
        "WITH {ABOVE_AND_SEVERAL},
         judged AS (
             SELECT CASE WHEN u.id = $3 THEN 'yourself'
                         WHEN u.top_role_rank = $5 THEN 'owner'
                         WHEN above.user_id IS NOT NULL THEN 'above'
                         WHEN u.status = 'pending' THEN 'invited'
                         {inactive} END AS why,
                    several.user_id IS NOT NULL AS has_several
             FROM unnest($2) AS chosen (id)
             JOIN users AS u ON u.workspace_id = $1 AND u.id = chosen.id
             LEFT JOIN above ON above.user_id = u.id
             LEFT JOIN several ON several.user_id = u.id
         )
         SELECT why, count(*) AS people, count(*) FILTER (WHERE has_several) AS several
         FROM judged GROUP BY why"
    ))
    .bind::<SqlUuid, _>(workspace)
    .bind::<Array<SqlUuid>, _>(people)
    .bind::<Nullable<SqlUuid>, _>(doer.user)
    .bind::<Array<Text>, _>(held)
    .bind::<SmallInt, _>(BuiltinRole::Owner.rank())
    .load(read.connection())?;
    let mut tally = Tally::default();
    for row in rows {
        match row.why {
            None => {
                tally.within_reach = row.people;
                tally.several_roles = row.several;
            }
            Some(word) => {
                let why = Skip::named(&word);
                let why = why.ok_or_else(|| DbError::Unreadable(format!("\"{word}\"")))?;
                tally.left_out.insert(why, row.people);
            }
        }
    }
    Ok(tally)
}
