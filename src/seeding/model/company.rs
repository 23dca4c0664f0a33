//! What the made-up company is divided into.

use crate::access::{Landing, Permission as P, PermissionSet};

/// A role besides the four that every workspace has.
pub struct CustomRole {
    pub name: &'static str,
    pub description: &'static str,
    pub landing: Landing,
    permissions: &'static [P],
}

impl CustomRole {
    pub fn permissions(&self) -> PermissionSet {
        let chosen: PermissionSet = self.permissions.iter().copied().collect();
        chosen.with_needed()
    }
}

pub const CUSTOM_ROLES: [CustomRole; 5] = [
    CustomRole {
        name: "Team trainer",
        description: "Reads along in every conversation, and looks after teams.",
        landing: Landing::Inbox,
        permissions: &[P::ReadAllConversations, P::ReadTeams, P::WriteTeams],
    },
    CustomRole {
        name: "Billing specialist",
        description: "Answers questions about invoices, and keeps contacts right.",
        landing: Landing::Inbox,
        permissions: &[P::WriteConversations, P::ReadContacts, P::WriteContacts],
    },
    CustomRole {
        name: "Recruiter",
        description: "Invites people, and shows them where they belong.",
        landing: Landing::Users,
        permissions: &[P::ReadUsers, P::InviteUsers, P::ReadTeams],
    },
    CustomRole {
        name: "Auditor",
        description: "Looks at who did what, and changes nothing.",
        landing: Landing::AuditLog,
        permissions: &[P::ReadAudit, P::ReadUsers, P::ReadRoles],
    },
    CustomRole {
        name: "Template writer",
        description: "Writes the answers that others send.",
        landing: Landing::Inbox,
        permissions: &[P::ReadConversations, P::ReadTemplates, P::WriteTemplates],
    },
];

/// Each with the one that it is inside, which stands before it.
pub const DEPARTMENTS: [(&str, Option<usize>); 44] = [
    ("Customer care", None),
    ("Sales", None),
    ("Operations", None),
    ("Technology", None),
    ("People", None),
    ("Finance", None),
    ("Service desk", Some(0)),
    ("Returns and refunds", Some(0)),
    ("Technical support", Some(0)),
    ("Quality", Some(0)),
    ("Key accounts", Some(1)),
    ("Small business", Some(1)),
    ("Logistics", Some(2)),
    ("Field service", Some(2)),
    ("Product", Some(3)),
    ("Platform", Some(3)),
    ("Recruiting", Some(4)),
    ("Training", Some(4)),
    ("Invoicing", Some(5)),
    ("Controlling", Some(5)),
    ("Service desk Nordics", Some(6)),
    ("Service desk DACH", Some(6)),
    ("Service desk Benelux", Some(6)),
    ("Service desk Iberia", Some(6)),
    ("Service desk France", Some(6)),
    ("Service desk UK", Some(6)),
    ("Service desk Italy", Some(6)),
    ("Service desk Poland", Some(6)),
    ("Service desk Ukraine", Some(6)),
    ("Service desk Türkiye", Some(6)),
    ("Service desk Middle East", Some(6)),
    ("Service desk Japan", Some(6)),
    ("Service desk Korea", Some(6)),
    ("Service desk India", Some(6)),
    ("Service desk Brazil", Some(6)),
    ("Night desk Oslo", Some(20)),
    ("Night desk Berlin", Some(21)),
    ("Devices", Some(8)),
    ("Networks", Some(8)),
    ("Apps", Some(8)),
    ("Warehouse north", Some(12)),
    ("Warehouse south", Some(12)),
    ("Installations", Some(13)),
    ("Repairs", Some(13)),
];

const TOPICS: [&str; 16] = [
    "Returns",
    "Billing",
    "Orders",
    "Shipping",
    "Warranty",
    "Accounts",
    "Chat",
    "Phone",
    "Social media",
    "VIP care",
    "Onboarding",
    "Complaints",
    "Payments",
    "Subscriptions",
    "Spare parts",
    "Installations",
];

const REGIONS: [&str; 10] = [
    "",
    " Nordics",
    " DACH",
    " Iberia",
    " France",
    " UK",
    " Italy",
    " Poland",
    " Asia",
    " Americas",
];

pub const STRATEGIES: [Option<&str>; 4] = [
    Some("round_robin"),
    Some("load_balanced"),
    Some("manual"),
    None,
];

pub const POSITIONS: [&str; 8] = [
    "Service agent",
    "Team lead",
    "Night shift coordinator",
    "Technical specialist",
    "Quality analyst",
    "Shift planner",
    "Trainer",
    "Head of service",
];

/// As many as a company of this size has.
pub fn departments(people: u32) -> usize {
    (people as usize / 12 + 4).min(DEPARTMENTS.len())
}

/// The bigger ones first.
pub fn teams(people: u32) -> Vec<String> {
    let count = (people.isqrt() as usize * 2 / 3).clamp(3, TOPICS.len() * REGIONS.len());
    let regions = REGIONS.iter();
    let all = regions.flat_map(|region| TOPICS.iter().map(move |topic| format!("{topic}{region}")));
    all.take(count).collect()
}

pub fn positions(people: u32) -> u32 {
    (people / 40 + 2).min(200)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::types::{Description, Title};

    #[test]
    fn a_department_stands_behind_the_one_that_it_is_inside() {
        for (at, (name, parent)) in DEPARTMENTS.iter().enumerate() {
            assert!(parent.is_none_or(|parent| parent < at), "{name}");
        }
    }

    #[test]
    fn everything_is_called_what_a_form_would_take_and_nothing_the_same() {
        let departments = DEPARTMENTS.iter().map(|(name, _)| (*name).to_owned());
        let departments: Vec<String> = departments.collect();
        for names in [teams(1_000_000), departments] {
            let keys: HashSet<String> = names
                .iter()
                .map(|name| Title::parse(name).unwrap().key())
                .collect();
            assert_eq!(keys.len(), names.len());
        }
        for role in &CUSTOM_ROLES {
            assert!(
                Title::parse(role.name).is_ok() && Description::parse(role.description).is_ok()
            );
            assert!(
                role.permissions().contains(role.landing.needs()),
                "{}",
                role.name
            );
            assert!(!role.permissions().contains(P::OwnWorkspace));
        }
        assert_eq!((teams(1).len(), teams(10_000).len()), (3, 66));
    }
}
