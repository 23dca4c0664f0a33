//! What is done with an invitation that is there.

mod editing;
mod many;

use actix_web::{HttpRequest, web};
use serde::Deserialize;

use super::pending::{Sought, Tab, line_now};
use crate::access::{Actor, Visit, rights::InviteUsers};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::invitations::actions::{self, ActError, Resent};
use crate::invitations::store::open;
use crate::invitations::views::{
    acting as views,
    pending::{address, tab},
};
use crate::links::Links;
use crate::types::{InvitationId, Slug, way_on};
use crate::ui::{Answer, Asked, Notice, Page, Posted, Query, SeeOther, Toast};

pub(super) fn routes(routes: &mut Routes) {
    many::routes(routes);
    editing::routes(routes);
    routes.post("/{slug}/settings/invitations/{invitation}/resend", resend);
    routes.post("/{slug}/settings/invitations/{invitation}/link", copy_link);
    routes.get("/{slug}/settings/invitations/{invitation}/cancel", ask);
    routes.post("/{slug}/settings/invitations/{invitation}/cancel", cancel);
}

type InvitationPath = web::Path<(Slug, String)>;

fn invitation_in(path: &InvitationPath) -> Result<InvitationId, AppError> {
    path.1.parse().map_err(|_| AppError::NotFound)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Next {
    next: String,
}

impl Next {
    /// The page that it was done on, or where all of them are.
    fn page(&self, actor: &Actor) -> String {
        way_back(&self.next, actor)
    }
}

fn way_back(next: &str, actor: &Actor) -> String {
    let slug = &actor.workspace.slug;
    match next {
        "" => format!("/{slug}/settings/users?tab=pending"),
        wished => way_on(slug, Some(wished)),
    }
}

type Tools = (web::Data<Db>, web::Data<Links>);

async fn resend(
    visit: Visit<InviteUsers>,
    (db, links): Tools,
    (path, request): (InvitationPath, HttpRequest),
    form: Posted<Next>,
) -> Result<Answer, AppError> {
    let (actor, id) = (&visit.actor, invitation_in(&path)?);
    let next = form.read().await?.page(actor);
    let resending = actor.changes_alone(&db, move |tx, by| actions::resend(tx, by, &links, id));
    let resent = resending.await;
    if Asked::by(request.headers()) == Asked::Page {
        let notice = match resent? {
            Resent::Sent { .. } => Notice::InvitationResent,
            Resent::JustNow { .. } => Notice::InvitationJustResent,
        };
        return Ok(SeeOther::at(next).saying(notice).into());
    }
    row_after(&db, actor, (id, &next), said(resent)?).await
}

/// What is said in passing, and whether it went wrong. What isn't about this invitation is for the edge.
fn said(resent: Result<Resent, ActError>) -> Result<(Toast, bool), AppError> {
    Ok(match resent {
        Ok(Resent::Sent { email }) => {
            let text = format!("Invitation to {email} sent");
            (Toast::done(&text), false)
        }
        Ok(Resent::JustNow { email }) => {
            let text = format!(
                "The invitation to {email} was sent less than a minute ago, so nothing more was sent."
            );
            (Toast::done(&text), false)
        }
        Err(error) => (views::failed(&in_conflict(error)?), true),
    })
}

/// The words of a conflict. Everything else stays an error.
fn in_conflict(error: ActError) -> Result<String, AppError> {
    match error.into() {
        AppError::Conflict(words) => Ok(words),
        other => Err(other),
    }
}

/// The row as it is now, for a page that stays open.
async fn row_after(
    db: &Db,
    actor: &Actor,
    (id, next): (InvitationId, &str),
    (toast, failed): (Toast, bool),
) -> Result<Answer, AppError> {
    let reader = actor.clone();
    let sought = Sought::at(next);
    let line = db.read(move |read| line_now(read, &reader, id)).await?;
    let Some((line, now)) = line else {
        let list = list_page(db, actor, next, (&toast, failed)).await?;
        return Ok(views::told_where_asked(list, id, &toast).into());
    };
    let here = address(actor, &sought);
    let page = views::row_alone(actor, (&line, now), &here, &toast);
    Ok(if failed { page.in_conflict() } else { page }.into())
}

/// The whole list as it is now.
async fn list_after(
    db: &Db,
    actor: &Actor,
    next: &str,
    (toast, failed): (Toast, bool),
) -> Result<Answer, AppError> {
    Ok(list_page(db, actor, next, (&toast, failed)).await?.into())
}

async fn list_page(
    db: &Db,
    actor: &Actor,
    next: &str,
    (toast, failed): (&Toast, bool),
) -> Result<Page, AppError> {
    let sought = Sought::at(next);
    let shown = Tab::load(db, actor, &sought).await?;
    let page = tab(actor, &shown, &sought, Some(toast));
    Ok(if failed { page.in_conflict() } else { page })
}

async fn copy_link(
    visit: Visit<InviteUsers>,
    (db, links): Tools,
    path: InvitationPath,
    form: Posted<Next>,
) -> Result<Page, AppError> {
    let (actor, id) = (visit.actor, invitation_in(&path)?);
    let next = form.read().await?.page(&actor);
    let (copier, slug) = (actor.clone(), actor.workspace.slug.clone());
    let copying = db.tx(move |tx| {
        let by = tx.prove(&copier)?;
        actions::copy_link(tx, &by, (&links, &slug), id)
    });
    let link: Result<_, ActError> = copying.await;
    Ok(views::link(&actor, &link?, &next))
}

/// Only who could do it is asked.
async fn ask(
    visit: Visit<InviteUsers>,
    db: web::Data<Db>,
    path: InvitationPath,
    query: Query<Next>,
) -> Result<Page, AppError> {
    let (actor, id) = (visit.actor, invitation_in(&path)?);
    let next = query.0.page(&actor);
    let (workspace, reader) = (actor.workspace.id, actor.clone());
    let (found, line) = db
        .read(move |read| {
            let found = open::find(read, workspace, id)?;
            Ok::<_, DbError>((found, line_now(read, &reader, id)?))
        })
        .await?;
    found.ok_or(AppError::NotFound)?;
    let Some((line, _)) = line else {
        return Err(ActError::Cancelled.into());
    };
    views::cancel(&actor, &line, &next).map_err(|joined| AppError::Conflict(joined.to_string()))
}

async fn cancel(
    visit: Visit<InviteUsers>,
    db: web::Data<Db>,
    (path, request): (InvitationPath, HttpRequest),
    form: Posted<Next>,
) -> Result<Answer, AppError> {
    let (actor, id) = (&visit.actor, invitation_in(&path)?);
    let next = form.read().await?.page(actor);
    let cancelled = actor
        .changes_alone(&db, move |tx, by| actions::cancel(tx, by, id))
        .await;
    if Asked::by(request.headers()) == Asked::Page {
        cancelled?;
        return Ok(SeeOther::at(next)
            .saying(Notice::InvitationCancelled)
            .into());
    }
    let said = match cancelled {
        Ok(email) => {
            let text = format!("The invitation to {email} is cancelled");
            (Toast::done(&text), false)
        }
        Err(error) => (views::failed(&in_conflict(error)?), true),
    };
    list_after(&db, actor, &next, said).await
}
