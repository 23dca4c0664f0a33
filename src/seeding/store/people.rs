//! People by COPY, which takes a tenth of what inserting them would.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::places::Places;
use super::{invited, user_id};
use crate::access::PasswordHash;
use crate::db::schema::{team_members, user_presence, user_roles, users};
use crate::db::{DbError, Tx};
use crate::seeding::model::{Away, Crowd, Person, Standing};
use crate::types::{
    AvailabilityWord, DepartmentId, RoleId, TeamId, UserId, UserStatus, WorkspaceId,
};

#[derive(Insertable)]
#[diesel(table_name = users, treat_none_as_default_value = false)]
struct UserRow<'u> {
    workspace_id: WorkspaceId,
    id: UserId,
    email: &'u str,
    email_key: &'u str,
    full_name: Option<&'u str>,
    display_name: Option<&'u str>,
    status: UserStatus,
    password_hash: Option<&'u str>,
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

#[derive(Insertable)]
#[diesel(table_name = user_roles, treat_none_as_default_value = false)]
struct RoleRow {
    workspace_id: WorkspaceId,
    user_id: UserId,
    role_id: RoleId,
}

#[derive(Insertable)]
#[diesel(table_name = team_members, treat_none_as_default_value = false)]
struct MemberRow {
    workspace_id: WorkspaceId,
    team_id: TeamId,
    user_id: UserId,
}

#[derive(Insertable)]
#[diesel(table_name = user_presence, treat_none_as_default_value = false)]
struct SeenRow {
    workspace_id: WorkspaceId,
    user_id: UserId,
    last_seen_at: DateTime<Utc>,
}

/// The column's default says never.
#[derive(Insertable)]
#[diesel(table_name = user_presence, treat_none_as_default_value = false)]
struct NeverSeenRow {
    workspace_id: WorkspaceId,
    user_id: UserId,
}

/// With whatever hangs on them.
pub(in crate::seeding) fn copy(
    tx: &mut Tx<'_>,
    (workspace, crowd): (WorkspaceId, &Crowd),
    (places, password): (&Places, &PasswordHash),
    people: Vec<Person>,
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
    invited::copy(tx, (workspace, crowd), &people)
}

fn row<'u>(
    (workspace, id): (WorkspaceId, UserId),
    (crowd, places): (&Crowd, &Places),
    person: &'u Person,
    password: &'u PasswordHash,
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
        full_name: Some(&person.full_name),
        display_name: is_known.then_some(&person.display_name),
        status: match person.standing {
            Standing::Pending => UserStatus::Pending,
            Standing::Active { .. } => UserStatus::Active,
            Standing::Inactive { .. } => UserStatus::Inactive,
        },
        password_hash: is_known.then_some(password.as_str()),
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
    workspace_id: WorkspaceId,
    (places, people): (&Places, &[(UserId, &Person)]),
) -> Result<(), DbError> {
    let rows: Vec<RoleRow> = people
        .iter()
        .flat_map(|(user_id, person)| {
            let roles = places.roles(person.rights).0.into_iter();
            roles.map(|role_id| RoleRow {
                workspace_id,
                user_id: *user_id,
                role_id,
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
    workspace_id: WorkspaceId,
    (places, people): (&Places, &[(UserId, &Person)]),
) -> Result<(), DbError> {
    let rows: Vec<MemberRow> = people
        .iter()
        .flat_map(|(user_id, person)| {
            let teams = person.teams.iter().filter_map(|at| places.teams.get(*at));
            teams.map(|team_id| MemberRow {
                workspace_id,
                team_id: *team_id,
                user_id: *user_id,
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
    workspace_id: WorkspaceId,
    people: &[(UserId, &Person)],
) -> Result<(), DbError> {
    let (mut seen, mut never) = (Vec::new(), Vec::new());
    let known = people
        .iter()
        .filter(|(_, person)| person.standing != Standing::Pending);
    for (user_id, person) in known {
        let user_id = *user_id;
        match person.seen_at {
            Some(last_seen_at) => seen.push(SeenRow {
                workspace_id,
                user_id,
                last_seen_at,
            }),
            None => never.push(NeverSeenRow {
                workspace_id,
                user_id,
            }),
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
