//! Somebody who is here, or invited.

use super::{Case, Judged, KnownRole, KnownTeam, OWNERSHIP, Person, World, ids, names};
use crate::access::{Permission, PermissionSet};
use crate::imports::model::{Meaning, Wish};
use crate::types::{RoleId, TeamId, UserStatus};

const NOT_YOURS: &str = "They are here already, and changing people isn't yours to do.";
const ABOVE: &str = "They hold more than you do.";

impl World {
    pub(super) fn somebody(&self, case: &Case<'_>, person: &Person) -> Judged {
        let (mut judged, wish) = (Judged::default(), case.wish);
        // Whether anything differs would tell who they are.
        if !self.may(Permission::ReadUsers) && !self.may(Permission::WriteUsers) {
            return Judged::mistaken(vec![NOT_YOURS.to_owned()]);
        }
        let places = self.places(wish, &mut judged);
        Self::called(wish, person, &mut judged);
        if let Some(roles) = &places.roles {
            self.holds_otherwise(roles, person, &mut judged);
        }
        if let Some(teams) = &places.teams {
            self.is_elsewhere(teams, person, &mut judged);
        }
        if let Some(department) = &places.department
            && person.department != Some(department.id)
        {
            let mut all = self.departments.iter();
            let now = all.find(|one| Some(one.id) == person.department);
            let now = now.map_or("", |one| one.name.as_str());
            judged.differs(Meaning::Department, now, &department.name);
            judged.plan.department = Some(department.id);
        }
        if let Some(boss) = case.boss {
            Self::reports(case, boss, (Some(person), &mut judged));
        }
        self.is_theirs_to_change(person, &mut judged);
        judged
    }

    fn called(wish: &Wish, person: &Person, judged: &mut Judged) {
        let full_name = person.full_name.as_deref().unwrap_or_default();
        if let Some(name) = wish
            .full_name
            .as_ref()
            .filter(|name| name.as_str() != full_name)
        {
            judged.differs(Meaning::FullName, full_name, name.as_str());
            judged.plan.full_name = Some(name.clone());
        }
        let display_name = person.display_name.as_deref().unwrap_or(full_name);
        let wished = wish.display_name.as_ref();
        if let Some(name) = wished.filter(|name| name.as_str() != display_name) {
            judged.differs(Meaning::DisplayName, display_name, name.as_str());
            judged.plan.display_name = Some(name.clone());
        }
        let names_differ = !judged.differences.is_empty();
        if let Some(why) = person.names_stay.as_ref().filter(|_| names_differ) {
            judged.wrong.push(why.clone());
        }
    }

    fn holds_otherwise(&self, wished: &[KnownRole], person: &Person, judged: &mut Judged) {
        let had = |id: &RoleId| person.roles.contains(id);
        let given: Vec<KnownRole> = wished.iter().filter(|one| !had(&one.id)).cloned().collect();
        let keeps = |id: &RoleId| wished.iter().any(|role| role.id == *id);
        if given.is_empty() && person.roles.iter().all(keeps) {
            return;
        }
        let now: Vec<&KnownRole> = self.roles.iter().filter(|role| had(&role.id)).collect();
        if person.id == self.asker {
            judged
                .wrong
                .push("Nobody changes their own roles by an import.".to_owned());
        }
        let owned = now.iter().any(|role| role.is_owner);
        if owned == wished.iter().any(|role| role.is_owner) {
            self.may_be_given(&given, judged);
        } else {
            judged.wrong.push(OWNERSHIP.to_owned());
        }
        let (before, after) = (
            names(now.iter().map(|role| &role.name)),
            names(wished.iter().map(|role| &role.name)),
        );
        judged.differs(Meaning::Roles, &before, &after);
        judged.plan.roles = Some(wished.iter().map(|role| role.id).collect());
    }

    fn is_elsewhere(&self, wished: &[KnownTeam], person: &Person, judged: &mut Judged) {
        let is_in = |id: &TeamId| person.teams.contains(id);
        let stays = |id: &TeamId| wished.iter().any(|team| team.id == *id);
        if wished.iter().all(|team| is_in(&team.id)) && person.teams.iter().all(stays) {
            return;
        }
        if person.status != UserStatus::Pending && !self.may(Permission::WriteTeams) {
            let why = "Changing who is in which team isn't yours to do.";
            judged.wrong.push(why.to_owned());
        }
        let now = self.teams.iter().filter(|team| is_in(&team.id));
        let (before, after) = (
            names(now.map(|team| &team.name)),
            names(wished.iter().map(|team| &team.name)),
        );
        judged.differs(Meaning::Teams, &before, &after);
        judged.plan.teams = Some(ids(wished));
    }

    /// Whether whoever asks may do any of this to them. Where nothing differs there is nothing to do.
    fn is_theirs_to_change(&self, person: &Person, judged: &mut Judged) {
        if judged.differences.is_empty() {
            return;
        }
        let held = self
            .roles
            .iter()
            .filter(|role| person.roles.contains(&role.id));
        let held = held.fold(PermissionSet::EMPTY, |sum, role| {
            sum.union(role.permissions)
        });
        if !held.is_within(self.holds) {
            judged.above(ABOVE.to_owned());
            return;
        }
        let by_invitation = [Meaning::Roles, Meaning::Teams, Meaning::Department];
        let is_invited = person.status == UserStatus::Pending;
        let is_free =
            |what: Meaning| what == Meaning::Teams || (is_invited && by_invitation.contains(&what));
        let mut what = judged.differences.iter().map(|one| one.what);
        if !self.may(Permission::WriteUsers) && !what.all(is_free) {
            judged.wrong.push(NOT_YOURS.to_owned());
        }
    }
}
