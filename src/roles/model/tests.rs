//! Each rule as a table, and all of them together on small worlds.

mod differences;
mod worlds;

use crate::access::{Landing, Permission, Permission as P};
use crate::types::{Description, Title};

use super::*;

fn set(permissions: &[Permission]) -> PermissionSet {
    permissions.iter().copied().collect()
}

fn definition(permissions: PermissionSet, landing: Landing) -> Definition {
    Definition {
        name: Title::parse("Returns").unwrap(),
        description: Description::default(),
        permissions,
        landing,
    }
}

fn custom(permissions: &[Permission]) -> Role {
    Role {
        id: RoleId::new(),
        builtin: None,
        definition: definition(set(permissions), Landing::Inbox),
        version: 1,
    }
}

fn builtin(role: BuiltinRole) -> Role {
    Role {
        id: RoleId::new(),
        builtin: Some(role),
        definition: definition(role.permissions(), role.landing()),
        version: 1,
    }
}

fn exchange(before: &[&Role], after: &[&Role]) -> Exchange {
    let owned = |roles: &[&Role]| roles.iter().map(|role| (*role).clone()).collect();
    Exchange {
        before: owned(before),
        after: owned(after),
    }
}

fn above(permissions: &[Permission]) -> AboveCeiling {
    AboveCeiling {
        missing: set(permissions),
    }
}

/// What somebody holds, what a role held, what it is wished to hold, and what becomes of it.
type Redefinition<'t> = (
    &'t [P],
    &'t [P],
    &'t [P],
    Result<PermissionSet, AboveCeiling>,
);

#[test]
fn a_role_is_redefined_with_what_its_editor_holds_and_keeps_the_rest() {
    use P::{ReadAudit, ReadTeams, ReadUsers, WriteTeams, WriteUsers};
    let table: &[Redefinition<'_>] = &[
        (&[ReadUsers], &[], &[ReadUsers], Ok(set(&[ReadUsers]))),
        (&[ReadUsers], &[ReadUsers], &[], Ok(set(&[]))),
        // What is above the ceiling stays, whether it is wished or not.
        (&[ReadUsers], &[ReadAudit], &[], Ok(set(&[ReadAudit]))),
        (
            &[ReadUsers],
            &[ReadAudit],
            &[ReadAudit, ReadUsers],
            Ok(set(&[ReadAudit, ReadUsers])),
        ),
        (&[], &[ReadAudit], &[ReadAudit], Ok(set(&[ReadAudit]))),
        // It can't be added.
        (
            &[ReadUsers],
            &[ReadUsers],
            &[ReadUsers, ReadAudit],
            Err(above(&[ReadAudit])),
        ),
        (&[ReadUsers], &[], &[ReadAudit], Err(above(&[ReadAudit]))),
        // What is needed comes along, and has to be held too.
        (
            &[WriteTeams, ReadTeams],
            &[],
            &[WriteTeams],
            Ok(set(&[WriteTeams, ReadTeams])),
        ),
        (&[WriteTeams], &[], &[WriteTeams], Err(above(&[ReadTeams]))),
        // What is kept keeps what it needs.
        (
            &[ReadUsers],
            &[ReadUsers, WriteUsers],
            &[],
            Ok(set(&[ReadUsers, WriteUsers])),
        ),
    ];
    for (holds, before, wished, expected) in table {
        let definer = Definer {
            holds: set(holds),
            has_the_role: false,
        };
        let after = definer.redefine(set(before), set(wished));
        let expected = match expected {
            Ok(after) => Ok(*after),
            Err(AboveCeiling { missing }) => {
                Err(Beyond::Ceiling(AboveCeiling { missing: *missing }))
            }
        };
        assert_eq!(after, expected, "{holds:?} {before:?} {wished:?}");
    }
}

#[test]
fn nobody_adds_to_a_role_of_their_own_but_may_take_from_it() {
    let own = Definer {
        holds: set(&[P::ReadUsers, P::ReadTeams, P::WriteTeams]),
        has_the_role: true,
    };
    let before = set(&[P::ReadUsers, P::ReadAudit]);
    let added = own.redefine(before, set(&[P::ReadUsers, P::WriteTeams]));
    let both = set(&[P::ReadTeams, P::WriteTeams]);
    assert_eq!(added, Err(Beyond::OwnRole(both)));
    assert_eq!(own.redefine(before, before), Ok(before));
    assert_eq!(own.redefine(before, set(&[])), Ok(set(&[P::ReadAudit])));
    // What isn't held is refused as that first: it is the better answer.
    let audit = own.redefine(set(&[]), set(&[P::ReadAudit]));
    assert_eq!(audit, Err(Beyond::Ceiling(above(&[P::ReadAudit]))));
}

