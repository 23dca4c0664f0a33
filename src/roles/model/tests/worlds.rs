//! Small worlds in which everybody who lacks a permission works together to get it.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::sample::{Index, subsequence};
use proptest::test_runner::{Config, TestRunner};

use super::*;

/// Nobody here has a right to anything but by what they hold: the rules alone have to do.
#[derive(Debug)]
struct World {
    roles: Vec<Role>,
    /// What each person has.
    people: Vec<Vec<RoleId>>,
}

#[derive(Clone, Debug)]
enum Step {
    Create(Wish),
    Edit(Index, Wish),
    Assign(Index, Vec<Index>, Modesty),
    Delete(Index, Option<Index>),
}

/// Whether somebody asks only for what they hold, so that enough is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Modesty {
    Modest,
    Bold,
}

#[derive(Clone, Debug)]
struct Wish(PermissionSet, Modesty);

impl Wish {
    fn of(&self, holds: PermissionSet) -> PermissionSet {
        match self.1 {
            Modesty::Modest => self.0.shared_with(holds),
            Modesty::Bold => self.0,
        }
    }
}

impl World {
    fn new(definitions: Vec<PermissionSet>, people: &[Vec<Index>]) -> Self {
        let mut roles: Vec<Role> = BuiltinRole::ALL.into_iter().map(builtin).collect();
        roles.extend(definitions.into_iter().map(|permissions| {
            let mut role = custom(&[]);
            role.definition.permissions = permissions;
            role
        }));
        let people = people
            .iter()
            .map(|chosen| some_of(&roles, chosen))
            .collect();
        Self { roles, people }
    }

    fn had_by(&self, person: usize) -> Vec<Role> {
        let has = |role: &&Role| self.people[person].contains(&role.id);
        self.roles.iter().filter(has).cloned().collect()
    }

    fn held_by(&self, person: usize) -> PermissionSet {
        union(&self.had_by(person))
    }

    fn holders(&self, permission: Permission) -> Vec<usize> {
        let everybody = 0..self.people.len();
        everybody
            .filter(|person| self.held_by(*person).contains(permission))
            .collect()
    }

    /// Whether the rules let this person do it; if they do, it is done.
    fn take(&mut self, actor: usize, step: &Step) -> bool {
        let holds = self.held_by(actor);
        match step {
            Step::Create(wish) => self.create(holds, wish),
            Step::Edit(role, wish) => self.edit(actor, *role, wish),
            Step::Assign(person, roles, modesty) => {
                let target = person.index(self.people.len());
                let wished = some_of(&self.roles, roles);
                let may_wish =
                    |role: &&Role| *modesty == Modesty::Bold || role.permissions().is_within(holds);
                let after = self.roles.iter().filter(|role| wished.contains(&role.id));
                let after = after.filter(may_wish).cloned().collect();
                self.assign(holds, target, after)
            }
            Step::Delete(role, replacement) => self.delete(holds, *role, *replacement),
        }
    }

    fn create(&mut self, holds: PermissionSet, wish: &Wish) -> bool {
        let definer = Definer {
            holds,
            has_the_role: false,
        };
        let Ok(permissions) = definer.redefine(PermissionSet::EMPTY, wish.of(holds)) else {
            return false;
        };
        let mut role = custom(&[]);
        role.definition.permissions = permissions;
        self.roles.push(role);
        true
    }

    fn edit(&mut self, actor: usize, role: Index, wish: &Wish) -> bool {
        let definer = |id| Definer {
            holds: self.held_by(actor),
            has_the_role: self.people[actor].contains(&id),
        };
        let place = role.index(self.roles.len());
        let role = &self.roles[place];
        let definer = definer(role.id);
        let before = role.permissions();
        if role.builtin.is_some() {
            return false;
        }
        let Ok(after) = definer.redefine(before, wish.of(definer.holds)) else {
            return false;
        };
        assert!(!definer.has_the_role || after.is_within(before));
        self.roles[place].definition.permissions = after;
        true
    }

    fn assign(&mut self, holds: PermissionSet, target: usize, after: Vec<Role>) -> bool {
        let before = self.had_by(target);
        let exchange = Exchange { before, after };
        if exchange.after.is_empty() || exchange.is_within_reach_of(holds).is_err() {
            return false;
        }
        self.people[target] = exchange.after.iter().map(|role| role.id).collect();
        true
    }

