//! Signing somebody out, mailing them a link for a new password, beta access. Each is a button that does it
//! at once.

use actix_web::{HttpRequest, web};
use serde::Deserialize;

use super::{UserPath, known, user_in};
use crate::access::{Actor, Visit, rights::WriteUsers};
use crate::accounts::actions::{self, StandingError};
use crate::accounts::views;
use crate::app::Routes;
use crate::db::Db;
use crate::error::AppError;
use crate::links::Links;
use crate::passwords;
use crate::types::{SessionId, Slug, UserId, way_on};
use crate::ui::{Answer, Asked, Notice, Posted, SeeOther, Toast};

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/{slug}/settings/users/{user}/password-reset", send_reset);
    routes.post("/{slug}/settings/users/{user}/sign-out", sign_out);
    routes.post(
        "/{slug}/settings/users/{user}/sessions/{session}/end",
        end_session,
    );
    routes.post("/{slug}/settings/users/{user}/beta", set_beta);
}

/// Where an answer goes: back to the page, or into it.
struct Desk {
    actor: Actor,
    db: web::Data<Db>,
    asked: Asked,
}

impl Desk {
    fn of(visit: Visit<WriteUsers>, db: web::Data<Db>, request: &HttpRequest) -> Self {
        Self {
            actor: visit.actor,
            db,
            asked: Asked::by(request.headers()),
        }
    }

    /// Says what was done: `said` where it is told beside what has changed, and the notice on the page.
    async fn done(&self, user: UserId, said: &str, notice: Notice) -> Result<Answer, AppError> {
        let page = format!("/{}/settings/users/{user}", self.actor.workspace.slug);
        self.done_for(user, page, (said, notice)).await
    }

    async fn done_for(
        &self,
        user: UserId,
        page: String,
        (said, notice): (&str, Notice),
    ) -> Result<Answer, AppError> {
        if self.asked == Asked::Fragment {
            let known = known(&self.db, (&self.actor, user), None).await?;
            return Ok(views::answered(&self.actor, &known, &Toast::done(said)).into());
        }
        Ok(SeeOther::at(page).saying(notice).into())
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct NextForm {
    /// The page that it was done on; theirs where there is none.
    next: String,
}

async fn send_reset(
    visit: Visit<WriteUsers>,
    (db, links): (web::Data<Db>, web::Data<Links>),
    (path, request): (UserPath, HttpRequest),
    form: Posted<NextForm>,
) -> Result<Answer, AppError> {
    let user = user_in(&path)?;
    let next = form.read().await?.next;
    let desk = Desk::of(visit, db, &request);
    let actor = desk.actor.clone();
    let sending = desk.db.tx(move |tx| {
        let by = tx.prove(&actor)?;
        passwords::send_link(tx, &by, &links, user)
    });
    let name = sending.await?;
    let said = format!("A link for a new password is on its way to {name}.");
    if next.is_empty() {
        return desk.done(user, &said, Notice::ResetSent).await;
    }
    let page = way_on(&desk.actor.workspace.slug, Some(&next));
    desk.done_for(user, page, (&said, Notice::ResetSent)).await
}

async fn sign_out(
    visit: Visit<WriteUsers>,
    db: web::Data<Db>,
    path: UserPath,
    request: HttpRequest,
) -> Result<Answer, AppError> {
    let user = user_in(&path)?;
    let desk = Desk::of(visit, db, &request);
    let actor = desk.actor.clone();
    desk.db
        .tx(move |tx| {
            let by = tx.prove(&actor)?;
            actions::sign_out(tx, &by, user)
        })
        .await?;
    let said = "They are signed out everywhere.";
    desk.done(user, said, Notice::PersonSignedOut).await
}

async fn end_session(
    visit: Visit<WriteUsers>,
    db: web::Data<Db>,
    path: web::Path<(Slug, String, String)>,
    request: HttpRequest,
) -> Result<Answer, AppError> {
    let user: UserId = path.1.parse().map_err(|_| AppError::NotFound)?;
    let session: SessionId = path.2.parse().map_err(|_| AppError::NotFound)?;
    let desk = Desk::of(visit, db, &request);
    let actor = desk.actor.clone();
    desk.db
        .tx(move |tx| {
            let by = tx.prove(&actor)?;
            actions::end_session(tx, &by, user, session)
        })
        .await?;
    let said = "That session has ended.";
    desk.done(user, said, Notice::SessionEnded).await
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct BetaForm {
    on: Option<String>,
}

async fn set_beta(
    visit: Visit<WriteUsers>,
    (db, request): (web::Data<Db>, HttpRequest),
    path: UserPath,
    form: Posted<BetaForm>,
) -> Result<Answer, AppError> {
    let user = user_in(&path)?;
    let is_on = form.read().await?.on.is_some();
    let desk = Desk::of(visit, db, &request);
    let actor = desk.actor.clone();
    desk.db
        .tx(move |tx| {
            let by = tx.prove(&actor)?;
            actions::set_beta(tx, &by, user, is_on)
        })
        .await?;
    let said = if is_on {
        "Beta access is on."
    } else {
        "Beta access is off."
    };
    desk.done(user, said, Notice::BetaSaved).await
}

impl From<StandingError> for AppError {
    fn from(error: StandingError) -> Self {
        match error {
            StandingError::Nobody | StandingError::NoSuchSession => Self::NotFound,
            StandingError::Oneself => Self::Conflict(error.to_string()),
            StandingError::Refused(refusal) => refusal.into(),
            StandingError::Unproved(unproved) => unproved.into(),
            StandingError::Db(error) => error.into(),
        }
    }
}
