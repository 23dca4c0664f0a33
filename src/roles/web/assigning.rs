mod standing;

use std::time::Duration;

use actix_web::{HttpRequest, web};
use serde::Deserialize;

use self::standing::Standing;
use super::page_after;
use crate::access::{Actor, Permission, Refusal, Visit, rights::WriteUsers};
use crate::app::Routes;
use crate::audit;
use crate::db::Db;
use crate::error::AppError;
use crate::roles::actions::{self, AssignError, Reassignment};
use crate::roles::views::{RolesOf, Said, cell_part, roles_of};
use crate::sessions::{Judges, Sensitive};
use crate::types::{SecretText, Slug, UserId, way_on};
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, Query, SeeOther, Undo, part_asked_for};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/users/{user}/roles", show);
    routes.post("/{slug}/settings/users/{user}/roles", assign);
}

type UserPath = web::Path<(Slug, String)>;

fn user_in(path: &UserPath) -> Result<UserId, AppError> {
    path.1.parse().map_err(|_| AppError::NotFound)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct NextQuery {
    next: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct AssignForm {
    role: Vec<String>,
    /// What they had when the form was shown.
    had: Vec<String>,
    next: String,
    /// Not empty where it takes a change back.
    undoes: String,
    current_password: SecretText,
}

async fn show(
    visit: Visit<WriteUsers>,
    db: web::Data<Db>,
    path: UserPath,
    query: Query<NextQuery>,
) -> Result<Page, AppError> {
    let form = AssignForm {
        next: query.0.next,
        ..AssignForm::default()
    };
    let asked = Asked {
        user: user_in(&path)?,
        form: &form,
        ticks: Ticks::AsTheyAre,
        errors: &FormErrors::default(),
    };
    question(&db, &visit.actor, &asked).await
}

/// Somebody's roles, and what was made of the form before it is shown.
struct Asked<'a> {
    user: UserId,
    form: &'a AssignForm,
    ticks: Ticks,
    errors: &'a FormErrors,
}

enum Ticks {
    AsTheyAre,
    AsSent,
}

async fn question(db: &Db, actor: &Actor, asked: &Asked<'_>) -> Result<Page, AppError> {
    let standing = Standing::of(db, actor, asked.user).await?;
    if standing.holder.is_pending() {
        return Err(AssignError::Invited.into());
    }
    let ids: Vec<String> = standing
        .has
        .iter()
        .map(|role| role.id.to_string())
        .collect();
    let next = back(actor, &asked.form.next);
    Ok(roles_of(&RolesOf {
        actor,
        user: asked.user,
        name: standing.holder.name(),
        has: &standing.has,
        is_within_reach: standing.is_within_reach_of(actor),
        offered: &standing.offered,
        ticked: match asked.ticks {
            Ticks::AsTheyAre => &ids,
            Ticks::AsSent => &asked.form.role,
        },
        next: &next,
        errors: asked.errors,
    }))
}

/// It stands in a link, so it leads nowhere else.
fn back(actor: &Actor, next: &str) -> String {
    match next {
        "" => String::new(),
        wished => way_on(&actor.workspace.slug, Some(wished)),
    }
}

async fn assign(
    visit: Visit<WriteUsers>,
    judges: Judges,
    (path, request): (UserPath, HttpRequest),
    form: Posted<AssignForm>,
) -> Result<Answer, AppError> {
    let user = user_in(&path)?;
    let form = form.read().await?;
    let sensitive = Sensitive::by(visit.actor, judges);
    // Who changes their own rights sees everything anew.
    let in_place = is_in_place(&request, user) && user != sensitive.actor.user;
    let mut errors = FormErrors::default();
    let reassignment = errors.check("role", Reassignment::parse(&form.role, &form.had));
    let wait = sensitive
        .confirm(&form.current_password, &mut errors)
        .await?;
    let mut refused = None;
    if let (Some(reassignment), true) = (reassignment, errors.is_empty()) {
        let seen = reassignment.seen.clone().unwrap_or_default();
        let assigning =
            sensitive.change(move |tx, by| actions::assign(tx, by, user, &reassignment));
        match assigning.await {
            Ok(()) if in_place => {
                let said = match form.undoes.as_str() {
                    "" => Said::Changed { from: &seen },
                    _ => Said::Undone,
                };
                return Ok(told(&sensitive, (user, &form), said).await?.into());
            }
            Ok(()) => return Ok(afterwards(&sensitive, user, &form).await?.into()),
            Err(error) if in_place => {
                if let Some(page) = snapped_back(&sensitive, (user, &form), &error).await? {
                    return Ok(page.into());
                }
                refused = Some(noted(error, &mut errors)?);
            }
            Err(error) => refused = Some(noted(error, &mut errors)?),
        }
    }
    let asked = Asked {
        user,
        form: &form,
        ticks: match refused {
            Some(AssignError::ChangedMeanwhile) => Ticks::AsTheyAre,
            _ => Ticks::AsSent,
        },
        errors: &errors,
    };
    let page = question(&sensitive.db, &sensitive.actor, &asked).await?;
    Ok(sent_back(page, refused.as_ref(), wait).into())
}

fn sent_back(page: Page, refused: Option<&AssignError>, wait: Option<Duration>) -> Page {
    match refused {
        Some(AssignError::LastOwner(_) | AssignError::ChangedMeanwhile) => page.in_conflict(),
        _ => page.sent_back(wait),
    }
}

/// Whether a list asked that stays open: by the role in it, or by the Undo of a toast.
fn is_in_place(request: &HttpRequest, user: UserId) -> bool {
    let part = part_asked_for(request.headers());
    part.is_some_and(|part| part == "toasts" || part == cell_part(user))
}

async fn told(
    sensitive: &Sensitive,
    (user, form): (UserId, &AssignForm),
    said: Said<'_>,
) -> Result<Page, AppError> {
    let standing = Standing::of(&sensitive.db, &sensitive.actor, user).await?;
    let next = back(&sensitive.actor, &form.next);
    Ok(standing.told(&sensitive.actor, &next, said))
}

/// The role as it is, with the reason, where nothing can be done about it in the list. Everything else
/// is for the dialog, which asks for what is missing, or for the edge.
async fn snapped_back(
    sensitive: &Sensitive,
    about: (UserId, &AssignForm),
    error: &AssignError,
) -> Result<Option<Page>, AppError> {
    let title = "That can't be done now";
    match error {
        AssignError::Refused(refusal) => forbidden(sensitive, about, refusal).await.map(Some),
        AssignError::LastOwner(_) | AssignError::ChangedMeanwhile | AssignError::NoSuchRole => {
            let words = match error {
                AssignError::ChangedMeanwhile => "Somebody else changed it meanwhile.".to_owned(),
                AssignError::NoSuchRole => "That role is gone.".to_owned(),
                other => other.to_string(),
            };
            let said = Said::Refused {
                title,
                words: &words,
            };
            Ok(Some(told(sensitive, about, said).await?.in_conflict()))
        }
        _ => Ok(None),
    }
}

/// Written down as every refused attempt is.
async fn forbidden(
    sensitive: &Sensitive,
    about: (UserId, &AssignForm),
    refusal: &Refusal,
) -> Result<Page, AppError> {
    audit::record_refusal(&sensitive.db, refusal).await?;
    let refused = AppError::from(refusal.clone());
    let (title, words) = refused.words();
    let said = Said::Refused {
        title,
        words: &words,
    };
    Ok(told(sensitive, about, said).await?.forbidden())
}

/// Back to where the question was asked.
async fn afterwards(
    sensitive: &Sensitive,
    user: UserId,
    form: &AssignForm,
) -> Result<SeeOther, AppError> {
    let slug = &sensitive.actor.workspace.slug;
    let page = if form.next.is_empty() {
        format!("/{slug}/settings/users/{user}")
    } else {
        way_on(slug, Some(&form.next))
    };
    let page = page_after(sensitive, page, Permission::ReadUsers).await?;
    let there = SeeOther::at(page);
    Ok(if !form.undoes.is_empty() {
        there.saying_for_good(Notice::RolesGivenBack)
    } else if form.had.is_empty() || user == sensitive.actor.user {
        there.saying_for_good(Notice::RolesChanged)
    } else {
        there.saying_undoably(Notice::RolesChanged, undo(sensitive, user, form))
    })
}

/// Gives back what somebody had, as long as they have what they were given.
fn undo(sensitive: &Sensitive, user: UserId, form: &AssignForm) -> Undo {
    let slug = &sensitive.actor.workspace.slug;
    let had = form.had.iter().map(|role| ("role", role));
    let have = form.role.iter().map(|role| ("had", role));
    let others = [("next", form.next.clone()), ("undoes", "yes".to_owned())];
    let fields = had.chain(have).map(|(name, role)| (name, role.clone()));
    Undo {
        action: format!("/{slug}/settings/users/{user}/roles"),
        fields: fields
            .chain(others)
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    }
}

/// What the form can say by a field. Everything else is for the edge.
fn noted(error: AssignError, errors: &mut FormErrors) -> Result<AssignError, AppError> {
    let field = match &error {
        AssignError::NoRole
        | AssignError::NoSuchRole
        | AssignError::ChangedMeanwhile
        | AssignError::LastOwner(_) => "role",
        AssignError::PasswordFirst(_) => "current_password",
        _ => return Err(error.into()),
    };
    errors.add(field, error.to_string());
    Ok(error)
}

impl From<AssignError> for AppError {
    fn from(error: AssignError) -> Self {
        match error {
            AssignError::Nobody => Self::NotFound,
            AssignError::Refused(refusal) => refusal.into(),
            AssignError::Unproved(unproved) => unproved.into(),
            AssignError::Db(error) => error.into(),
            other => Self::Conflict(other.to_string()),
        }
    }
}
