use maud::{Markup, html};

use super::sample;
use crate::access::{BuiltinRole, Permission};
use crate::ui::{self, Permit, Tick};

pub(super) fn section() -> Markup {
    let ana = BuiltinRole::Agent.permissions();
    let sources: Vec<(Permission, Vec<String>)> = ana
        .iter()
        .map(|permission| (permission, vec!["Agent".to_owned()]))
        .collect();
    html! {
        (sample("What a role holds, to be changed by somebody who may not give all of it", ui::permission_grid(&supervisors())))
        (sample("What somebody may do, and why", ui::permission_sources(&sources)))
    }
}

fn supervisors() -> Vec<Permit> {
    let held = BuiltinRole::Supervisor.permissions();
    Permission::ALL
        .iter()
        .filter(|permission| **permission != Permission::OwnWorkspace)
        .map(|permission| Permit {
            permission: *permission,
            held: held.contains(*permission),
            tick: match permission {
                Permission::WriteApiKeys | Permission::ReadAudit => {
                    Tick::Fixed("You don't hold this yourself, so you can't give or take it.")
                }
                _ => Tick::Free,
            },
            also_in: vec!["Owner".to_owned(), "Admin".to_owned()],
        })
        .collect()
}
