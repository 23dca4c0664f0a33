mod deactivating;
mod reactivating;

pub(super) use deactivating::{DeactivateForm, HAND, UP};

use actix_web::web;

use crate::app::Routes;

use crate::error::AppError;

use crate::types::{Slug, UserId};

pub fn routes(routes: &mut Routes) {
    deactivating::routes(routes);
    reactivating::routes(routes);
}

type UserPath = web::Path<(Slug, String)>;

fn user_in(path: &UserPath) -> Result<UserId, AppError> {
    path.1.parse().map_err(|_| AppError::NotFound)
}
