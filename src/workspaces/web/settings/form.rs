use serde::Deserialize;

use crate::error::AppError;
use crate::types::Title;
use crate::ui::FormErrors;
use crate::workspaces::model::{
    INVITATION_HOURS, INVITATIONS_A_DAY, SESSION_HOURS, Settings, Texts, lasts, number,
};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::workspaces) struct SettingsForm {
    pub name: String,
    pub time_zone: String,
    pub invitation_hours: String,
    pub invitations_a_day: String,
    pub help_goes_to: String,
    pub session_idle_hours: String,
    pub session_hours: String,
    /// What stood in the form when it was sent out, in the same order.
    pub was: Vec<String>,
}

impl SettingsForm {
    pub fn of(settings: &Settings) -> Self {
        Self::holding(settings.texts(), settings)
    }

    fn holding(texts: Texts, was: &Settings) -> Self {
        let [
            name,
            time_zone,
            invitation_hours,
            invitations_a_day,
            help_goes_to,
            session_idle_hours,
            session_hours,
        ] = texts;
        Self {
            name,
            time_zone,
            invitation_hours,
            invitations_a_day,
            help_goes_to,
            session_idle_hours,
            session_hours,
            was: was.texts().to_vec(),
        }
    }

    /// A script that saw no form has seen nothing.
    pub fn seen(&self) -> Result<Option<Texts>, AppError> {
        if self.was.is_empty() {
            return Ok(None);
        }
        let texts = Texts::try_from(self.was.clone());
        texts.map(Some).map_err(|_| AppError::Malformed("was"))
    }

    pub fn parse(&self) -> Result<Settings, FormErrors> {
        let mut errors = FormErrors::default();
        let name = errors.check("name", Title::parse(&self.name));
        let time_zone = errors.check("time_zone", self.time_zone.parse());
        let mut within = |field, typed: &str, range| errors.check(field, number(typed, range));
        let invitation_hours = within("invitation_hours", &self.invitation_hours, INVITATION_HOURS);
        let a_day = &self.invitations_a_day;
        let invitations_a_day = within("invitations_a_day", a_day, INVITATIONS_A_DAY);
        let help_goes_to = errors.check("help_goes_to", self.help_goes_to.parse());
        let mut hours = |field, typed: &str| errors.check(field, number(typed, SESSION_HOURS));
        let idle = hours("session_idle_hours", &self.session_idle_hours);
        let session_hours = hours("session_hours", &self.session_hours);
        if let Some((longest, idle)) = session_hours.zip(idle) {
            errors.check("session_hours", lasts(longest, idle));
        }
        let settings = (|| {
            Some(Settings {
                name: name?,
                time_zone: time_zone?,
                invitation_hours: invitation_hours?,
                invitations_a_day: invitations_a_day?,
                help_goes_to: help_goes_to?,
                session_idle_hours: idle?,
                session_hours: session_hours?,
            })
        })();
        settings.filter(|_| errors.is_empty()).ok_or(errors)
    }

    /// The form once more, after somebody else was faster: what its author typed, and in the rest what
    /// is there now. Sent again, it means what it says.
    pub fn clashing(
        &self,
        typed: Texts,
        fields: &[&'static str],
        now: &Settings,
    ) -> (Self, FormErrors) {
        let mut errors = FormErrors::default();
        let mut texts = now.texts();
        let each = Settings::FIELDS.into_iter().zip(typed).zip(&self.was);
        for (((field, typed), was), text) in each.zip(&mut texts) {
            if fields.contains(&field) {
                let theirs = match field {
                    "help_goes_to" => now.help_goes_to.title(),
                    _ => text,
                };
                let said = format!(
                    "Somebody else has set this to \u{201c}{theirs}\u{201d} meanwhile. Save again to set it to yours."
                );
                errors.add(field, said);
            }
            if typed != *was {
                *text = typed;
            }
        }
        (Self::holding(texts, now), errors)
    }
}
