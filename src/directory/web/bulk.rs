//! What is done to many at once: asked about, done, and told.

pub(in crate::directory) mod form;
mod telling;

use actix_web::{Either, HttpRequest, HttpResponse, web};

use self::form::{BulkForm, Selection};
use super::export;
use crate::access::{Actor, Refusal, Visit, rights::ReadUsers};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::directory::actions::bulk::{self, BulkError, Done, KIND, Proof};
use crate::directory::model::bulk::{Change, Deed, Doer};
use crate::directory::store::bulk::{Tally, tally};
use crate::directory::views::bulk::{self as views, Asking};
use crate::error::AppError;
use crate::roles::{self, Role};
use crate::teams::{self, Team};
use crate::types::UserId;
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, Query, SeeOther};
use crate::{jobs, people};

/// Before what is one person's, whose id these words would be.
pub(super) fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/users/bulk", ask);
    routes.post("/{slug}/settings/users/bulk", act);
    routes.get("/{slug}/settings/users/bulk/{job}", telling::tell);
}

async fn ask(
    visit: Visit<ReadUsers>,
    db: web::Data<Db>,
    query: Query<BulkForm>,
) -> Result<Answer, AppError> {
    let (actor, form) = (&visit.actor, query.0);
    if form.action == "export" {
        return Ok(SeeOther::at(form.address(actor, "/export")).anew().into());
    }
    let deed = Deed::named(&form.action).map_err(|_| AppError::NotFound)?;
    is_allowed(actor, deed)?;
    let errors = FormErrors::default();
    Ok(question(&db, actor, (&form, deed), &errors).await?.into())
}

async fn act(
    visit: Visit<ReadUsers>,
    db: web::Data<Db>,
    request: HttpRequest,
    form: Posted<BulkForm>,
) -> Result<Either<Answer, HttpResponse>, AppError> {
    let (actor, form) = (&visit.actor, form.read().await?);
    if form.action == "export" {
        return export::chosen(&db, actor, &request, &form).await;
    }
    let Ok(deed) = Deed::named(&form.action) else {
        let page = views::nothing_done(actor, "Choose what to do.", &form.back(actor));
        return Ok(Either::Left(page.mistaken().into()));
    };
    is_allowed(actor, deed)?;
    let done = match form.change(deed) {
        Ok(change) => change_chosen(&db, actor, &form, change).await,
        Err(error) => Err(error),
    };
    let answer = match done {
        Ok(see_other) => see_other.into(),
        Err(error) => refused(&db, actor, (&form, deed), error).await?.into(),
    };
    Ok(Either::Left(answer))
}

/// Rights are judged before what stands in the form.
fn is_allowed(actor: &Actor, deed: Deed) -> Result<(), AppError> {
    if actor.permissions.contains(deed.needs()) {
        return Ok(());
    }
    Err(AppError::Refused(Refusal {
        author: Box::new(actor.author()),
        permission: deed.needs(),
        attempt: None,
    }))
}

async fn change_chosen(
    db: &Db,
    actor: &Actor,
    form: &BulkForm,
    change: Change,
) -> Result<SeeOther, BulkError> {
    let (by, back) = (actor.clone(), form.back(actor));
    let told_at = |job| form.told_at(actor, job);
    match form.selection()? {
        Selection::These(people) => {
            let doing = db.tx(move |tx| bulk::change_these(tx, &by, (change, &people)));
            Ok(match doing.await? {
                Done::Now(outcome, _) if outcome.left_out() == 0 => {
                    SeeOther::at(back).saying(Notice::PeopleChanged)
                }
                Done::Now(_, job) | Done::Later(job) => SeeOther::at(told_at(job)),
            })
        }
        Selection::All(all) => {
            let expected = form.expected();
            let doing = db.tx(move |tx| {
                let proof = Proof::of(tx, &by, change.deed())?;
                let listed = all.listed(tx, &by)?;
                bulk::change_all(tx, &proof, change, (&listed, expected))
            });
            Ok(SeeOther::at(told_at(doing.await?)))
        }
    }
}

