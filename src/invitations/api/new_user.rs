//! Somebody who is to be invited, as a program writes it.

use serde::Deserialize;
use utoipa::openapi::schema::{self, Schema};
use utoipa::openapi::{Array, RefOr};
use utoipa::{PartialSchema, ToSchema};

use crate::access::{Alone, Permission, rights::InviteUsers};
use crate::api::{FieldErrors, Object};
use crate::db::{DbError, Read};
use crate::departments::{self, Department};
use crate::invitations::actions::{Invitee, Letter};
use crate::invitations::model::{Lifetime, LifetimeError};
use crate::roles::{self, Role};
use crate::teams::{self, Team};
use crate::types::{DepartmentId, RoleId, TeamId, Wished};

/// No workspace has more roles or teams.
const MOST_NAMED: usize = 200;

/// Somebody to be invited.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewUser {
    #[schema(
        format = "email",
        min_length = 3,
        max_length = 254,
        example = "nora@northwind.example"
    )]
    email: String,
    /// Whoever is invited may write it otherwise when they come.
    #[schema(min_length = 1, max_length = 100, example = "Nora Bell")]
    full_name: Option<String>,
    /// The full name where there is none of their own.
    #[schema(min_length = 1, max_length = 100, example = "Nora")]
    display_name: Option<String>,
    /// By its id or exact name. One of `role` and `roles` is needed.
    #[schema(min_length = 1, max_length = 100, example = "Agent")]
    role: Option<String>,
    /// By their ids or exact names.
    #[schema(min_items = 1, max_items = 200, example = json!(null))]
    roles: Option<Vec<String>>,
    /// By their ids or exact names. A key without `teams:read` finds none.
    #[schema(max_items = 200, example = json!([]))]
    teams: Option<Vec<String>>,
    /// By its id or exact name. A key without `teams:read` finds none.
    #[schema(min_length = 1, max_length = 100, example = json!(null))]
    department: Option<String>,
    /// Without a mail the invitation exists, and its link can be copied on the page of pending invites.
    #[schema(default = true)]
    send_invite: Option<bool>,
    /// How long the link works. The workspace's setting where nothing is said.
    #[schema(minimum = 1, maximum = 720, example = 168)]
    valid_hours: Option<i32>,
    /// A few lines for the mail, in plain text.
    #[schema(max_length = 500, example = "Welcome to the team.")]
    message: Option<String>,
}

/// What there is to name.
pub(super) struct Known {
    roles: Vec<Role>,
    teams: Vec<Team>,
    departments: Vec<Department>,
}

impl Known {
    /// For who may not see teams and departments there are none.
    pub fn to(read: &mut Read<'_>, by: &Alone<InviteUsers>) -> Result<Self, DbError> {
        let workspace = by.workspace();
        let sees = by.holds().contains(Permission::ReadTeams);
        Ok(Self {
            roles: roles::all(read, workspace)?,
            teams: if sees {
                teams::all(read, workspace)?
            } else {
                Vec::new()
            },
            departments: if sees {
                departments::all(read, workspace)?
            } else {
                Vec::new()
            },
        })
    }
}

impl NewUser {
    /// All that is wrong with it is said at once.
    pub fn parse(&self, known: &Known, errors: &mut FieldErrors) -> Option<Invitee> {
        let email = errors.email("email", &self.email);
        let mut name = |field, text: &Option<String>| match text {
            None => Some(None),
            Some(text) => errors.person_name(field, text).map(Some),
        };
        let full_name = name("full_name", &self.full_name);
        let display_name = name("display_name", &self.display_name);
        let roles = self.roles(known, errors);
        let teams = self.teams(known, errors);
        let department = self.department(known, errors);
        let message = match &self.message {
            None => Some(None),
            Some(text) => errors.note("message", text),
        };
        let hours = self.valid_hours;
        let lifetime = hours.map(|hours| Lifetime::of_hours(hours).ok_or(LifetimeError));
        let lifetime = errors.check_if_given("valid_hours", lifetime);
        Some(Invitee {
            email: email?,
            full_name: full_name?,
            display_name: display_name?,
            roles,
            teams,
            department,
            letter: Letter {
                message: message?,
                lifetime: lifetime?,
                is_sent: self.send_invite.unwrap_or(true),
            },
        })
    }

    fn roles(&self, known: &Known, errors: &mut FieldErrors) -> Vec<RoleId> {
        let key = |role: &Role| role.id;
        match (&self.role, &self.roles) {
            (Some(_), Some(_)) => {
                errors.add("roles", "invalid", "Send either role or roles.");
                Vec::new()
            }
            (Some(one), None) => {
                let found = errors.find(("role", one), &known.roles, |it| (key(it), it.name()));
                found.into_iter().collect()
            }
            (None, Some(several)) if too_many("roles", several, errors) => Vec::new(),
            (None, Some(several)) if !several.is_empty() => {
                let named = ("roles", &**several);
                errors.find_all(named, &known.roles, |it| (key(it), it.name()))
            }
            (None, Some(_)) => {
                errors.add("roles", "required", "Name at least one role.");
                Vec::new()
            }
            (None, None) => {
                errors.add("role", "required", "Name a role.");
                Vec::new()
            }
        }
    }

    fn teams(&self, known: &Known, errors: &mut FieldErrors) -> Vec<TeamId> {
        let named = self.teams.as_deref().unwrap_or_default();
        if too_many("teams", named, errors) {
            return Vec::new();
        }
        errors.find_all(("teams", named), &known.teams, |team| {
            (team.id, team.name.as_str())
        })
    }

    fn department(&self, known: &Known, errors: &mut FieldErrors) -> Wished<DepartmentId> {
        let Some(named) = &self.department else {
            return Wished::AsItIs;
        };
        let found = errors.find(("department", named), &known.departments, |one| {
            (one.id, one.name.as_str())
        });
        found.map_or(Wished::AsItIs, Wished::To)
    }
}

fn too_many(field: &str, named: &[String], errors: &mut FieldErrors) -> bool {
    let is_so = named.len() > MOST_NAMED;
    if is_so {
        errors.add(field, "too_many", "At most 200 may be named.");
    }
    is_so
}

/// One of many. What its texts and numbers may be is judged row by row, so the description doesn't narrow
/// them: a row that is wrong makes no call wrong.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct Row(pub Object<NewUser>);

impl PartialSchema for Row {
    fn schema() -> RefOr<Schema> {
        match NewUser::schema() {
            RefOr::T(Schema::Object(mut object)) => {
                for property in object.properties.values_mut() {
                    widen(property);
                }
                RefOr::T(Schema::Object(object))
            }
            other => other,
        }
    }
}

impl ToSchema for Row {
    fn name() -> std::borrow::Cow<'static, str> {
        "UserInBulk".into()
    }
}

fn widen(property: &mut RefOr<Schema>) {
    match property {
        RefOr::T(Schema::Object(schema::Object {
            format,
            min_length,
            max_length,
            minimum,
            maximum,
            ..
        })) => {
            *format = None;
            (*min_length, *max_length) = (None, None);
            (*minimum, *maximum) = (None, None);
        }
        RefOr::T(Schema::Array(Array {
            items,
            min_items,
            max_items,
            ..
        })) => {
            (*min_items, *max_items) = (None, None);
            if let schema::ArrayItems::RefOrSchema(items) = items {
                widen(items);
            }
        }
        _ => {}
    }
}
