use actix_web::web;
use serde::Deserialize;

use super::user::{Status, User, users};
use crate::access::{Call, rights::ReadUsers};
use crate::api::{Doors, ListQuery, Listed, Mistake, Reply};
use crate::db::Db;
use crate::directory::{self, ListError, Sought};
use crate::error::{AppError, Problem};
use crate::types::{Page, UserStatus};
use crate::ui::Query;

/// By what isn't there nobody is found.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct UsersQuery {
    /// Only these. Everybody without it.
    #[param(required = false, value_type = Status)]
    status: Option<String>,
    /// A part of their names or address.
    #[param(required = false)]
    q: Option<String>,
    /// By its id or exact name.
    #[param(required = false)]
    role: Option<String>,
    /// By its id or exact name. A key without `teams:read` finds none.
    #[param(required = false)]
    team: Option<String>,
    /// By its id or exact name, with everything in it. A key without `teams:read` finds none.
    #[param(required = false)]
    department: Option<String>,
}

impl UsersQuery {
    fn parse(self) -> Result<Sought, Problem> {
        let status = match self.status.as_deref() {
            None => None,
            Some("pending") => Some(UserStatus::Pending),
            Some("active") => Some(UserStatus::Active),
            Some("inactive") => Some(UserStatus::Inactive),
            Some(_) => {
                let words = "Use pending, active or inactive.";
                return Err(Problem::of_field("status", "invalid", words));
            }
        };
        Ok(Sought {
            status,
            q: self.q.unwrap_or_default(),
            role: self.role.unwrap_or_default(),
            team: self.team.unwrap_or_default(),
            department: self.department.unwrap_or_default(),
        })
    }
}

/// Everybody in the workspace, in the order in which they came.
#[utoipa::path(
    get,
    path = "/api/users",
    tag = "Users",
    params(UsersQuery, ListQuery),
    responses((status = 200, body = Listed<User>), Doors, Mistake)
)]
pub(super) async fn list(
    call: Call<ReadUsers>,
    db: web::Data<Db>,
    (query, paged): (Query<UsersQuery>, Query<ListQuery>),
) -> Result<Reply, AppError> {
    let paged = paged.0.parse()?;
    let sought = query.0.parse()?;
    let seen_by = (call.proof.workspace(), call.actor.permissions);
    let reading = db.read(move |read| {
        let part = (paged.size, paged.position.as_ref());
        let page = directory::seek(read, seen_by, &sought, part)?;
        let rows = users(read, seen_by, &page.rows)?;
        Ok::<_, ListError>(Page {
            rows,
            next: page.next,
            previous: page.previous,
        })
    });
    Ok(Reply::ok(&Listed::from(reading.await?)))
}
