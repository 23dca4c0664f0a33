mod form;

use actix_web::web;

use self::form::MailForm;
use super::actions::{self, ChangeError};
use super::mail::test_mail;
use super::views::{self, State};
use crate::access::{
    Actor, Visit,
    rights::{OwnWorkspace, ReadSettings, WriteSettings},
};
use crate::app::Routes;
use crate::audit;
use crate::config::KeyRing;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::mail::{self, Letterhead, Outgoing, Trial};
use crate::sessions::{Judges, Sensitive};
use crate::types::{EmailAddress, duration};
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, SeeOther};

pub(super) use self::form::MailForm as Form;

pub fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/email", show);
    routes.post("/{slug}/settings/email", change);
    routes.post("/{slug}/settings/email/test", test);
}

/// What mails go out by, and what keeps the keys of their passwords.
type Sending = (web::Data<Outgoing>, web::Data<KeyRing>);

async fn show(
    visit: Visit<ReadSettings>,
    db: web::Data<Db>,
    outgoing: web::Data<Outgoing>,
) -> Result<Page, AppError> {
    let (state, _) = state(&db, &visit.actor, &outgoing).await?;
    Ok(page_of(&visit.actor, &state))
}

async fn state(
    db: &Db,
    actor: &Actor,
    outgoing: &Outgoing,
) -> Result<(State, Letterhead), AppError> {
    let workspace = actor.workspace.id;
    let (letterhead, own, stuck) = db
        .read(move |read| {
            let (letterhead, own) = mail::letterhead(read, workspace)?;
            Ok::<_, DbError>((letterhead, own, mail::stuck(read, workspace)?))
        })
        .await?;
    let state = State {
        way: outgoing.way(own.as_ref()),
        sender: outgoing.sender(&letterhead, own.as_ref()),
        own,
        stuck,
        failure: None,
    };
    Ok((state, letterhead))
}

async fn change(
    visit: Visit<OwnWorkspace>,
    judges: Judges,
    (outgoing, keys): Sending,
    form: Posted<MailForm>,
) -> Result<Answer, AppError> {
    let form = form.read().await?;
    let sensitive = Sensitive::by(visit.actor, judges);
    let mut errors = FormErrors::default();
    let wish = form.parse(&mut errors);
    let wait = sensitive
        .confirm(&form.current_password, &mut errors)
        .await?;
    let mut in_conflict = false;
    if let (Some(wish), true) = (wish, errors.is_empty()) {
        let changing = sensitive.change(move |tx, by| actions::change(tx, by, &keys, &wish));
        match changing.await {
            Ok(()) => {
                let page = address(&sensitive.actor);
                return Ok(SeeOther::at(page).saying(Notice::MailSettingsSaved).into());
            }
            Err(error) => {
                in_conflict = matches!(error, ChangeError::Meanwhile);
                note(error, &mut errors)?;
            }
        }
    }
    let actor = &sensitive.actor;
    let (state, _) = state(&sensitive.db, actor, &outgoing).await?;
    let page = views::settings(actor, &state, (&form, &errors));
    Ok(if in_conflict {
        page.in_conflict()
    } else {
        page.sent_back(wait)
    }
    .into())
}

fn address(actor: &Actor) -> String {
    format!("/{}{}", actor.workspace.slug, views::PATH)
}

fn note(error: ChangeError, errors: &mut FormErrors) -> Result<(), AppError> {
    let field = match &error {
        ChangeError::PasswordMissing
        | ChangeError::PasswordForAnother
        | ChangeError::PasswordUnreadable => "password",
        ChangeError::PasswordFirst(_) => "current_password",
        ChangeError::Meanwhile => "version",
        _ => return Err(error.into()),
    };
    errors.add(field, error.to_string());
    Ok(())
}

impl From<ChangeError> for AppError {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Unproved(unproved) => unproved.into(),
            ChangeError::Db(error) => error.into(),
            ChangeError::Unlockable(error) => Self::internal(error),
            other => Self::Conflict(other.to_string()),
        }
    }
}

/// To whoever asks, this very moment, and with what the mail server says.
async fn test(
    visit: Visit<WriteSettings>,
    db: web::Data<Db>,
    outgoing: web::Data<Outgoing>,
) -> Result<Answer, AppError> {
    let actor = visit.actor;
    let (mut state, letterhead) = state(&db, &actor, &outgoing).await?;
    let by = actor.clone();
    let begun = db.tx(move |tx| {
        let by = tx.prove(&by)?;
        Ok::<_, AppError>(actions::begin_test(tx, &by)?)
    });
    if let Some(wait) = begun.await? {
        let text = format!("it was tried too often. Try again in {}.", duration(wait));
        state.failure = Some(text);
        return Ok(page_of(&actor, &state).too_soon(wait).into());
    }
    let outcome = send_test(&actor, &outgoing, (&state, letterhead)).await?;
    let (author, entry) = (actor.author(), actions::tested(&state.server(), &outcome));
    db.tx(move |tx| audit::record(tx, &author, entry)).await?;
    match outcome {
        Ok(()) => Ok(SeeOther::at(address(&actor))
            .saying(Notice::TestMailAccepted)
            .into()),
        Err(words) => {
            state.failure = Some(words);
            Ok(page_of(&actor, &state).mistaken().into())
        }
    }
}

fn page_of(actor: &Actor, state: &State) -> Page {
    let form = MailForm::of(state.own.as_ref());
    views::settings(actor, state, (&form, &FormErrors::default()))
}

/// By what the page says, so that the one that is tested is the one that is named.
async fn send_test(
    actor: &Actor,
    outgoing: &Outgoing,
    (state, letterhead): (&State, Letterhead),
) -> Result<Result<(), String>, AppError> {
    let to = EmailAddress::parse(&actor.email).map_err(AppError::internal)?;
    let trial = Trial {
        workspace: actor.workspace.id,
        message: test_mail(to, &actor.display_name, &letterhead),
        letterhead,
        own: state.own.clone(),
    };
    Ok(outgoing.send_now(trial).await)
}
