//! The form of the page is sent.

use actix_web::web;

use super::{Comer, JoinForm, follow, gone, not_valid, signed_in_as};
use crate::access::{
    Bearer, Cookies, Guest, HashError, PasswordHasher, SignedIn, Verdict, WorkspaceRef,
};
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::invitations::actions::{self, Acceptance, Accepted, End, Joined, Led, Offer};
use crate::invitations::store::people;
use crate::invitations::views::accepting::{self as views, At};

use crate::ui::{Answer, FormErrors, Notice, Posted, SeeOther};

/// A mistake leaves the link as it was. The password is hashed before the link is spent, and who comes
/// second with it finds it used.
pub(super) async fn join(
    bearer: Bearer,
    (db, hasher): (web::Data<Db>, web::Data<PasswordHasher>),
    cookies: Cookies,
    form: Posted<JoinForm>,
) -> Result<Answer, AppError> {
    let Some(comer) = Comer::with(bearer, &db).await? else {
        return Ok(not_valid().into());
    };
    let form = form.read().await?;
    let Comer { guest, token, led } = comer;
    let at = At {
        workspace: &guest.workspace,
        token: &token,
    };
    let offer = match led {
        Led::ToOffer(offer) => *offer,
        dead => return too_late((&db, &hasher), cookies, (&guest, at, dead), &form).await,
    };
    if let Some(page) = signed_in_as(&guest, at, &offer) {
        return Ok(page.in_conflict().into());
    }
    let acceptance = match filled_in(&hasher, &guest.workspace, &offer, &form).await? {
        Ok(acceptance) => acceptance,
        Err(errors) => return Ok(views::offer(at, &offer, &form, &errors).mistaken().into()),
    };
    let (until, client) = (offer.expires_at, guest.client.clone());
    let accepting = db.tx(move |tx| actions::accept(tx, offer.link, &acceptance, &client));
    let accepted: Result<Accepted, DbError> = accepting.await;
    Ok(match accepted? {
        Accepted::Joined(joined) => welcome(&guest.workspace, cookies, joined)?.into(),
        Accepted::NoSeat => views::no_seat(at, until).in_conflict().into(),
        Accepted::NotOffered => views::not_offered(at, until).in_conflict().into(),
        Accepted::TooLate => {
            let led = follow(&db, &guest, &token).await?;
            too_late((&db, &hasher), cookies, (&guest, at, led), &form).await?
        }
    })
}

/// What of a form can be accepted, or what is wrong in it.
async fn filled_in(
    hasher: &PasswordHasher,
    workspace: &WorkspaceRef,
    offer: &Offer,
    form: &JoinForm,
) -> Result<Result<Acceptance, FormErrors>, AppError> {
    let (names, password) = match form.parse(workspace, &offer.email) {
        Ok(parsed) => parsed,
        Err(errors) => return Ok(Err(errors)),
    };
    match hasher.hash(password).await {
        Ok(hash) => Ok(Ok(Acceptance {
            names,
            hash,
            form: form.click(),
        })),
        Err(HashError::Refused(easy)) => Ok(Err(FormErrors::one("password", &easy))),
        Err(error) => Err(error.into()),
    }
}

/// The second click of whoever was first goes where the first one went, if its password is still that of
/// the account. Everybody else reads what has become of the link.
async fn too_late(
    (db, hasher): (&Db, &PasswordHasher),
    cookies: Cookies,
    (guest, at, led): (&Guest, At<'_>, Led),
    form: &JoinForm,
) -> Result<Answer, AppError> {
    let end = match led {
        Led::ToEnd(end) => end,
        Led::Nowhere | Led::ToOffer(_) => return Ok(not_valid().into()),
    };
    if let (End::Used(id, Some(user)), Some(click), None) = (end, form.click(), &guest.actor) {
        let workspace = guest.workspace.id;
        let stored = db.read(move |read| people::password(read, workspace, user));
        let verdict = hasher.verify(form.password.expose(), stored.await?).await?;
        if matches!(verdict, Verdict::Wrong) {
            return Ok(gone(guest, at, end));
        }
        let (subject, client) = ((workspace, id), guest.client.clone());
        let clicking = db.tx(move |tx| actions::click_again(tx, subject, click, &client));
        let joined: Result<Option<Joined>, DbError> = clicking.await;
        if let Some(joined) = joined? {
            return Ok(welcome(&guest.workspace, cookies, joined)?.into());
        }
    }
    Ok(gone(guest, at, end))
}

fn welcome(
    workspace: &WorkspaceRef,
    cookies: Cookies,
    joined: Joined,
) -> Result<SeeOther, AppError> {
    let cookies = cookies.after_sign_in(SignedIn {
        workspace: workspace.id,
        slug: &workspace.slug,
        account: &joined.account,
        token: joined.session,
    })?;
    Ok(SeeOther::at(format!("/{}", workspace.slug))
        .anew()
        .saying(Notice::Welcome)
        .with_cookies(cookies))
}