/// The question once more, as far as there is still one to ask.
async fn refused(
    db: &Db,
    actor: &Actor,
    (form, deed): (&BulkForm, Deed),
    error: BulkError,
) -> Result<Page, AppError> {
    let text = error.to_string();
    match error {
        BulkError::NoSuchRole | BulkError::NoSuchTeam | BulkError::OwnerToMany => {
            let errors = FormErrors::one("to", &text);
            Ok(question(db, actor, (form, deed), &errors).await?.mistaken())
        }
        BulkError::Recounted { .. } => {
            let errors = FormErrors::one("expected", &text);
            Ok(question(db, actor, (form, deed), &errors)
                .await?
                .in_conflict())
        }
        BulkError::Stranger => {
            let errors = FormErrors::one("expected", &text);
            Ok(question(db, actor, (form, deed), &errors).await?.mistaken())
        }
        BulkError::Nobody | BulkError::NobodyFits | BulkError::TooMany => {
            Ok(views::nothing_done(actor, &text, &form.back(actor)).mistaken())
        }
        BulkError::Busy => {
            let workspace = actor.workspace.id;
            let reading = db.read(move |read| jobs::unfinished(read, workspace, KIND));
            let underway = reading.await?.map(|job| form.told_at(actor, job));
            let back = form.back(actor);
            Ok(views::busy(actor, &text, (&back, underway.as_deref())).in_conflict())
        }
        BulkError::Refused(refusal) => Err(refusal.into()),
        BulkError::Unproved(unproved) => Err(unproved.into()),
        BulkError::Db(error) => Err(error.into()),
    }
}

/// Those who are here of whom it is asked, what would become of them, and what there is to choose.
type About = (Vec<UserId>, Tally, Vec<Role>, Vec<Team>);

async fn asked_about(
    db: &Db,
    actor: &Actor,
    (selection, deed): (Selection, Deed),
) -> Result<About, DbError> {
    let (by, workspace) = (actor.clone(), actor.workspace.id);
    let doer = Doer {
        user: Some(actor.user),
        holds: actor.permissions,
    };
    db.read(move |read| {
        let mut people = selection.people(read, &by)?;
        if matches!(selection, Selection::These(_)) {
            let here = people::several(read, workspace, &people)?;
            people = here.iter().map(|person| person.id).collect();
        }
        let tally = tally(read, (workspace, &people), (doer, deed))?;
        let roles = roles::all(read, workspace)?;
        let teams = match deed {
            Deed::Team => teams::all(read, workspace)?,
            Deed::Role | Deed::Deactivate => Vec::new(),
        };
        Ok::<_, DbError>((people, tally, roles, teams))
    })
    .await
}

async fn question(
    db: &Db,
    actor: &Actor,
    (form, deed): (&BulkForm, Deed),
    errors: &FormErrors,
) -> Result<Page, AppError> {
    let nothing_done = |text: &str| views::nothing_done(actor, text, &form.back(actor)).mistaken();
    let selection = match form.selection() {
        Ok(selection) => selection,
        Err(BulkError::Stranger) => Selection::These(form.ids()),
        Err(error) => return Ok(nothing_done(&error.to_string())),
    };
    let is_list = matches!(selection, Selection::All(_));
    let (people, tally, roles, teams) = asked_about(db, actor, (selection, deed)).await?;
    if people.is_empty() {
        let none = if is_list {
            BulkError::NobodyFits
        } else {
            BulkError::Stranger
        };
        return Ok(nothing_done(&none.to_string()));
    }
    let (chosen, named) = (people.len(), form.names());
    let form = &if is_list {
        form.clone()
    } else {
        form.naming(&people)
    };
    let stranger = FormErrors::one("expected", &BulkError::Stranger.to_string());
    let is_short = !is_list && chosen < named;
    let errors = if is_short { &stranger } else { errors };
    let offered = roles::offered_to(actor.permissions, &roles);
    let page = views::asking(&Asking {
        actor,
        deed,
        tally: &tally,
        roles: &offered,
        teams: &teams,
        to: &form.to,
        hidden: &form.hidden(actor, chosen),
        back: &form.back(actor),
        errors,
    });
    Ok(if is_short { page.mistaken() } else { page })
}