    fn delete(&mut self, holds: PermissionSet, role: Index, instead: Option<Index>) -> bool {
        let role = self.roles[role.index(self.roles.len())].clone();
        let instead = instead.map(|instead| self.roles[instead.index(self.roles.len())].clone());
        let with_it: Vec<usize> = (0..self.people.len())
            .filter(|person| self.people[*person].contains(&role.id))
            .collect();
        let held = with_it.iter().map(|person| self.held_by(*person));
        let is_another = |other: &Role| other.id != role.id && !other.is_owner();
        if role.builtin.is_some()
            || !instead.as_ref().is_none_or(is_another)
            || (instead.is_none() && !with_it.is_empty())
            || may_be_replaced(holds, &role, held, instead.as_ref()).is_err()
        {
            return false;
        }
        for person in with_it {
            let has = &mut self.people[person];
            has.retain(|id| *id != role.id);
            has.extend(instead.iter().map(|role| role.id));
            has.sort_unstable();
            has.dedup();
        }
        self.roles.retain(|other| other.id != role.id);
        true
    }
}

/// At least one.
fn some_of(roles: &[Role], chosen: &[Index]) -> Vec<RoleId> {
    let chosen = chosen.iter().map(|index| index.get(roles).id);
    chosen.collect()
}

fn permissions() -> impl Strategy<Value = PermissionSet> {
    let all: Vec<Permission> = Permission::ALL.to_vec();
    let few = subsequence(all, 0..=6);
    few.prop_map(|few| few.into_iter().collect())
}

fn steps() -> impl Strategy<Value = Vec<(Index, Step)>> {
    let modesty = || prop_oneof![Just(Modesty::Modest), Just(Modesty::Bold)];
    let wish = move || (permissions(), modesty()).prop_map(|(set, modesty)| Wish(set, modesty));
    let index = any::<Index>;
    let some = proptest::collection::vec(index(), 1..=3);
    let step = prop_oneof![
        1 => wish().prop_map(Step::Create),
        3 => (index(), wish()).prop_map(|(role, wish)| Step::Edit(role, wish)),
        4 => (index(), some, modesty())
            .prop_map(|(person, roles, modesty)| Step::Assign(person, roles, modesty)),
        1 => (index(), proptest::option::of(index()))
            .prop_map(|(role, instead)| Step::Delete(role, instead)),
    ];
    proptest::collection::vec((index(), step), 1..60)
}

fn world() -> impl Strategy<Value = World> {
    let index = any::<Index>;
    let roles = proptest::collection::vec(permissions().prop_map(PermissionSet::with_needed), 2..7);
    let has = proptest::collection::vec(index(), 1..=3);
    let people = proptest::collection::vec(has, 3..8);
    (roles, people).prop_map(|(roles, people)| World::new(roles, &people))
}

/// How often each kind of step was allowed, and refused.
#[derive(Debug, Default)]
struct Tally([Cell<(u32, u32)>; 4]);

impl Tally {
    fn note(&self, step: &Step, was_allowed: bool) {
        let cell = match step {
            Step::Create(_) => &self.0[0],
            Step::Edit(..) => &self.0[1],
            Step::Assign(..) => &self.0[2],
            Step::Delete(..) => &self.0[3],
        };
        let (allowed, refused) = cell.get();
        let new = u32::from(was_allowed);
        cell.set((allowed + new, refused + 1 - new));
    }
}

#[test]
fn nobody_who_lacks_a_permission_gives_it_to_anybody_or_takes_it_away() {
    let tally = Tally::default();
    let mut runner = TestRunner::new(Config::with_cases(400));
    let story = (world(), subsequence(Permission::ALL.to_vec(), 1), steps());
    let told = runner.run(&story, |(mut world, wanted, steps)| {
        let wanted = wanted[0];
        let holders = world.holders(wanted);
        let lacking: Vec<usize> = (0..world.people.len())
            .filter(|person| !holders.contains(person))
            .collect();
        prop_assume!(!lacking.is_empty());
        for (actor, step) in &steps {
            let actor = *actor.get(&lacking);
            let allowed = world.take(actor, step);
            tally.note(step, allowed);
            prop_assert_eq!(&world.holders(wanted), &holders, "after {:?}", step);
            prop_assert!(world.people.iter().all(|has| !has.is_empty()));
        }
        Ok(())
    });
    told.unwrap_or_else(|failure| panic!("{failure}"));
    // A world in which nothing may happen proves nothing.
    for cell in &tally.0 {
        let (allowed, refused) = cell.get();
        assert!(allowed > 50 && refused > 50, "{tally:?}");
    }
}
