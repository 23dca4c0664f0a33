use crate::directory::model::{Filter, InTeam};
use crate::directory::store::choices::Choices;
use crate::types::Like;

/// What a list is narrowed to, as it stands in the address.
#[derive(Clone, Debug, Default)]
pub(in crate::directory) struct Narrowing {
    pub q: String,
    pub role: String,
    pub team: String,
    pub department: String,
    pub seen: String,
    pub manager: String,
}

impl Narrowing {
    /// In place of a team's id.
    pub const NO_TEAM: &'static str = "none";
    pub const LONG_AGO: &'static str = "long-ago";
    pub const LEFT: &'static str = "left";

    pub fn is_unnarrowed(&self) -> bool {
        self.sought().is_empty() && self.fields().iter().all(|(_, value)| value.is_empty())
    }

    pub fn sought(&self) -> &str {
        self.q.trim()
    }

    /// By the names of the fields.
    pub fn fields(&self) -> [(&'static str, &str); 6] {
        let [q, role, _, department] = self.kept();
        [
            q,
            role,
            ("team", &self.team),
            department,
            ("seen", &self.seen),
            ("manager", &self.manager),
        ]
    }

    /// What every tab can be narrowed to. Whoever is invited isn't sought by being in no team.
    pub fn kept(&self) -> [(&'static str, &str); 4] {
        let team = Some(self.team.as_str()).filter(|team| *team != Self::NO_TEAM);
        [
            ("q", self.sought()),
            ("role", &self.role),
            ("team", team.unwrap_or_default()),
            ("department", &self.department),
        ]
    }

    /// `None` where something isn't there, be it no id at all or another workspace's.
    pub fn filter(&self, choices: &Choices) -> Option<Filter> {
        let mut filter = Filter::default();
        if !self.sought().is_empty() {
            filter.like = Some(Like::somebody(self.sought())?);
        }
        if !self.role.is_empty() {
            let role = self.role.parse().ok()?;
            filter.role = Some(choices.roles.iter().find(|one| one.id == role)?.id);
        }
        filter.team = match self.team.as_str() {
            "" => None,
            Self::NO_TEAM if choices.shows_places => Some(InTeam::None),
            id => {
                let team = id.parse().ok()?;
                let found = choices.teams.iter().find(|(id, _)| *id == team)?;
                Some(InTeam::One(found.0))
            }
        };
        if !self.department.is_empty() {
            let within = choices.departments.within(self.department.parse().ok()?);
            filter.departments = Some(within).filter(|within| !within.is_empty());
            filter.departments.as_ref()?;
        }
        filter.not_seen_for_long = given(&self.seen, Self::LONG_AGO)?;
        filter.manager_left = given(&self.manager, Self::LEFT)?;
        Some(filter)
    }
}

/// Whether a field says the only word that it may.
fn given(value: &str, word: &str) -> Option<bool> {
    match value {
        "" => Some(false),
        value if value == word => Some(true),
        _ => None,
    }
}
