//! Who hasn't come yet.

use std::hash::{DefaultHasher, Hash, Hasher};

use actix_web::{HttpRequest, HttpResponse, Responder};
use chrono::{DateTime, TimeDelta, Utc};

use crate::access::{Actor, Permission, PermissionSet};
use crate::db::{Db, DbError, Read};
use crate::error::AppError;
use crate::invitations::model::{Line, Listed, May, Narrow, NarrowWords, Tally};
use crate::invitations::store::{
    listed::{self, ListError},
    tally::tally,
};
use crate::invitations::views::pending as views;
use crate::invitations::web::inviting::Places;
use crate::roles::{self, Role};
use crate::seats::{self, Seats};
use crate::types::{Cursor, InvitationId, Page, RoleId};
use crate::ui;
use crate::users::{self, Counts};

/// What the list is narrowed to and where it starts, as it stands in the address.
#[derive(Clone, Debug, Default)]
pub struct Sought {
    pub q: String,
    pub role: String,
    pub team: String,
    pub department: String,
    pub status: String,
    pub cursor: String,
}

impl Sought {
    /// As a page's address says it; everybody where it is another page's.
    pub(super) fn at(address: &str) -> Self {
        let query = address.split_once('?').map_or("", |(_, query)| query);
        let mut sought = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "q" => sought.q = value.into_owned(),
                "role" => sought.role = value.into_owned(),
                "team" => sought.team = value.into_owned(),
                "department" => sought.department = value.into_owned(),
                "status" => sought.status = value.into_owned(),
                "cursor" => sought.cursor = value.into_owned(),
                _ => {}
            }
        }
        sought
    }

    pub(in crate::invitations) fn is_narrowed(&self) -> bool {
        let chosen = [&self.role, &self.team, &self.department, &self.status];
        !self.q.trim().is_empty() || chosen.iter().any(|word| !word.is_empty())
    }

    /// `None` for what isn't there, which finds nobody; for who may not see teams and departments there
    /// are none.
    fn narrow(&self, places: Option<&Places>) -> Option<Narrow> {
        let is_by_place = !(self.team.is_empty() && self.department.is_empty());
        if is_by_place && places.is_none() {
            return None;
        }
        let words = NarrowWords {
            q: &self.q,
            role: &self.role,
            team: &self.team,
            department: &self.department,
            status: &self.status,
        };
        let departments = places.map(|places| &places.departments);
        Narrow::parse(&words, |id| {
            departments.map_or_else(Vec::new, |tree| tree.within(id))
        })
    }
}

/// What the tab shows.
pub(in crate::invitations) struct Tab {
    pub counts: Counts,
    pub seats: Seats,
    pub tally: Tally,
    pub page: Page<Line>,
    /// All there are, to narrow the list to one.
    pub roles: Vec<Role>,
    /// The same of teams and departments, for who may see them.
    pub places: Option<Places>,
    pub now: DateTime<Utc>,
}

impl Tab {
    pub async fn load(db: &Db, actor: &Actor, sought: &Sought) -> Result<Self, AppError> {
        let (workspace, holds) = (actor.workspace.id, actor.permissions);
        let (reader, asked) = (actor.clone(), sought.clone());
        // A cursor that can't be read starts the list again.
        let cursor = sought.cursor.parse::<Cursor>().ok();
        let position = cursor.and_then(|cursor| cursor.position().ok());
        let loading = db.read(move |read| {
            let now = read.now()?;
            let roles = roles::all(read, workspace)?;
            let seats = seats::in_use(read, workspace)?;
            let places = Places::seen_by(read, &reader)?;
            let page = match asked.narrow(places.as_ref()) {
                Some(narrow) => listed::page(read, workspace, (&narrow, now), position.as_ref())?,
                None => Page {
                    rows: Vec::new(),
                    next: None,
                    previous: None,
                },
            };
            Ok::<_, ListError>(Self {
                counts: users::counts(read, workspace)?,
                tally: tally(read, workspace, now, &beyond(holds, &roles))?,
                page: page.map(|listed| line(listed, (holds, &roles), seats)),
                seats,
                roles,
                places,
                now,
            })
        });
        Ok(loading.await?)
    }

