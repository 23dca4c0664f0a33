use actix_web::web;
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::store::{self, Standing, Whom};
use crate::access::{Call, Permission, rights::ReadUsers};
use crate::api::{Bodies, Body, Doors, Reply};
use crate::app::Routes;
use crate::db::Db;
use crate::error::{AppError, Problem};
use crate::types::EmailAddress;
use crate::ui::Query;

#[derive(OpenApi)]
#[openapi(paths(authorize))]
pub struct Docs;

pub fn routes(routes: &mut Routes) {
    routes.post("/api/authorize", authorize);
}

/// A proxy reads no body, so the answer says this in a header too.
const BETA_ACCESS: &str = "muster-beta-access";

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Question {
    /// Somebody's id or email address.
    #[schema(example = "erik@northwind.example")]
    user: String,
    #[schema(value_type = Permission, example = "campaigns:write")]
    permission: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Authorization)]
struct AuthorizationTold {
    allowed: bool,
    /// The names of the roles that allow it, the highest first.
    #[schema(example = json!(["Admin"]))]
    because: Vec<String>,
    /// Whether they are to see what isn't for everybody yet.
    beta_access: bool,
}

#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Refusing {
    /// `403` for an answer of that status where it isn't allowed, which is what a reverse proxy
    /// understands.
    #[param(required = false, nullable = false, pattern = "^403$", example = "403")]
    refuse: Option<String>,
}

/// Ask what somebody may do.
///
/// Whoever isn't here, hasn't joined yet or was deactivated may do nothing: `allowed` is `false`, and
/// nothing tells them apart. The answer is as of now, so `Idempotency-Key` means nothing here.
#[utoipa::path(
    post,
    path = "/api/authorize",
    tag = "Authorization",
    params(Refusing),
    request_body = Question,
    responses(
        (
            status = 200,
            description = "Whether they may.",
            body = AuthorizationTold,
            headers(("Muster-Beta-Access" = String, description = "`true` or `false`, as `beta_access`."))
        ),
        Doors,
        Bodies
    )
)]
async fn authorize(
    call: Call<ReadUsers>,
    db: web::Data<Db>,
    asked: Query<Refusing>,
    body: Body<Question>,
) -> Result<Reply, AppError> {
    let refuses = asked.0.refuses()?;
    let question = body.read().await?;
    let permission: Permission = question
        .permission
        .parse()
        .map_err(|error| Problem::of_field("permission", "not_found", error))?;
    let standing = match whom(&question.user) {
        None => None,
        Some(whom) => {
            let workspace = call.proof.workspace();
            db.read(move |read| store::standing(read, workspace, (&whom, permission)))
                .await?
        }
    };
    let told = AuthorizationTold::of(standing);
    if refuses && !told.allowed {
        return Err(Problem::not_allowed("They may not do this.").into());
    }
    let beta_access = if told.beta_access { "true" } else { "false" };
    Ok(Reply::ok(&told).with(BETA_ACCESS, beta_access))
}

impl Refusing {
    fn refuses(&self) -> Result<bool, Problem> {
        match self.refuse.as_deref() {
            None => Ok(false),
            Some("403") => Ok(true),
            Some(_) => Err(Problem::of_field(
                "refuse",
                "invalid",
                "Send 403, or leave it out.",
            )),
        }
    }
}

/// `None` for what is neither an id nor an address, and so nobody's.
fn whom(text: &str) -> Option<Whom> {
    let id = text.parse().map(Whom::Id).ok();
    id.or_else(|| EmailAddress::parse(text).map(Whom::Email).ok())
}

impl AuthorizationTold {
    fn of(standing: Option<Standing>) -> Self {
        match standing {
            None => Self {
                allowed: false,
                because: Vec::new(),
                beta_access: false,
            },
            Some(standing) => Self {
                allowed: !standing.because.is_empty(),
                because: standing.because,
                beta_access: standing.beta_access,
            },
        }
    }
}
