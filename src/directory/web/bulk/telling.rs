//! How far it is, and what came of it.

use std::collections::HashMap;

use actix_web::web;
use serde::Deserialize;

use crate::access::{Visit, rights::ReadUsers};
use crate::db::{Db, DbError};
use crate::directory::actions::bulk::{KIND, Outcome, asked_in};
use crate::directory::views::bulk::{self as views, Telling};
use crate::error::AppError;
use crate::jobs;
use crate::people;
use crate::types::{JobId, Slug, UserId, way_on};
use crate::ui::{Page, Query};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct NextQuery {
    next: String,
}

pub(super) async fn tell(
    visit: Visit<ReadUsers>,
    db: web::Data<Db>,
    path: web::Path<(Slug, String)>,
    query: Query<NextQuery>,
) -> Result<Page, AppError> {
    let id: JobId = path.1.parse().map_err(|_| AppError::NotFound)?;
    let workspace = visit.proof.workspace();
    let reading = db.read(move |read| {
        let Some(job) = jobs::find(read, workspace, (KIND, id))? else {
            return Ok(None);
        };
        let outcome = Outcome::of(job.progress.changed, &job.progress.report);
        let first = outcome.left.values().flat_map(|left| &left.first);
        let first: Vec<UserId> = first.copied().collect();
        let people = people::several(read, workspace, &first)?;
        Ok::<_, DbError>(Some((job, outcome, people)))
    });
    let (job, outcome, people) = reading.await?.ok_or(AppError::NotFound)?;
    let (change, _) = asked_in(&job.payload)?;
    let slug = &visit.actor.workspace.slug;
    let back = match query.0.next.as_str() {
        "" => format!("/{slug}/settings/users"),
        next => way_on(slug, Some(next)),
    };
    let named = people.into_iter().map(|person| (person.id, person.name));
    Ok(views::telling(&Telling {
        actor: &visit.actor,
        deed: change.deed(),
        job: &job,
        outcome: &outcome,
        names: &named.collect::<HashMap<_, _>>(),
        next: &query.0.next,
        back: &back,
    }))
}