    /// Changes with anything that is shown. Nobody has to remember it: any server makes the same of the
    /// same rows.
    pub fn version(&self) -> String {
        let mut hasher = DefaultHasher::new();
        let shown = (&self.page.rows, self.counts, self.tally);
        let ways = [&self.page.previous, &self.page.next].map(Option::is_some);
        (shown, ways, self.seats.limit).hash(&mut hasher);
        format!("{:016x}-{}", hasher.finish(), self.now.timestamp())
    }

    /// Whether somebody who was shown that version sees the same. "14 min ago" doesn't stay so, so a
    /// version goes stale.
    fn is_still(&self, seen: &str) -> bool {
        let mine = self.version();
        let parts = (seen.split_once('-'), mine.split_once('-'));
        let (Some((theirs, at)), Some((now, _))) = parts else {
            return false;
        };
        let age = at
            .parse()
            .ok()
            .and_then(|at| DateTime::from_timestamp(at, 0))
            .map(|at| self.now - at);
        theirs == now && age.is_some_and(|age| age < STALE_AFTER)
    }
}

const STALE_AFTER: TimeDelta = TimeDelta::minutes(10);

/// How many need somebody to look at them, and nothing else.
pub(super) async fn tally_now(db: &Db, actor: &Actor) -> Result<Tally, AppError> {
    let (workspace, holds) = (actor.workspace.id, actor.permissions);
    let counting = db.read(move |read| {
        let (now, roles) = (read.now()?, roles::all(read, workspace)?);
        tally(read, workspace, now, &beyond(holds, &roles))
    });
    Ok(counting.await?)
}

/// The roles that hold more than somebody who holds this.
fn beyond(holds: PermissionSet, roles: &[Role]) -> Vec<RoleId> {
    let beyond = roles
        .iter()
        .filter(|role| !role.permissions().is_within(holds));
    beyond.map(|role| role.id).collect()
}

fn line(listed: Listed, (holds, roles): (PermissionSet, &[Role]), seats: Seats) -> Line {
    let given: Vec<&Role> = roles
        .iter()
        .filter(|role| listed.roles.contains(&role.id))
        .collect();
    let full = seats.room_for(1).err().map(|full| full.to_string());
    let offered = roles::union(given.iter().copied());
    let mut listed = listed;
    if !holds.contains(Permission::ReadTeams) {
        listed.teams.clear();
        listed.department = None;
    }
    Line {
        may: May::by(holds, offered, listed.stage, full),
        roles: given.iter().map(|role| role.name().to_owned()).collect(),
        listed,
    }
}

/// One line alone, if it is there.
pub(super) fn line_now(
    read: &mut Read<'_>,
    actor: &Actor,
    id: InvitationId,
) -> Result<Option<(Line, DateTime<Utc>)>, DbError> {
    let workspace = actor.workspace.id;
    let Some(listed) = listed::line(read, workspace, id)? else {
        return Ok(None);
    };
    let roles = roles::all(read, workspace)?;
    let seats = seats::in_use(read, workspace)?;
    let line = line(listed, (actor.permissions, &roles), seats);
    Ok(Some((line, read.now()?)))
}

/// The tab, or nothing for who sees already what it shows.
pub enum Polled {
    Changed(Box<ui::Page>),
    Unchanged,
}

/// `seen` is the version that is open where this is asked from, if it is.
pub async fn pending_tab(
    db: &Db,
    actor: &Actor,
    sought: &Sought,
    seen: Option<&str>,
) -> Result<Polled, AppError> {
    let tab = Tab::load(db, actor, sought).await?;
    if seen.is_some_and(|seen| tab.is_still(seen)) {
        return Ok(Polled::Unchanged);
    }
    let page = views::tab(actor, &tab, sought, None);
    Ok(Polled::Changed(Box::new(page)))
}

impl Responder for Polled {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        match self {
            Self::Changed(page) => page.respond_to(request),
            Self::Unchanged => HttpResponse::NoContent().finish(),
        }
    }
}

impl From<ListError> for AppError {
    fn from(error: ListError) -> Self {
        match error {
            ListError::Db(error) => error.into(),
            ListError::Cursor(error) => Self::internal(error),
        }
    }
}
