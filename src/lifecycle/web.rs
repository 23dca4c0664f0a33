mod deactivating;
mod deleting;
mod reactivating;

pub(super) use deactivating::{DeactivateForm, HAND, UP};

use actix_web::web;

use serde::Deserialize;

use crate::access::Actor;
use crate::app::Routes;
use crate::error::AppError;
use crate::types::{Slug, UserId, way_on};

pub fn routes(routes: &mut Routes) {
    deactivating::routes(routes);
    reactivating::routes(routes);
    deleting::routes(routes);
}

type UserPath = web::Path<(Slug, String)>;

/// Where the question was asked.
#[derive(Default, Deserialize)]
#[serde(default)]
struct NextQuery {
    next: String,
}

/// It stands in a link, so it leads nowhere else.
fn back(actor: &Actor, next: &str) -> String {
    match next {
        "" => String::new(),
        wished => way_on(&actor.workspace.slug, Some(wished)),
    }
}

/// Back to where the question was asked, or to `page`.
fn afterwards(actor: &Actor, next: &str, page: String) -> String {
    match next {
        "" => page,
        _ => back(actor, next),
    }
}

fn user_in(path: &UserPath) -> Result<UserId, AppError> {
    path.1.parse().map_err(|_| AppError::NotFound)
}
