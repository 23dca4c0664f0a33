//! The form that people are invited with.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::invitations::actions::{InviteError, Invitee, Letter, NewInvitations};
use crate::invitations::model::{Entry, Lifetime, paste};
use crate::positions::Position;
use crate::types::{
    DepartmentId, Note, PersonName, PositionId, RoleId, SecretText, TeamId, Wished,
};
use crate::ui::FormErrors;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::invitations) struct InviteForm {
    /// As often as there are chips, and what is typed beside them.
    pub emails: Vec<String>,
    pub full_name: String,
    pub display_name: String,
    pub role: String,
    pub message: String,
    pub valid_hours: String,
    /// Anything is yes.
    pub send_invite: Option<String>,
    pub team: Vec<String>,
    pub department: Option<String>,
    /// A planned seat, for one person.
    pub position: String,
    pub current_password: SecretText,
}

impl InviteForm {
    /// As it is shown at first.
    pub fn new(role: Option<RoleId>, lifetime: Lifetime) -> Self {
        Self {
            role: role.map_or_else(String::new, |role| role.to_string()),
            valid_hours: lifetime.hours().to_string(),
            send_invite: Some("on".to_owned()),
            ..Self::default()
        }
    }

    /// Whoever is invited takes this seat.
    pub fn take(&mut self, position: &Position) {
        self.position = position.id.to_string();
        self.department = position.department.map(|department| department.to_string());
    }

    pub fn entries(&self) -> Vec<Entry> {
        paste::read(&self.emails.join("\n"))
    }

    pub fn is_sent(&self) -> bool {
        self.send_invite.is_some()
    }

    /// What isn't an address among the entries is left out here: it keeps nobody else from being
    /// invited.
    pub fn parse(&self, entries: &[Entry], errors: &mut FormErrors) -> Option<NewInvitations> {
        if entries.is_empty() {
            errors.add("emails", "Type at least one email address.");
        }
        errors.check("emails", paste::not_too_many(entries));
        let names = self.names(entries, errors);
        let role = role_in(&self.role, errors);
        let message = errors.check("message", Note::parse(&self.message));
        let lifetime = match self.valid_hours.trim() {
            "" => Some(None),
            typed => errors
                .check("valid_hours", Lifetime::parse(typed))
                .map(Some),
        };
        if !self.position.is_empty() && entries.len() > 1 {
            errors.add("emails", InviteError::OnePerPosition.to_string());
        }
        let teams = errors.check("team", teams_in(&self.team));
        let department = errors.check("department", self.department());
        let position = errors.check("position", self.seat());
        let (full_name, display_name) = names?;
        let (role, teams, department) = (role?, teams?, department?);
        let letter = Letter {
            message: message?,
            lifetime: lifetime?,
            is_sent: self.is_sent(),
        };
        let people = entries.iter().filter_map(|entry| {
            Some(Invitee {
                email: entry.email.clone().ok()?,
                full_name: full_name.clone().or_else(|| entry.name.clone()),
                display_name: display_name.clone(),
                roles: vec![role],
                teams: teams.clone(),
                department,
                letter: letter.clone(),
            })
        });
        Some(NewInvitations {
            people: people.collect(),
            position: position?,
        })
    }

    /// What can't be a position is one that isn't there.
    pub fn position(&self) -> Option<PositionId> {
        self.position.parse().ok()
    }

    fn department(&self) -> Result<Wished<DepartmentId>, InviteError> {
        Wished::parse(self.department.as_deref()).map_err(|_| InviteError::NoSuchDepartment)
    }

    fn seat(&self) -> Result<Option<PositionId>, InviteError> {
        match self.position.as_str() {
            "" => Ok(None),
            typed => typed
                .parse()
                .map(Some)
                .map_err(|_| InviteError::PositionGone),
        }
    }

    /// They go with one address, since it would be the same name for everybody.
    fn names(
        &self,
        entries: &[Entry],
        errors: &mut FormErrors,
    ) -> Option<(Option<PersonName>, Option<PersonName>)> {
        let mut name = |field, typed: &str| {
            let typed = typed.trim();
            if typed.is_empty() {
                return Some(None);
            }
            if entries.len() > 1 {
                let words = "A name goes with one address. For several, write Nora Bell <nora@example.com>.";
                errors.add(field, words);
                return None;
            }
            errors.check(field, PersonName::parse(typed)).map(Some)
        };
        let full_name = name("full_name", &self.full_name);
        let display_name = name("display_name", &self.display_name);
        full_name.zip(display_name)
    }
}

/// A role as a form names it.
pub(in crate::invitations) fn role_in(typed: &str, errors: &mut FormErrors) -> Option<RoleId> {
    if typed.is_empty() {
        errors.add("role", "Choose a role.");
        return None;
    }
    let gone = "This role is gone. Choose again.";
    errors.check("role", typed.parse().map_err(|_| gone))
}

/// Teams as a form names them, each once.
fn teams_in(typed: &[String]) -> Result<Vec<TeamId>, InviteError> {
    let typed = typed.iter().filter(|text| !text.is_empty());
    let ids: Result<BTreeSet<TeamId>, _> = typed.map(|text| text.parse()).collect();
    let ids = ids.map_err(|_| InviteError::NoSuchTeam)?;
    Ok(ids.into_iter().collect())
}

/// A department as a form names it, if it names one.
pub(in crate::invitations) fn department_in(
    typed: &str,
) -> Result<Option<DepartmentId>, InviteError> {
    match typed {
        "" => Ok(None),
        typed => typed
            .parse()
            .map(Some)
            .map_err(|_| InviteError::NoSuchDepartment),
    }
}
