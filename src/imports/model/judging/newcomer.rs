//! Somebody who isn't here yet.

use super::{Case, Judged, OWNERSHIP, World, ids, names};
use crate::access::Permission;
use crate::imports::model::Meaning;

const MANAGER_NOT_YOURS: &str =
    "Saying who somebody reports to is for those who may change people. Leave the manager empty.";

impl World {
    pub(super) fn newcomer(&self, case: &Case<'_>) -> Judged {
        let (mut judged, wish) = (Judged::default(), case.wish);
        judged.is_new = true;
        let places = self.places(wish, &mut judged);
        let standing = self
            .role
            .and_then(|id| self.roles.iter().find(|role| role.id == id));
        let roles = places.roles.or_else(|| Some(vec![standing?.clone()]));
        match &roles {
            None if judged.wrong.is_empty() => judged
                .wrong
                .push("There is no role. Write one, or choose one for everybody new.".to_owned()),
            None => {}
            Some(roles) if roles.iter().any(|role| role.is_owner) => {
                judged.wrong.push(OWNERSHIP.to_owned());
            }
            Some(roles) => self.may_be_given(roles, &mut judged),
        }
        let roles = roles.unwrap_or_default();
        for (what, name) in [
            (Meaning::FullName, &wish.full_name),
            (Meaning::DisplayName, &wish.display_name),
        ] {
            if let Some(name) = name {
                judged.differs(what, "", name.as_str());
            }
        }
        judged.differs(
            Meaning::Roles,
            "",
            &names(roles.iter().map(|one| &one.name)),
        );
        judged.plan.roles = Some(roles.iter().map(|role| role.id).collect());
        if let Some(teams) = &places.teams {
            judged.differs(
                Meaning::Teams,
                "",
                &names(teams.iter().map(|one| &one.name)),
            );
            judged.plan.teams = Some(ids(teams));
        }
        if let Some(department) = &places.department {
            judged.differs(Meaning::Department, "", &department.name);
            judged.plan.department = Some(department.id);
        }
        if let Some(boss) = case.boss {
            if !self.may(Permission::WriteUsers) {
                judged.wrong.push(MANAGER_NOT_YOURS.to_owned());
            }
            Self::reports(case, boss, (None, &mut judged));
        }
        judged.plan.full_name.clone_from(&wish.full_name);
        judged.plan.display_name.clone_from(&wish.display_name);
        judged
    }
}
