use actix_web::web;

use super::{EmailForm, LinkMaker, note};
use crate::access::{Actor, Visit, rights::WriteUsers};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::email_changes::actions::{self, AskError};
use crate::email_changes::store;
use crate::email_changes::views::{self, Asking, Whom};
use crate::error::AppError;
use crate::people;
use crate::sessions::{Judges, Sensitive};
use crate::types::{Slug, UserId, UserStatus};
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, SeeOther};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/users/{user}/email", show);
    routes.post("/{slug}/settings/users/{user}/email", ask);
    routes.post("/{slug}/settings/users/{user}/email/resend", resend);
    routes.post("/{slug}/settings/users/{user}/email/withdraw", withdraw);
}

type UserPath = web::Path<(Slug, String)>;

fn user_in(path: &UserPath) -> Result<UserId, AppError> {
    path.1.parse().map_err(|_| AppError::NotFound)
}

async fn show(
    visit: Visit<WriteUsers>,
    db: web::Data<Db>,
    path: UserPath,
) -> Result<Page, AppError> {
    let none = FormErrors::default();
    page(&db, (&visit.actor, user_in(&path)?), ("", &none)).await
}

async fn page(
    db: &Db,
    (actor, user): (&Actor, UserId),
    (typed, errors): (&str, &FormErrors),
) -> Result<Page, AppError> {
    let workspace = actor.workspace.id;
    let known = db
        .read(move |read| {
            let account = store::account(read, workspace, user)?;
            let person = people::somebody(read, workspace, user)?;
            let awaited = store::awaited(read, workspace, user)?;
            Ok::<_, DbError>(
                account
                    .zip(person)
                    .map(|(one, other)| (one, other, awaited)),
            )
        })
        .await?;
    let (account, person, awaited) = known.ok_or(AppError::NotFound)?;
    let is_within_reach = person.is_within_reach_of(actor.permissions);
    match account.status {
        // A right comes before what state they are in.
        _ if !is_within_reach => {}
        UserStatus::Active => {}
        UserStatus::Pending => return Err(AskError::Invited(account.name).into()),
        UserStatus::Inactive => return Err(AskError::Inactive(account.name).into()),
    }
    Ok(views::asking(&Asking {
        actor,
        whom: Whom::Somebody {
            account: &account,
            is_within_reach,
        },
        awaited: awaited.as_ref(),
        typed,
        errors,
    }))
}

async fn ask(
    visit: Visit<WriteUsers>,
    (judges, links): (Judges, LinkMaker),
    path: UserPath,
    form: Posted<EmailForm>,
) -> Result<Answer, AppError> {
    let user = user_in(&path)?;
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
            actions::ask_for(tx, &by, &links, (user, &email))
        });
        match asking.await {
            Ok(()) => return Ok(afterwards(&sensitive.actor, user, Notice::EmailAsked)),
            Err(error) => note(error, &mut errors)?,
        }
    }
    let about = (&sensitive.actor, user);
    let page = page(&sensitive.db, about, (&form.email, &errors)).await?;
    Ok(page.sent_back(wait).into())
}

async fn resend(
    visit: Visit<WriteUsers>,
    db: web::Data<Db>,
    links: LinkMaker,
    path: UserPath,
) -> Result<Answer, AppError> {
    let (actor, user) = (visit.actor.clone(), user_in(&path)?);
    db.tx(move |tx| {
        let by = tx.prove(&actor)?;
        actions::send_again_for(tx, &by, &links, user)
    })
    .await?;
    Ok(afterwards(&visit.actor, user, Notice::EmailAsked))
}

async fn withdraw(
    visit: Visit<WriteUsers>,
    db: web::Data<Db>,
    path: UserPath,
) -> Result<Answer, AppError> {
    let (actor, user) = (visit.actor.clone(), user_in(&path)?);
    db.tx(move |tx| {
        let by = tx.prove(&actor)?;
        actions::keep_for(tx, &by, user)
    })
    .await?;
    Ok(afterwards(&visit.actor, user, Notice::EmailKept))
}

fn afterwards(actor: &Actor, user: UserId, notice: Notice) -> Answer {
    let page = format!("/{}/settings/users/{user}", actor.workspace.slug);
    SeeOther::at(page).saying(notice).into()
}
