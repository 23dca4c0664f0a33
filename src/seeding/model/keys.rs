//! API keys of the made-up company, in every state that they can be in.

use chrono::TimeDelta;

use super::person::{Person, Rights};
use crate::access::{Permission as P, PermissionSet};

/// What a program of the company's comes in with. Times are before now, or before its maker left.
pub struct Key {
    pub name: &'static str,
    permissions: &'static [P],
    pub maker: Maker,
    pub made: TimeDelta,
    pub used: Option<TimeDelta>,
    pub outcome: KeyOutcome,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maker {
    /// Holds what the key does.
    Admin,
    /// Holds less than was chosen for it, as somebody does who was an admin once.
    Supervisor,
    /// Who left, and it stopped.
    Leaver,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOutcome {
    Open,
    ExpiresIn(TimeDelta),
    Expired { ago: TimeDelta },
    Revoked { ago: TimeDelta },
}

impl Key {
    pub fn permissions(&self) -> PermissionSet {
        let chosen: PermissionSet = self.permissions.iter().copied().collect();
        chosen.with_needed()
    }
}

impl Maker {
    pub fn is(self, person: &Person) -> bool {
        let is_active = person.standing.is_active();
        match self {
            Self::Admin => is_active && matches!(person.rights, Rights::Owner | Rights::Admin),
            Self::Supervisor => is_active && person.rights == Rights::Supervisor,
            Self::Leaver => person.standing.left().is_some(),
        }
    }
}

const fn days(count: i64) -> TimeDelta {
    TimeDelta::days(count)
}

pub const KEYS: [Key; 8] = [
    Key {
        name: "Payroll",
        permissions: &[P::ReadUsers, P::InviteUsers, P::WriteUsers, P::ReadTeams],
        maker: Maker::Admin,
        made: days(210),
        used: Some(TimeDelta::minutes(4)),
        outcome: KeyOutcome::Open,
    },
    Key {
        name: "Campaign service",
        permissions: &[P::ReadUsers, P::ReadCampaigns],
        maker: Maker::Admin,
        made: days(80),
        used: Some(TimeDelta::hours(3)),
        outcome: KeyOutcome::ExpiresIn(days(9)),
    },
    Key {
        name: "Shift planner",
        permissions: &[P::ReadUsers, P::WriteUsers, P::WriteTeams, P::ReadAudit],
        maker: Maker::Supervisor,
        made: days(150),
        used: Some(days(1)),
        outcome: KeyOutcome::Open,
    },
    Key {
        name: "Office door",
        permissions: &[P::ReadUsers],
        maker: Maker::Admin,
        made: days(300),
        used: Some(days(130)),
        outcome: KeyOutcome::Open,
    },
    Key {
        name: "Wallboard",
        permissions: &[P::ReadUsers, P::ReadTeams, P::ReadAnalytics],
        maker: Maker::Admin,
        made: days(2),
        used: None,
        outcome: KeyOutcome::ExpiresIn(days(88)),
    },
    Key {
        name: "Monthly report",
        permissions: &[P::ReadUsers, P::ReadTeams],
        maker: Maker::Leaver,
        made: days(7),
        used: Some(days(1)),
        outcome: KeyOutcome::Open,
    },
    Key {
        name: "Move from the old help desk",
        permissions: &[P::InviteUsers, P::WriteTeams],
        maker: Maker::Admin,
        made: days(70),
        used: Some(days(44)),
        outcome: KeyOutcome::Expired { ago: days(40) },
    },
    Key {
        name: "Somebody's laptop",
        permissions: &[P::ReadUsers],
        maker: Maker::Admin,
        made: days(30),
        used: Some(days(6)),
        outcome: KeyOutcome::Revoked { ago: days(5) },
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::BuiltinRole;
    use crate::types::Title;

    #[test]
    fn a_key_is_called_what_a_form_would_take_and_its_maker_could_give_it() {
        let admin = BuiltinRole::Admin.permissions();
        for key in &KEYS {
            assert!(Title::parse(key.name).is_ok(), "{}", key.name);
            assert!(key.permissions().is_within(admin), "{}", key.name);
        }
        let supervisor = BuiltinRole::Supervisor.permissions();
        let by_supervisor = KEYS.iter().find(|key| key.maker == Maker::Supervisor);
        assert!(!by_supervisor.unwrap().permissions().is_within(supervisor));
    }
}
