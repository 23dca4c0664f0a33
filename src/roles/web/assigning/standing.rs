use crate::access::Actor;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::roles::model::{Role, offered_to, union};
use crate::roles::store::definitions;
use crate::roles::store::holders::{self, Holder};
use crate::roles::views::{InPlace, Said, in_place};
use crate::types::UserId;
use crate::ui::Page;

/// Somebody with their roles as they are now, and what else they could get.
pub(super) struct Standing {
    user: UserId,
    pub holder: Holder,
    pub has: Vec<Role>,
    pub offered: Vec<Role>,
}

impl Standing {
    pub async fn of(db: &Db, actor: &Actor, user: UserId) -> Result<Self, AppError> {
        let workspace = actor.workspace.id;
        let reading = db.read(move |read| {
            let holder = holders::holder(read, workspace, user)?;
            let has = definitions::of_user(read, workspace, user)?;
            Ok::<_, DbError>((holder, has, definitions::all(read, workspace)?))
        });
        let (holder, has, roles) = reading.await?;
        Ok(Self {
            user,
            holder: holder.ok_or(AppError::NotFound)?,
            has,
            offered: offered_to(actor.permissions, &roles),
        })
    }

    pub fn is_within_reach_of(&self, actor: &Actor) -> bool {
        union(&self.has).is_within(actor.permissions)
    }

    pub fn told(&self, actor: &Actor, here: &str, said: Said<'_>) -> Page {
        in_place(&InPlace {
            actor,
            user: self.user,
            name: self.holder.listed_as(),
            has: &self.has,
            offered: &self.offered,
            next: here,
            said,
        })
    }
}
