use super::*;
use crate::access::BuiltinRole;
use crate::imports::model::Meaning as M;

fn world(holder: BuiltinRole) -> World {
    let roles = BuiltinRole::ALL.map(|role| {
        let known = KnownRole {
            id: RoleId::new(),
            name: role.name().to_owned(),
            permissions: role.permissions(),
            is_owner: role == BuiltinRole::Owner,
        };
        (known.name.clone(), known)
    });
    World {
        asker: UserId::new(),
        holds: holder.permissions(),
        roles: ByName::of(roles),
        teams: ByName::of([]),
        departments: ByName::of([]),
        role: None,
    }
}

fn role(world: &World, role: BuiltinRole) -> RoleId {
    world.roles.find(role.name()).unwrap().id
}

fn somebody(world: &World, held: BuiltinRole, status: UserStatus) -> Person {
    Person {
        id: UserId::new(),
        status,
        full_name: Some("Ana Lima".to_owned()),
        display_name: None,
        roles: vec![role(world, held)],
        teams: Vec::new(),
        department: None,
        manager: Some("maja@n.example".to_owned()),
        names_stay: None,
    }
}

fn wish(cells: &[(M, &str)]) -> Wish {
    let all = [&[(M::Email, "ana@n.example")], cells].concat();
    let meanings: Vec<Option<M>> = all.iter().map(|(one, _)| Some(*one)).collect();
    let cells: Vec<String> = all.iter().map(|(_, cell)| (*cell).to_owned()).collect();
    Wish::read(&meanings, &cells).unwrap()
}

fn judged(world: &World, person: Option<&Person>, cells: &[(M, &str)]) -> Judged {
    let wish = wish(cells);
    let boss = wish
        .manager
        .as_ref()
        .map(|_| Boss::Is("maja@n.example".to_owned()));
    judge(
        world,
        &Case {
            wish: &wish,
            person,
            repeats: None,
            boss: boss.as_ref(),
        },
    )
}

#[test]
fn what_is_said_as_it_is_changes_nothing_whoever_says_it() {
    for holder in [BuiltinRole::Owner, BuiltinRole::Supervisor] {
        let world = world(holder);
        let owner = somebody(&world, BuiltinRole::Owner, UserStatus::Active);
        let cells = [
            (M::FullName, "Ana  Lima"),
            (M::DisplayName, "Ana Lima"),
            (M::Roles, "OWNER;"),
            (M::Manager, "Maja@n.example"),
        ];
        let judged = judged(&world, Some(&owner), &cells);
        assert_eq!(judged.outcome(), Outcome::Same, "{:?}", judged.wrong);
    }
}

#[test]
fn nobody_above_is_changed_and_nothing_above_is_given() {
    let world = world(BuiltinRole::Supervisor);
    let admin = somebody(&world, BuiltinRole::Admin, UserStatus::Active);
    let agent = somebody(&world, BuiltinRole::Agent, UserStatus::Pending);
    for (person, cells) in [
        (Some(&admin), [(M::FullName, "Ana Else")]),
        (Some(&agent), [(M::Roles, "Admin")]),
        (None, [(M::Roles, "Admin")]),
    ] {
        let judged = judged(&world, person, &cells);
        assert_eq!(judged.outcome(), Outcome::Error);
        assert!(judged.is_above);
    }
}

#[test]
fn ownership_is_neither_given_nor_taken() {
    let world = world(BuiltinRole::Owner);
    let owner = somebody(&world, BuiltinRole::Owner, UserStatus::Active);
    let agent = somebody(&world, BuiltinRole::Agent, UserStatus::Active);
    for (person, cells) in [
        (Some(&owner), [(M::Roles, "Admin")]),
        (Some(&agent), [(M::Roles, "Owner; Agent")]),
        (None, [(M::Roles, "Owner")]),
    ] {
        let judged = judged(&world, person, &cells);
        assert_eq!(judged.wrong, [OWNERSHIP], "{cells:?}");
    }
    // Who stays one may get a role beside it.
    let more = judged(&world, Some(&owner), &[(M::Roles, "Owner, Agent")]);
    assert_eq!(more.outcome(), Outcome::Change);
}

#[test]
fn who_is_new_needs_a_role_from_the_file_or_for_everybody() {
    let mut world = world(BuiltinRole::Admin);
    assert_eq!(judged(&world, None, &[]).outcome(), Outcome::Error);
    assert_eq!(
        judged(&world, None, &[(M::Roles, " ; ")]).outcome(),
        Outcome::Error
    );
    world.role = Some(role(&world, BuiltinRole::Agent));
    let new = judged(&world, None, &[]);
    assert_eq!(new.outcome(), Outcome::Create);
    assert_eq!(new.plan.roles, Some(vec![role(&world, BuiltinRole::Agent)]));
}

#[test]
fn everything_that_is_wrong_is_told_together() {
    let world = world(BuiltinRole::Admin);
    let mut gone = somebody(&world, BuiltinRole::Agent, UserStatus::Inactive);
    gone.names_stay = Some("They stay.".to_owned());
    let cells = [
        (M::FullName, "Ana Else"),
        (M::Teams, "Nothing"),
        (M::Department, "Nowhere"),
    ];
    let judged = judged(&world, Some(&gone), &cells);
    assert_eq!(judged.wrong.len(), 3, "{:?}", judged.wrong);
    assert!(judged.wrong.contains(&"They stay.".to_owned()));
}
