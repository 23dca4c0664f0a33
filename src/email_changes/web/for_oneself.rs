use actix_web::web;

use super::{EmailForm, LinkMaker, note};
use crate::access::{Actor, Visit, rights::Yourself};
use crate::app::Routes;
use crate::db::Db;
use crate::email_changes::actions::{self, AskError};
use crate::email_changes::store;
use crate::email_changes::views::{self, Asking, Whom};
use crate::error::AppError;
use crate::sessions::{Judges, Sensitive};
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, SeeOther};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/{slug}/profile/email", show);
    routes.post("/{slug}/profile/email", ask);
    routes.post("/{slug}/profile/email/resend", resend);
    routes.post("/{slug}/profile/email/withdraw", withdraw);
}

async fn show(visit: Visit<Yourself>, db: web::Data<Db>) -> Result<Page, AppError> {
    page(&db, &visit.actor, ("", &FormErrors::default())).await
}

async fn page(
    db: &Db,
    actor: &Actor,
    (typed, errors): (&str, &FormErrors),
) -> Result<Page, AppError> {
    let (workspace, user) = (actor.workspace.id, actor.user);
    let awaited = db
        .read(move |read| store::awaited(read, workspace, user))
        .await?;
    Ok(views::asking(&Asking {
        actor,
        whom: Whom::Oneself,
        awaited: awaited.as_ref(),
        typed,
        errors,
    }))
}

async fn ask(
    visit: Visit<Yourself>,
    judges: Judges,
    links: LinkMaker,
    form: Posted<EmailForm>,
) -> Result<Answer, AppError> {
    let form = form.read().await?;
    let sensitive = Sensitive::by(visit.actor, judges);
    let mut errors = FormErrors::default();
    let email = form.parse(&mut errors);
    let wait = sensitive
        .confirm(&form.current_password, &mut errors)
        .await?;
    if let (Some(email), true) = (email, errors.is_empty()) {
        let actor = sensitive.actor.clone();
        let asking = sensitive.db.tx(move |tx| {
            let by = tx.prove(&actor)?;
            actions::ask_for_oneself(tx, &by, &links, &email)
        });
        match asking.await {
            Ok(()) => return Ok(afterwards(&sensitive.actor, Notice::EmailAsked)),
            Err(error) => note(error, &mut errors)?,
        }
    }
    let page = page(&sensitive.db, &sensitive.actor, (&form.email, &errors)).await?;
    Ok(page.sent_back(wait).into())
}

async fn resend(
    visit: Visit<Yourself>,
    db: web::Data<Db>,
    links: LinkMaker,
) -> Result<Answer, AppError> {
    let actor = visit.actor.clone();
    let sending = db.tx(move |tx| {
        let by = tx.prove(&actor)?;
        actions::send_own_again(tx, &by, &links)
    });
    match sending.await {
        Ok(()) => Ok(afterwards(&visit.actor, Notice::EmailAsked)),
        // It was confirmed or called off meanwhile, or a day has passed: here it is asked for anew.
        Err(AskError::NothingWaits) => {
            let form = format!("/{}/profile/email", visit.actor.workspace.slug);
            Ok(SeeOther::at(form).into())
        }
        Err(error) => Err(error.into()),
    }
}

async fn withdraw(visit: Visit<Yourself>, db: web::Data<Db>) -> Result<Answer, AppError> {
    let actor = visit.actor.clone();
    db.tx(move |tx| {
        let by = tx.prove(&actor)?;
        actions::keep_own(tx, &by)
    })
    .await?;
    Ok(afterwards(&visit.actor, Notice::EmailKept))
}

fn afterwards(actor: &Actor, notice: Notice) -> Answer {
    let profile = format!("/{}/profile", actor.workspace.slug);
    SeeOther::at(profile).saying(notice).into()
}
