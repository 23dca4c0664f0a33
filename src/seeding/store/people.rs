//! People by COPY, which takes a tenth of what inserting them would.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::places::Places;
use super::{invited, user_id};
use crate::access::PasswordHash;
use crate::db::schema::{team_members, user_presence, user_roles, users};
use crate::db::{DbError, Tx};
use crate::seeding::model::{Away, Crowd, Person, Standing};
use crate::types::{AvailabilityWord, DepartmentId, UserId, UserStatus, WorkspaceId};

#[derive(Insertable)]
#[diesel(table_name = users, treat_none_as_default_value = false)]
struct UserRow<'u> {
    workspace_id: WorkspaceId,
    id: UserId,
    email: &'u str,
    email_key: &'u str,
    full_name: Option<String>,
    display_name: Option<String>,
    status: UserStatus,
    password_hash: Option<String>,
    top_role_rank: i16,
    created_at: DateTime<Utc>,
    activated_at: Option<DateTime<Utc>>,
    deactivated_at: Option<DateTime<Utc>>,
    department_id: Option<DepartmentId>,
    manager_id: Option<UserId>,
    reports: i32,
    moved_up_at: Option<DateTime<Utc>>,
    availability: &'static str,
    away_until: Option<DateTime<Utc>>,
    beta_access: bool,
}

/// With whatever hangs on them.
pub(in crate::seeding) fn copy(
    tx: &mut Tx<'_>,
    (workspace, crowd): (WorkspaceId, &Crowd),
    (places, password): (&Places, &PasswordHash),
    people: &[Person],
) -> Result<(), DbError> {
    let known: Vec<(UserId, &Person)> = people
        .iter()
        .map(|person| (user_id(crowd, person.number), person))
        .collect();
    let rows: Vec<UserRow<'_>> = known
        .iter()
        .map(|(id, person)| row((workspace, *id), (crowd, places), person, password))
        .collect();
    diesel::copy_from(users::table)
        .from_insertable(rows)
        .execute(tx.connection())?;
    copy_roles(tx, workspace, (places, &known))?;
    copy_members(tx, workspace, (places, &known))?;
    copy_presence(tx, workspace, &known)?;
    invited::copy(tx, (workspace, crowd), people)
}

fn row<'u>(
    (workspace, id): (WorkspaceId, UserId),
    (crowd, places): (&Crowd, &Places),
    person: &'u Person,
    password: &PasswordHash,
) -> UserRow<'u> {
    let is_known = person.standing != Standing::Pending;
    let (availability, away_until) = match person.away {
        Away::Here => (AvailabilityWord::Available, None),
        Away::UntilTheySay => (AvailabilityWord::Away, None),
        Away::Until(end) => (AvailabilityWord::Away, Some(end)),
    };
    UserRow {
        workspace_id: workspace,
        id,
        email: &person.email,
        email_key: &person.email,
        full_name: Some(person.full_name.clone()),
        display_name: is_known.then(|| person.display_name.clone()),
        status: match person.standing {
            Standing::Pending => UserStatus::Pending,
            Standing::Active { .. } => UserStatus::Active,
            Standing::Inactive { .. } => UserStatus::Inactive,
        },
        password_hash: is_known.then(|| password.as_str().to_owned()),
        top_role_rank: places.roles(person.rights).1,
        created_at: person.created_at,
        activated_at: person.standing.since(),
        deactivated_at: person.standing.left(),
        department_id: person
            .department
            .and_then(|at| places.departments.get(at).copied()),
        manager_id: person.manager.map(|number| user_id(crowd, number)),
        reports: person.reports,
        moved_up_at: person.moved_up_at,
        availability: availability.as_str(),
        away_until,
        beta_access: person.beta_access,
    }
}

fn copy_roles(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    (places, people): (&Places, &[(UserId, &Person)]),
) -> Result<(), DbError> {
    let rows: Vec<_> = people
        .iter()
        .flat_map(|(id, person)| {
            let roles = places.roles(person.rights).0.into_iter();
            roles.map(|role| {
                (
                    user_roles::workspace_id.eq(workspace),
                    user_roles::user_id.eq(*id),
                    user_roles::role_id.eq(role),
                )
            })
        })
        .collect();
    diesel::copy_from(user_roles::table)
        .from_insertable(rows)
        .execute(tx.connection())?;
    Ok(())
}

fn copy_members(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    (places, people): (&Places, &[(UserId, &Person)]),
) -> Result<(), DbError> {
    let rows: Vec<_> = people
        .iter()
        .flat_map(|(id, person)| {
            let teams = person.teams.iter().filter_map(|at| places.teams.get(*at));
            teams.map(|team| {
                (
                    team_members::workspace_id.eq(workspace),
                    team_members::team_id.eq(*team),
                    team_members::user_id.eq(*id),
                )
            })
        })
        .collect();
    diesel::copy_from(team_members::table)
        .from_insertable(rows)
        .execute(tx.connection())?;
    Ok(())
}

/// Of everybody who is or was here.
fn copy_presence(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    people: &[(UserId, &Person)],
) -> Result<(), DbError> {
    let (mut seen, mut never) = (Vec::new(), Vec::new());
    let known = people
        .iter()
        .filter(|(_, person)| person.standing != Standing::Pending);
    for (id, person) in known {
        let who = (
            user_presence::workspace_id.eq(workspace),
            user_presence::user_id.eq(*id),
        );
        match person.seen_at {
            Some(at) => seen.push((who.0, who.1, user_presence::last_seen_at.eq(at))),
            // The column's default.
            None => never.push(who),
        }
    }
    diesel::copy_from(user_presence::table)
        .from_insertable(seen)
        .execute(tx.connection())?;
    diesel::copy_from(user_presence::table)
        .from_insertable(never)
        .execute(tx.connection())?;
    Ok(())
}
