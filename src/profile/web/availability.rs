use actix_web::{HttpRequest, web};

use super::kept;
use crate::access::{Actor, Visit, rights::Yourself};
use crate::app::Routes;
use crate::availability::{self, AvailabilityForm, Chosen, SetError};
use crate::db::Db;
use crate::error::AppError;
use crate::profile::views::{self, Account};
use crate::types::{Availability, way_on};
use crate::ui::{self, Answer, Asked, CameFrom, FormErrors, Notice, Posted, SeeOther, Toast};

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/{slug}/profile/availability", set);
}

/// By the form on the profile, or by the button that stands beside every page.
async fn set(
    visit: Visit<Yourself>,
    db: web::Data<Db>,
    (request, from): (HttpRequest, CameFrom),
    form: Posted<AvailabilityForm>,
) -> Result<Answer, AppError> {
    let actor = visit.actor;
    let form = form.read().await?;
    let mut errors = FormErrors::default();
    if let Some(chosen) = form.parse(&mut errors) {
        match said(&db, &actor, chosen).await {
            Ok(availability) => {
                let actor = Actor {
                    availability,
                    ..actor
                };
                return Ok(afterwards(&actor, &request, from));
            }
            Err(SetError::BackOn(error)) => errors.add("until", error.to_string()),
            Err(error) => return Err(error.into()),
        }
    }
    let (names, account) = kept(&db, &actor).await?;
    let account = Account {
        availability: form,
        ..account
    };
    let page = views::profile(&actor, &names, &errors, &account);
    Ok(page.mistaken().into())
}

async fn said(db: &Db, actor: &Actor, chosen: Chosen) -> Result<Availability, SetError> {
    let actor = actor.clone();
    db.tx(move |tx| {
        let by = tx.prove(&actor)?;
        availability::set_own(tx, &by, chosen)
    })
    .await
}

/// Where it was said, which shows it.
fn afterwards(actor: &Actor, request: &HttpRequest, from: CameFrom) -> Answer {
    if Asked::by(request.headers()) == Asked::Fragment {
        let how = actor.availability.in_a_sentence(actor.workspace.zone);
        let toast = Toast::done(&format!("You are {how}."));
        return ui::side_bar_again(actor, &toast).into();
    }
    let slug = &actor.workspace.slug;
    let page = match from.0 {
        Some(page) => way_on(slug, Some(&page)),
        None => format!("/{slug}/profile"),
    };
    SeeOther::at(page).saying(Notice::AvailabilitySet).into()
}
