use thiserror::Error;

use super::mail::WelcomeMail;
use crate::access::{
    Alone, Attempt, Limit, PasswordFirst, PasswordHash, Refusal, Tried, Unproved,
    rights::InviteUsers, within_ceiling,
};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Tx};
use crate::mail::{self, NewMail};
use crate::roles::{self, Role};
use crate::seats::{self, NoSeat, SeatError};
use crate::types::{EmailAddress, PersonName, RoleId, UserId, UserStatus};
use crate::users::{self, NewActiveUser, PasswordBy};

pub(super) struct NewUser {
    pub full_name: PersonName,
    /// The full name, where there is none of their own.
    pub display_name: Option<PersonName>,
    pub email: EmailAddress,
    pub password_hash: PasswordHash,
    pub role: RoleId,
}

/// Whose the address is already.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub user: UserId,
    pub name: String,
    pub status: UserStatus,
}

impl Known {
    pub fn words(&self) -> String {
        match self.status {
            UserStatus::Active => format!("{} is already a member.", self.name),
            UserStatus::Inactive => format!("{} has this address, and is deactivated.", self.name),
            UserStatus::Pending => "This address is already invited.".to_owned(),
        }
    }
}

#[derive(Debug, Error)]
pub(super) enum CreateError {
    #[error("This role is gone. Choose again.")]
    NoSuchRole,
    #[error("{}", .0.words())]
    Known(Known),
    #[error(transparent)]
    NoSeat(#[from] NoSeat),
    #[error(transparent)]
    PasswordFirst(#[from] PasswordFirst),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<SeatError> for CreateError {
    fn from(error: SeatError) -> Self {
        match error {
            SeatError::NoSeat(full) => full.into(),
            SeatError::Db(error) => error.into(),
        }
    }
}

/// Somebody can sign in from now on, and is told so without the password.
pub(super) fn create(
    tx: &mut Tx<'_>,
    by: &Alone<InviteUsers>,
    new: &NewUser,
) -> Result<UserId, CreateError> {
    let workspace = by.workspace();
    let roles = roles::all(tx, workspace)?;
    let role = roles.into_iter().find(|role| role.id == new.role);
    let role = role.ok_or(CreateError::NoSuchRole)?;
    within_reach(by, &role)?;
    let known = users::known(tx, workspace, std::slice::from_ref(&new.email))?;
    if let Some(one) = known.first() {
        return Err(CreateError::Known(Known {
            user: one.id,
            name: one.name().to_owned(),
            status: one.status,
        }));
    }
    if role.is_owner() {
        by.typed_password_lately()?;
    }
    seats::room_for(tx, by, 1)?;
    let user = users::insert_active(
        tx,
        workspace,
        &NewActiveUser {
            email: &new.email,
            full_name: &new.full_name,
            display_name: new.display_name.as_ref(),
            password_hash: &new.password_hash,
            password_by: PasswordBy::SomebodyElse,
            role: role.id,
            top_role_rank: role.rank(),
        },
    )?;
    roles::count_joiner(tx, by, std::slice::from_ref(&role))?;
    tell(tx, by, (user, new), &role)?;
    Ok(user)
}

/// Nobody gives what they don't hold.
fn within_reach(by: &Alone<InviteUsers>, role: &Role) -> Result<(), Refusal> {
    within_ceiling(by.holds(), role.permissions()).map_err(|above| {
        let attempt = Attempt {
            on: None,
            tried: Tried::CreatePerson,
            roles: vec![role.name().to_owned()],
            limit: Limit::Ceiling,
        };
        by.refused(above.weightiest(), attempt)
    })
}

fn tell(
    tx: &mut Tx<'_>,
    by: &Alone<InviteUsers>,
    (user, new): (UserId, &NewUser),
    role: &Role,
) -> Result<(), DbError> {
    let letter = NewMail {
        kind: WelcomeMail::NAME,
        recipient: &new.email,
        // Who made it; whose it is, the address says.
        subject: by.author().person().map(UserId::as_uuid),
        link: None,
    };
    mail::enqueue(tx, by.workspace(), &letter)?;
    let entry = Entry::new(Action::UserCreated)
        .on(Target::User(user), new.full_name.as_str())
        .with("email", new.email.typed())
        .with("role", role.name());
    audit::record(tx, by.author(), entry)
}
