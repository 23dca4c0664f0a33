//! Everybody of the made-up company, one at a time: who was first is at its top.

use chrono::{DateTime, TimeDelta, Utc};

use super::company::{CUSTOM_ROLES, departments, teams};
use super::dice::{Dice, Throw};
use super::names::called;
use super::person::{Away, Person, Rights, Standing};
use super::{Made, Wish};

/// The company is so old. It grows, so most have come lately.
const DAYS: i64 = 1_400;

const REPORTS_OF_ONE: u32 = 8;

/// Of a workspace's addresses, which nobody receives mail at.
const DOMAINS: [&str; 4] = ["example.com", "example.com", "example.org", "example.net"];

pub struct Crowd {
    pub wish: Wish,
    pub now: DateTime<Utc>,
    /// Who came from here before has numbers below.
    first: u32,
    admins: u32,
    departments: u32,
    pub teams: Vec<String>,
    managers: Vec<Option<u32>>,
    reports: Vec<i32>,
    /// Of departments and teams: the first who is in it.
    pub heads: Vec<Option<u32>>,
    pub leads: Vec<Option<u32>>,
    pub made: Made,
}

/// The least that others have to know of somebody.
struct Outline {
    standing: Standing,
    created_at: DateTime<Utc>,
}

impl Crowd {
    pub fn new(wish: Wish, first: u32, now: DateTime<Utc>) -> Self {
        let teams = teams(wish.people);
        let departments = departments(wish.people);
        let mut crowd = Self {
            admins: owners(wish.people) + (wish.people / 400).clamp(1, 80),
            departments: u32::try_from(departments).unwrap_or(u32::MAX),
            managers: Vec::with_capacity(wish.people as usize),
            reports: vec![0; wish.people as usize],
            heads: vec![None; departments],
            leads: vec![None; teams.len()],
            made: Made {
                teams: teams.len(),
                departments,
                owners: owners(wish.people) as usize,
                ..Made::default()
            },
            wish,
            now,
            first,
            teams,
        };
        (0..wish.people).for_each(|number| crowd.place(number));
        crowd
    }

    /// What depends on others, once.
    fn place(&mut self, number: u32) {
        let standing = self.outline(number).standing;
        let manager = self.wished_manager(number).map(|wished| self.stays(wished));
        self.managers.push(manager);
        match standing {
            Standing::Pending => self.made.pending += 1,
            Standing::Active { .. } => self.made.active += 1,
            Standing::Inactive { .. } => self.made.inactive += 1,
        }
        let counted = manager.filter(|_| standing.left().is_none());
        if let Some(reports) = counted.and_then(|manager| self.reports.get_mut(manager as usize)) {
            *reports += 1;
        }
        if !standing.is_active() {
            return;
        }
        let (department, teams) = self.places(number);
        let head = department.and_then(|at| self.heads.get_mut(at));
        head.map(|head| head.get_or_insert(number));
        for at in teams {
            let lead = self.leads.get_mut(at);
            lead.map(|lead| lead.get_or_insert(number));
        }
    }

    pub fn person(&self, number: u32) -> Person {
        let Outline {
            standing,
            created_at,
        } = self.outline(number);
        let mut dice = self.dice(Throw::Name, number);
        let called = called(&mut dice);
        let domain = dice.one_of(&DOMAINS);
        let manager = self.managers.get(number as usize).copied().flatten();
        let (department, teams) = self.places(number);
        let mut presence = self.dice(Throw::Presence, number);
        Person {
            number,
            email: format!("{}{}@{domain}", called.address, self.first + number + 1),
            full_name: called.full_name,
            display_name: called.display_name,
            standing,
            created_at,
            seen_at: self.seen(&mut presence, standing),
            away: self.away(&mut presence, standing),
            beta_access: presence.chance(40),
            rights: self.rights(number),
            manager,
            reports: self
                .reports
                .get(number as usize)
                .copied()
                .unwrap_or_default(),
            moved_up_at: self.moved_up(number, manager),
            department,
            teams,
        }
    }

    /// Somebody who may invite.
    pub fn inviter(&self, dice: &mut Dice) -> u32 {
        dice.below(self.admins)
    }

    pub fn created_at(&self, number: u32) -> DateTime<Utc> {
        self.outline(number).created_at
    }

    /// By everybody's number in the workspace, so that who is added later isn't the same people again.
    pub fn dice(&self, throw: Throw, number: u32) -> Dice {
        Dice::of(self.wish.seed, throw, u64::from(self.first + number))
    }

    fn outline(&self, number: u32) -> Outline {
        let age = age(number, self.wish.people);
        let mut dice = self.dice(Throw::Standing, number);
        let created_at = self.now - age - TimeDelta::seconds(dice.below(50).into());
        // Those at the top hold the rest together.
        let may_be_gone = number >= self.admins + REPORTS_OF_ONE;
        if may_be_gone && age < TimeDelta::days(24) && dice.chance(380) {
            let standing = Standing::Pending;
            return Outline {
                standing,
                created_at,
            };
        }
        let since = part(
            &mut dice,
            created_at,
            (self.now - created_at).min(TimeDelta::days(4)),
        );
        let standing = if may_be_gone && dice.chance(70) {
            let left = part(&mut dice, since, self.now - since);
            Standing::Inactive { since, left }
        } else {
            Standing::Active { since }
        };
        Outline {
            standing,
            created_at,
        }
    }

