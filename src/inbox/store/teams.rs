//! The teams that somebody is in, with who else is.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};

use super::Colleague;
use crate::db::{DbError, Read};
use crate::types::{Availability, AvailabilityWord, TeamId, UserId, WorkspaceId};

pub(in crate::inbox) const MOST_TEAMS: usize = 8;

/// Of each team.
pub(in crate::inbox) const MOST_MATES: usize = 8;

/// More of a team than these aren't looked through for who is available: the page is opened often.
const MOST_LOOKED_AT: i64 = 200;

pub(in crate::inbox) struct MyTeam {
    pub id: TeamId,
    pub name: String,
    /// Without who is looking, those who are available first. One more than is shown, where there is.
    pub mates: Vec<Colleague>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    team: TeamId,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    id: Option<UserId>,
    #[diesel(sql_type = Nullable<Text>)]
    display_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    availability: Option<AvailabilityWord>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    away_until: Option<DateTime<Utc>>,
}

/// By name; one more than is shown, where there is.
pub(in crate::inbox) fn of(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    myself: UserId,
) -> Result<Vec<MyTeam>, DbError> {
    let now = read.now()?;
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT mine.id AS team, mine.name, mate.id, mate.display_name, mate.availability,
             mate.away_until
         FROM (
             SELECT teams.id, teams.name, teams.name_key
             FROM team_members
             JOIN teams ON teams.workspace_id = $1 AND teams.id = team_members.team_id
             WHERE team_members.workspace_id = $1 AND team_members.user_id = $2
             ORDER BY teams.name_key, teams.id
             LIMIT $4
         ) AS mine
         LEFT JOIN LATERAL (
             SELECT users.id, coalesce(users.display_name, users.email) AS display_name,
                 users.availability, users.away_until,
                 users.availability = 'away' AND (users.away_until IS NULL OR users.away_until > $3)
                     AS is_away
             FROM (
                 SELECT user_id FROM team_members
                 WHERE team_members.workspace_id = $1 AND team_members.team_id = mine.id
                     AND team_members.user_id <> $2
                 LIMIT $6
             ) AS member
             JOIN users ON users.workspace_id = $1 AND users.id = member.user_id
                 AND users.status = 'active'
             ORDER BY is_away, display_name, users.id
             LIMIT $5
         ) AS mate ON true
         ORDER BY mine.name_key, mine.id, mate.is_away, mate.display_name, mate.id",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(myself)
    .bind::<Timestamptz, _>(now)
    .bind::<BigInt, _>(one_more(MOST_TEAMS))
    .bind::<BigInt, _>(one_more(MOST_MATES))
    .bind::<BigInt, _>(MOST_LOOKED_AT)
    .load(read.connection())?;
    Ok(together(rows, now))
}

/// To tell whether there are others.
fn one_more(most: usize) -> i64 {
    i64::try_from(most).map_or(i64::MAX, |most| most + 1)
}

fn together(rows: Vec<Row>, now: DateTime<Utc>) -> Vec<MyTeam> {
    let mut teams: Vec<MyTeam> = Vec::new();
    for row in rows {
        if teams.last().is_none_or(|team| team.id != row.team) {
            teams.push(MyTeam {
                id: row.team,
                name: row.name,
                mates: Vec::new(),
            });
        }
        let mate = row.id.zip(row.display_name).zip(row.availability);
        if let (Some(team), Some(((id, display_name), word))) = (teams.last_mut(), mate) {
            team.mates.push(Colleague {
                id,
                display_name,
                availability: Availability::at(now, word, row.away_until),
            });
        }
    }
    teams
}
