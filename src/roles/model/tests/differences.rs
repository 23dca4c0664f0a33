//! Who gains, who loses and who starts elsewhere when a role is redefined.

use super::*;

/// A workspace with its built-in roles and two of its own, the highest first.
struct Office {
    all: Vec<Role>,
    returns: RoleId,
    press: RoleId,
}

impl Office {
    /// Returns sees users and starts there; Press sees the audit log.
    fn new() -> Self {
        let mut returns = custom(&[P::ReadUsers]);
        returns.definition.landing = Landing::Users;
        let mut press = custom(&[P::ReadAudit]);
        press.definition.landing = Landing::AuditLog;
        let ids = (returns.id, press.id);
        let [owner, admin, supervisor, agent] = BuiltinRole::ALL.map(builtin);
        Self {
            all: vec![owner, admin, supervisor, returns, press, agent],
            returns: ids.0,
            press: ids.1,
        }
    }

    fn role(&self, role: BuiltinRole) -> RoleId {
        let mut all = self.all.iter();
        all.find(|known| known.builtin == Some(role)).unwrap().id
    }

    /// What becomes of these people when Returns holds this and starts there.
    fn after(
        &self,
        permissions: &[Permission],
        landing: Landing,
        people: &[(&[RoleId], i64)],
    ) -> Difference {
        let mut all = self.all.iter();
        let role = all.find(|role| role.id == self.returns).unwrap();
        let after = Definition {
            permissions: set(permissions),
            landing,
            ..role.definition.clone()
        };
        let with_it: Vec<Alike> = people
            .iter()
            .map(|(roles, people)| Alike {
                roles: roles.to_vec(),
                people: *people,
            })
            .collect();
        difference(&self.all, role, &after, &with_it)
    }
}

#[test]
fn a_role_that_stays_as_it_is_changes_nothing_for_anybody() {
    let office = Office::new();
    let same = office.after(&[P::ReadUsers], Landing::Users, &[(&[office.returns], 4)]);
    assert_eq!(
        same,
        Difference {
            people: 4,
            ..Difference::default()
        }
    );
}

#[test]
fn only_those_gain_or_lose_who_dont_have_it_from_another_role() {
    let office = Office::new();
    let (returns, press) = (office.returns, office.press);
    let people: &[(&[RoleId], i64)] = &[
        (&[returns], 2),
        (&[returns, press], 3),
        (&[office.role(BuiltinRole::Admin), returns], 5),
        (&[returns, office.role(BuiltinRole::Supervisor)], 7),
    ];
    let changed = office.after(&[P::ReadAudit, P::ReadTeams], Landing::Users, people);
    assert_eq!(changed.people, 17);
    // The press reads the audit log as it is, the supervisors see teams and users, the admins all.
    assert_eq!(
        changed.gained,
        [(P::ReadTeams, 5), (P::ReadAudit, 9)],
        "{changed:?}"
    );
    assert_eq!(changed.lost, [(P::ReadUsers, 5)]);
}

#[test]
fn what_nobody_gains_or_loses_is_still_said() {
    let office = Office::new();
    let admins: &[RoleId] = &[office.role(BuiltinRole::Admin), office.returns];
    let changed = office.after(&[P::ReadTeams], Landing::Inbox, &[(admins, 3)]);
    assert_eq!(changed.gained, [(P::ReadTeams, 0)]);
    assert_eq!(changed.lost, [(P::ReadUsers, 0)]);
    assert_eq!(changed.moves, []);
    let unheld = office.after(&[P::ReadTeams], Landing::Inbox, &[]);
    assert_eq!((unheld.people, unheld.gained), (0, vec![(P::ReadTeams, 0)]));
}

#[test]
fn who_can_no_longer_see_their_page_starts_elsewhere() {
    let office = Office::new();
    let (returns, press) = (office.returns, office.press);
    let agent = office.role(BuiltinRole::Agent);
    let alone: &[RoleId] = &[returns];
    let with_press: &[RoleId] = &[press, returns];
    let with_agent: &[RoleId] = &[agent, returns];
    let people = [(alone, 2), (with_press, 3), (with_agent, 5)];
    let changed = office.after(&[P::ReadTeams], Landing::Users, &people);
    let moved = |to, having: &[RoleId], people| Move {
        from: Some(Landing::Users),
        to,
        loses_sight: true,
        people,
        having: vec![having.to_vec()],
    };
    assert_eq!(
        changed.moves,
        [
            moved(None, alone, 2),
            moved(Some(Landing::AuditLog), with_press, 3),
            moved(Some(Landing::Inbox), with_agent, 5),
        ]
    );
}

#[test]
fn only_the_highest_role_decides_where_somebody_starts() {
    let office = Office::new();
    let supervisor = office.role(BuiltinRole::Supervisor);
    let agent = office.role(BuiltinRole::Agent);
    let people: &[(&[RoleId], i64)] = &[
        (&[supervisor, office.returns], 2),
        (&[agent, office.returns], 3),
        // Returns is older than Press.
        (&[office.press, office.returns], 4),
    ];
    let both = &[P::ReadUsers, P::ReadRoles];
    let changed = office.after(both, Landing::Roles, people);
    assert_eq!(
        changed.moves,
        [Move {
            from: Some(Landing::Users),
            to: Some(Landing::Roles),
            loses_sight: false,
            people: 7,
            having: vec![
                vec![agent, office.returns],
                vec![office.press, office.returns]
            ],
        }]
    );
}

#[test]
fn who_lacked_a_page_of_their_own_may_get_one() {
    let office = Office::new();
    let mut blind = custom(&[P::ReadTeams]);
    blind.definition.landing = Landing::Users;
    let after = definition(set(&[P::ReadTeams, P::ReadUsers]), Landing::Users);
    let with_it = [Alike {
        roles: vec![blind.id],
        people: 1,
    }];
    let mut all = office.all.clone();
    all.push(blind.clone());
    let changed = difference(&all, &blind, &after, &with_it);
    let moved = changed.moves.first().unwrap();
    assert_eq!((moved.from, moved.to), (None, Some(Landing::Users)));
    assert!(!moved.loses_sight);
}