#[test]
fn a_box_is_fixed_exactly_where_ticking_it_otherwise_would_be_refused_or_do_nothing() {
    let few = [P::ReadUsers, P::WriteUsers, P::ReadTeams, P::ReadAudit];
    for bits in 0_usize..256 {
        let pick = |shift: usize| -> PermissionSet {
            let chosen = few.iter().enumerate();
            let chosen = chosen.filter(|(place, _)| bits >> (shift + place) & 1 == 1);
            chosen.map(|(_, permission)| *permission).collect()
        };
        let (holds, before) = (pick(0), pick(4).with_needed());
        for has_the_role in [false, true] {
            let definer = Definer {
                holds,
                has_the_role,
            };
            for permission in few {
                let one = set(&[permission]);
                let is_on = before.contains(permission);
                let other = if is_on {
                    // Whatever needs it goes with it.
                    let needing = few.iter().filter(|other| other.needs() == Some(permission));
                    before.without(one.union(needing.copied().collect()))
                } else {
                    before.union(one)
                };
                let takes_effect = definer
                    .redefine(before, other)
                    .is_ok_and(|after| after.contains(permission) != is_on);
                let fixed = definer.fixes(before, permission).is_some();
                assert_eq!(fixed, !takes_effect, "{definer:?} {before:?} {permission}");
            }
        }
    }
}

#[test]
fn an_exchange_knows_what_is_given_and_taken() {
    let (one, two, three) = (custom(&[]), custom(&[]), custom(&[]));
    let ids = |roles: &mut dyn Iterator<Item = &Role>| -> Vec<RoleId> {
        roles.map(|role| role.id).collect()
    };
    let moved = exchange(&[&one, &two], &[&two, &three]);
    assert_eq!(ids(&mut moved.given()), [three.id]);
    assert_eq!(ids(&mut moved.taken()), [one.id]);
    assert!(!moved.changes_nothing());
    assert!(!exchange(&[&one], &[]).changes_nothing());
    assert!(!exchange(&[], &[&one]).changes_nothing());
    assert!(exchange(&[&one, &two], &[&two, &one]).changes_nothing());
}

#[test]
fn an_exchange_counts_owners_and_finds_the_highest_role() {
    let [owner, admin, supervisor, agent] = BuiltinRole::ALL.map(builtin);
    let returns = custom(&[]);
    let table: &[(&[&Role], &[&Role], i32, i16)] = &[
        (&[&owner], &[&admin], -1, 1),
        (&[&owner, &agent], &[&agent], -1, 4),
        (&[&agent], &[&agent, &owner], 1, 0),
        (&[&owner, &agent], &[&owner], 0, 0),
        (&[&admin], &[&returns, &agent], 0, 3),
        (&[&admin], &[&agent, &supervisor, &returns], 0, 2),
        (&[&agent], &[&returns], 0, CUSTOM_ROLE_RANK),
    ];
    for (before, after, owners, top_rank) in table {
        let exchange = exchange(before, after);
        assert_eq!(
            (exchange.owners(), exchange.top_rank()),
            (*owners, *top_rank),
            "{exchange:?}"
        );
    }
}

/// Somebody's roles, before and after, and whether that is within reach.
type Reach<'t> = (&'t [&'t Role], &'t [&'t Role], Result<(), AboveReach>);

#[test]
fn an_exchange_reaches_only_who_holds_no_more_and_gives_only_what_is_held() {
    let audit = custom(&[P::ReadAudit]);
    let (users, teams) = (custom(&[P::ReadUsers]), custom(&[P::ReadTeams]));
    let holds = set(&[P::ReadUsers, P::ReadTeams]);
    let target = || Err(AboveReach::Target(above(&[P::ReadAudit])));
    let given = || Err(AboveReach::Given(above(&[P::ReadAudit])));
    let table: &[Reach<'_>] = &[
        (&[&users], &[&teams], Ok(())),
        (&[&users], &[], Ok(())),
        (&[], &[&users, &teams], Ok(())),
        (&[&users], &[&users, &audit], given()),
        (&[], &[&audit], given()),
        // Who holds more is out of reach even for what is one's own, and even to be left as they are.
        (&[&users, &audit], &[&audit], target()),
        (&[&audit], &[&audit, &users], target()),
        (&[&audit], &[], target()),
        (&[&audit], &[&audit], target()),
    ];
    for (before, after, expected) in table {
        let exchange = exchange(before, after);
        assert_eq!(
            &exchange.is_within_reach_of(holds),
            expected,
            "{exchange:?}"
        );
    }
}

#[test]
fn a_role_is_replaced_only_by_who_holds_it_what_its_people_hold_and_what_they_get() {
    let holds = set(&[P::ReadUsers, P::ReadTeams]);
    let (users, teams) = (custom(&[P::ReadUsers]), custom(&[P::ReadTeams]));
    let audit = custom(&[P::ReadAudit]);
    let more = set(&[P::ReadUsers, P::ReadAudit]);
    let target = || Err(AboveReach::Target(above(&[P::ReadAudit])));
    let may = |role, held: &[PermissionSet], replacement| {
        may_be_replaced(holds, role, held.iter().copied(), replacement)
    };
    assert_eq!(may(&users, &[], None), Ok(()));
    assert_eq!(may(&users, &[holds, set(&[])], Some(&teams)), Ok(()));
    assert_eq!(may(&audit, &[], None), target());
    assert_eq!(may(&users, &[holds, more], Some(&teams)), target());
    assert_eq!(
        may(&users, &[holds], Some(&audit)),
        Err(AboveReach::Given(above(&[P::ReadAudit])))
    );
}