    fn rights(&self, number: u32) -> Rights {
        let mut dice = self.dice(Throw::Rights, number);
        let custom = dice.below(u32::try_from(CUSTOM_ROLES.len()).unwrap_or(1)) as usize;
        match number {
            owner if owner < owners(self.wish.people) => Rights::Owner,
            admin if admin < self.admins => Rights::Admin,
            above if above < self.wish.people / 25 => Rights::Supervisor,
            _ if dice.chance(20) => Rights::Supervisor,
            _ if dice.chance(40) => Rights::Custom(custom),
            _ if dice.chance(60) => Rights::AgentAnd(custom),
            _ => Rights::Agent,
        }
    }

    /// Some stand nowhere, and the first at the top.
    fn wished_manager(&self, number: u32) -> Option<u32> {
        let mut dice = self.dice(Throw::Place, number);
        let is_nowhere = number > REPORTS_OF_ONE && dice.chance(25);
        if number == 0 || is_nowhere {
            return None;
        }
        let about = (number - 1) / REPORTS_OF_ONE;
        Some(about - dice.below(about / 3 + 1))
    }

    /// Whoever left or hasn't come is nobody's manager: the one above is.
    fn stays(&self, wished: u32) -> u32 {
        let mut at = wished;
        while !self.outline(at).standing.is_active() {
            at = self
                .managers
                .get(at as usize)
                .copied()
                .flatten()
                .unwrap_or(0);
        }
        at
    }

    /// Some of those whose manager left were looked at since.
    fn moved_up(&self, number: u32, manager: Option<u32>) -> Option<DateTime<Utc>> {
        let wished = self.wished_manager(number).filter(|_| manager.is_some())?;
        let left = self.outline(wished).standing.left()?;
        let outline = self.outline(number);
        let is_open = outline.standing.left().is_none() && left > outline.created_at;
        (is_open && number.is_multiple_of(4)).then_some(left)
    }

    /// Most people are in one of the first departments, and in one of the first teams.
    fn places(&self, number: u32) -> (Option<usize>, Vec<usize>) {
        let mut dice = self.dice(Throw::Place, number + 1);
        let lower = |dice: &mut Dice, bound| dice.below(bound).min(dice.below(bound)) as usize;
        let department = (number < self.departments).then_some(number as usize);
        let department =
            department.or_else(|| (!dice.chance(60)).then(|| lower(&mut dice, self.departments)));
        let teams = u32::try_from(self.teams.len()).unwrap_or(u32::MAX);
        let count = match dice.below(100) {
            0..7 => 0,
            7..88 => 1,
            88..97 => 2,
            _ => 3,
        };
        let mut into: Vec<usize> = (0..count)
            .map(|_| {
                // Half of them in the big ones; the small ones have somebody too.
                if dice.chance(500) {
                    let bound = dice.below(teams) + 1;
                    lower(&mut dice, bound)
                } else {
                    dice.below(teams) as usize
                }
            })
            .collect();
        into.sort_unstable();
        into.dedup();
        (department, into)
    }

    fn seen(&self, dice: &mut Dice, standing: Standing) -> Option<DateTime<Utc>> {
        let since = standing.since()?;
        let until = standing.left().unwrap_or(self.now);
        let (from, to) = match dice.below(1_000) {
            0..15 => return None,
            15..700 => (0, 20),
            700..900 => (20, 7 * 24),
            900..950 => (7 * 24, 85 * 24),
            _ => (91 * 24, 400 * 24),
        };
        let hours = from + i64::from(dice.below(u32::try_from(to - from).unwrap_or(1)));
        let ago = TimeDelta::hours(hours) + TimeDelta::minutes(dice.below(60).into());
        Some((until - ago).max(since))
    }

    fn away(&self, dice: &mut Dice, standing: Standing) -> Away {
        match dice.below(100) {
            0..4 if standing.is_active() => {
                Away::Until(self.now + TimeDelta::hours(i64::from(dice.below(240)) + 2))
            }
            4..9 if standing.is_active() => Away::UntilTheySay,
            _ => Away::Here,
        }
    }
}

/// Since when somebody is there, in a company that grows.
fn age(number: u32, people: u32) -> TimeDelta {
    let (rest, whole) = (i128::from(people - number), i128::from(people) + 1);
    let minutes = rest * rest * i128::from(DAYS * 24 * 60) / (whole * whole);
    TimeDelta::minutes(i64::try_from(minutes).unwrap_or(0))
}

fn owners(people: u32) -> u32 {
    match people {
        0..20 => 0,
        20..5_000 => 1,
        _ => 3,
    }
}

/// A moment in a span.
fn part(dice: &mut Dice, from: DateTime<Utc>, span: TimeDelta) -> DateTime<Utc> {
    from + span / 1_000 * i32::try_from(dice.below(1_000)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_the_oldest_in_a_company_of_any_size() {
        for people in [1, 100, 2_200_000, 5_000_000, u32::MAX] {
            let (first, last) = (age(0, people), age(people - 1, people));
            assert!(first <= TimeDelta::days(DAYS) && first >= last, "{people}");
            assert!(
                first > TimeDelta::days(300) && last >= TimeDelta::zero(),
                "{people}"
            );
        }
    }
}
