use super::{ActError, link_for, pending};
use crate::access::{Granted, Tried, rights::InviteUsers};
use crate::audit::{self, Action, Entry, Target};
use crate::db::Tx;
use crate::links::Links;
use crate::types::{InvitationId, Slug};

/// An invitation's link, to be passed on by hand.
pub(in crate::invitations) struct Copied {
    pub email: String,
    pub address: String,
}

/// Shows the link as it is, to who may offer the same.
pub(in crate::invitations) fn copy_link(
    tx: &mut Tx<'_>,
    by: &Granted<InviteUsers>,
    (links, slug): (&Links, &Slug),
    id: InvitationId,
) -> Result<Copied, ActError> {
    let pending = pending(tx, by, id, Tried::CopyInvitationLink)?;
    if !pending.is_open {
        return Err(ActError::Expired);
    }
    let minted = links.open(tx, &link_for(by.workspace(), id))?;
    let minted = minted.ok_or(ActError::LinkLost)?;
    let email = pending.invitation.email;
    let entry = Entry::new(Action::InvitationLinkCopied).on(Target::User(pending.user), &email);
    audit::record(tx, by.author(), entry)?;
    Ok(Copied {
        address: links.address(slug, &minted),
        email,
    })
}
