//! Who is meant, and what is to become of them.

use std::collections::HashSet;

use serde::Deserialize;

use crate::access::Actor;
use crate::db::{DbError, Read};
use crate::directory::actions::bulk::BulkError;
use crate::directory::model::Sort;
use crate::directory::model::bulk::{Change, Deed, MOST_NAMED};
use crate::directory::store::choices::choices;
use crate::directory::store::list::{Listed, everyone};
use crate::directory::web::Narrowing;
use crate::types::{JobId, UserId, UserStatus, way_on};
use crate::ui::address_asking;
use crate::users::Tab;

const USERS: &str = "/settings/users";

/// Those who are ticked, or with `all` everybody whom the list's own fields show.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::directory) struct BulkForm {
    pub action: String,
    id: Vec<String>,
    all: String,
    /// The role or the team.
    pub to: String,
    /// How many the sender was told that it would be.
    expected: String,
    /// Where the sender comes from.
    next: String,
    tab: String,
    q: String,
    role: String,
    team: String,
    department: String,
    seen: String,
    manager: String,
}

pub(in crate::directory) enum Selection {
    These(Vec<UserId>),
    All(Everyone),
}

/// For who only reads.
const EVERY_STATE: [UserStatus; 3] = [
    UserStatus::Active,
    UserStatus::Pending,
    UserStatus::Inactive,
];

/// Everybody on a list.
#[derive(Clone, Debug)]
pub(in crate::directory) struct Everyone {
    status: UserStatus,
    narrowing: Narrowing,
}

impl Everyone {
    pub fn listed(&self, read: &mut Read<'_>, actor: &Actor) -> Result<Listed, DbError> {
        let choices = choices(read, (actor.workspace.id, actor.permissions))?;
        Ok(Listed {
            status: self.status,
            filter: self.narrowing.filter(&choices),
            sort: Sort::DEFAULT,
        })
    }
}

impl Selection {
    pub fn people(&self, read: &mut Read<'_>, actor: &Actor) -> Result<Vec<UserId>, DbError> {
        match self {
            Self::These(people) => Ok(people.clone()),
            Self::All(all) => {
                let listed = all.listed(read, actor)?;
                everyone(read, actor.workspace.id, &listed)
            }
        }
    }
}

impl BulkForm {
    pub fn change(&self, deed: Deed) -> Result<Change, BulkError> {
        Ok(match deed {
            Deed::Role => Change::Role(self.to.parse().map_err(|_| BulkError::NoSuchRole)?),
            Deed::Team => Change::Team(self.to.parse().map_err(|_| BulkError::NoSuchTeam)?),
            Deed::Deactivate => Change::Deactivated,
        })
    }

    /// Whoever hasn't come yet is changed by their invitation, not here.
    pub fn selection(&self) -> Result<Selection, BulkError> {
        match self.chosen()? {
            Selection::All(all) if all.status == UserStatus::Pending => Err(BulkError::NobodyFits),
            selection => Ok(selection),
        }
    }

    /// The same for who only wants to read of them.
    pub fn chosen(&self) -> Result<Selection, BulkError> {
        if self.is_about_all() {
            return Ok(Selection::All(self.everyone()));
        }
        if self.id.is_empty() {
            return Err(BulkError::Nobody);
        }
        if self.id.len() > MOST_NAMED {
            return Err(BulkError::TooMany);
        }
        let ids = self.id.iter().map(|text| text.parse());
        let ids: Result<Vec<UserId>, _> = ids.collect();
        let mut ids = ids.map_err(|_| BulkError::Stranger)?;
        ids.sort_unstable();
        ids.dedup();
        Ok(Selection::These(ids))
    }

    /// Those of the ids that are some.
    pub fn ids(&self) -> Vec<UserId> {
        self.id
            .iter()
            .filter_map(|text| text.parse().ok())
            .collect()
    }

    /// How many are ticked, each once.
    pub fn names(&self) -> usize {
        self.id.iter().collect::<HashSet<_>>().len()
    }

    /// The same about these.
    pub fn naming(&self, people: &[UserId]) -> Self {
        Self {
            id: people.iter().map(ToString::to_string).collect(),
            ..self.clone()
        }
    }

    pub fn names_somebody(&self) -> bool {
        !self.id.is_empty()
    }

    pub fn everyone(&self) -> Everyone {
        Everyone {
            status: match Tab::named(&self.tab) {
                Tab::Active => UserStatus::Active,
                Tab::Pending => UserStatus::Pending,
                Tab::Inactive => UserStatus::Inactive,
            },
            narrowing: Narrowing {
                q: self.q.clone(),
                role: self.role.clone(),
                team: self.team.clone(),
                department: self.department.clone(),
                seen: self.seen.clone(),
                manager: self.manager.clone(),
            },
        }
    }

    /// Everybody on the list, or on that of each state where all of them are asked for.
    pub fn listed(&self) -> Vec<Selection> {
        let everyone = self.everyone();
        if self.tab != "all" {
            return vec![Selection::All(everyone)];
        }
        let of_state = |status| {
            Selection::All(Everyone {
                status,
                ..everyone.clone()
            })
        };
        EVERY_STATE.map(of_state).into()
    }

    /// A number that can't be read fits nobody's count.
    pub fn expected(&self) -> Option<usize> {
        let said = Some(&self.expected).filter(|text| !text.is_empty());
        said.map(|text| text.parse().unwrap_or(usize::MAX))
    }

    /// Nothing but the one word for it, so that a slip changes nobody who wasn't named.
    fn is_about_all(&self) -> bool {
        self.all == "1"
    }

    /// The list that it was asked on.
    pub fn back(&self, actor: &Actor) -> String {
        let slug = &actor.workspace.slug;
        if self.next.is_empty() {
            address_asking(&format!("/{slug}{USERS}"), &self.narrowed())
        } else {
            way_on(slug, Some(&self.next))
        }
    }

    pub fn told_at(&self, actor: &Actor, job: JobId) -> String {
        let page = format!("/{}{USERS}/bulk/{job}", actor.workspace.slug);
        address_asking(&page, &[("next", self.next.as_str())])
    }

    /// The same people somewhere else.
    pub fn address(&self, actor: &Actor, page: &str) -> String {
        let mut fields = self.narrowed();
        if !self.is_about_all() {
            fields.extend(self.id.iter().map(|id| ("id", id.as_str())));
        }
        address_asking(&format!("/{}{USERS}{page}", actor.workspace.slug), &fields)
    }

    /// What the question passes on, with how many are asked about.
    pub fn hidden(&self, actor: &Actor, chosen: usize) -> Vec<(&'static str, String)> {
        let mut fields = vec![("action", self.action.clone())];
        if self.is_about_all() {
            fields.push(("all", "1".to_owned()));
            fields.push(("expected", chosen.to_string()));
        } else {
            fields.extend(self.id.iter().map(|id| ("id", id.clone())));
        }
        let narrowed = self.narrowed().into_iter();
        let narrowed = narrowed.filter(|(_, value)| !value.is_empty());
        fields.extend(narrowed.map(|(name, value)| (name, value.to_owned())));
        fields.push(("next", self.back(actor)));
        fields
    }

    fn narrowed(&self) -> Vec<(&'static str, &str)> {
        vec![
            ("tab", &self.tab),
            ("q", &self.q),
            ("role", &self.role),
            ("team", &self.team),
            ("department", &self.department),
            ("seen", &self.seen),
            ("manager", &self.manager),
        ]
    }
}
