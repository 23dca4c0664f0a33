use super::store;
use crate::db::{DbError, Tx};
use crate::mail::{Button, Desk, Line, MailKind, Message, Prepared, Queued};
use crate::types::UserId;

/// To somebody for whom an account was made: where to sign in, and never the password.
pub struct WelcomeMail;

impl WelcomeMail {
    pub(super) const NAME: &str = "welcome";
}

impl MailKind for WelcomeMail {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn prepare(
        &self,
        tx: &mut Tx<'_>,
        mail: &Queued,
        desk: &Desk<'_>,
    ) -> Result<Prepared, DbError> {
        if !store::is_there(tx, mail.workspace, &mail.recipient)? {
            return Ok(Prepared::Stale("nobody active has this address"));
        }
        let maker = match mail.subject.map(UserId::from) {
            Some(maker) => store::name(tx, mail.workspace, maker)?,
            None => None,
        };
        Ok(Prepared::Ready {
            link: None,
            message: Box::new(message(mail, maker.as_deref(), desk)),
        })
    }
}

fn message(mail: &Queued, maker: Option<&str>, desk: &Desk<'_>) -> Message {
    let letterhead = &desk.letterhead;
    let made = match maker {
        Some(maker) => Line::default().name(maker).words(" made"),
        None => Line::new("Somebody made"),
    };
    let made = made
        .words(" you an account at ")
        .name(&letterhead.workspace)
        .words(". You sign in with this address.");
    Message {
        to: mail.recipient.clone(),
        subject: Line::new("Your account at ").name(&letterhead.workspace),
        heading: "Your account is ready",
        paragraphs: vec![
            made,
            Line::new(
                "They tell you your first password themselves: it isn't in any email. When you sign in, you choose one that only you know.",
            ),
        ],
        button: Some(Button {
            label: "Sign in",
            address: desk.links.page(&letterhead.slug, "login"),
        }),
        notes: Vec::new(),
        unexpected: "You didn't expect this? You can ignore this email.",
    }
}
