//! What every form of a sensitive step does alike: asks for the password, has the workspace to itself,
//! proves the right.

use std::time::Duration;

use actix_web::web;

use super::{Confirmation, confirm_in_form};
use crate::access::{Actor, Alone, PasswordHasher, Right, Unproved};
use crate::db::{Db, DbError, Tx};
use crate::error::AppError;
use crate::types::SecretText;
use crate::ui::FormErrors;

/// What the form of a sensitive step is acted on with.
pub struct Sensitive {
    pub actor: Actor,
    pub db: web::Data<Db>,
    hasher: web::Data<PasswordHasher>,
}

/// What judges a password that was typed once more.
pub type Judges = (web::Data<Db>, web::Data<PasswordHasher>);

impl Sensitive {
    pub fn by(actor: Actor, (db, hasher): Judges) -> Self {
        Self { actor, db, hasher }
    }

    /// Makes a change with the workspace to itself, once the right to it is proved.
    pub async fn change<R: Right, T: Send + 'static, E>(
        &self,
        change: impl FnOnce(&mut Tx<'_>, &Alone<R>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        E: From<Unproved> + From<DbError> + Send + 'static,
    {
        self.actor.changes_alone(&self.db, change).await
    }

    /// Checks the password where one was typed and nothing else is wrong. Says how long to wait, if
    /// that was tried too often.
    pub async fn confirm(
        &self,
        typed: &SecretText,
        errors: &mut FormErrors,
    ) -> Result<Option<Duration>, AppError> {
        if typed.is_empty() || !errors.is_empty() {
            return Ok(None);
        }
        let judges = (self.db.get_ref(), self.hasher.get_ref());
        match confirm_in_form(judges, &self.actor, typed, errors).await? {
            Confirmation::TooSoon(wait) => Ok(Some(wait)),
            Confirmation::Right(_) | Confirmation::Wrong => Ok(None),
        }
    }
}
