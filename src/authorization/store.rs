use diesel::pg::Pg;
use diesel::pg::sql_types::Array;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Bool, Text, Uuid as SqlUuid};

use crate::access::Permission;
use crate::db::{DbError, Read};
use crate::roles::HIGHEST_FIRST;
use crate::types::{EmailAddress, UserId, WorkspaceId};

/// Somebody as a connected service knows them.
pub(super) enum Whom {
    Id(UserId),
    Email(EmailAddress),
}

#[derive(Debug, QueryableByName)]
pub(super) struct Standing {
    #[diesel(sql_type = Bool)]
    pub beta_access: bool,
    /// The roles of theirs that hold what is asked about, the highest first.
    #[diesel(sql_type = Array<Text>)]
    pub because: Vec<String>,
}

/// Of an active person. Nobody else has power anywhere.
pub(super) fn standing(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    (whom, permission): (&Whom, Permission),
) -> Result<Option<Standing>, DbError> {
    let column = match whom {
        Whom::Id(_) => "id",
        Whom::Email(_) => "email_key",
    };
    let query = sql_query(format!(
        "SELECT users.beta_access, ARRAY(
             SELECT roles.name
             FROM user_roles
             JOIN role_permissions ON role_permissions.workspace_id = user_roles.workspace_id
                 AND role_permissions.role_id = user_roles.role_id
                 AND role_permissions.permission = $2
             JOIN roles ON roles.workspace_id = user_roles.workspace_id
                 AND roles.id = user_roles.role_id
             WHERE user_roles.workspace_id = $1 AND user_roles.user_id = users.id
             ORDER BY {HIGHEST_FIRST}
         ) AS because
         FROM users
         WHERE users.workspace_id = $1 AND users.{column} = $3 AND users.status = 'active'"
    ))
    .into_boxed::<Pg>()
    .bind::<SqlUuid, _>(workspace)
    .bind::<Text, _>(permission.as_str());
    let query = match whom {
        Whom::Id(id) => query.bind::<SqlUuid, _>(*id),
        Whom::Email(email) => query.bind::<Text, _>(email.key().to_owned()),
    };
    Ok(query.get_result(read.connection()).optional()?)
}
