//! In whose name rows are judged and applied.

use crate::access::{
    Alone, Asker, Lapsed, Right,
    rights::{InviteUsers, WriteTeams, WriteUsers},
};
use crate::db::Tx;

/// What somebody may do about people, as far as they may. Whoever may not even invite has none.
pub(in crate::imports) struct Hands {
    pub asker: Asker,
    pub invite: Alone<InviteUsers>,
    pub users: Option<Alone<WriteUsers>>,
    pub teams: Option<Alone<WriteTeams>>,
}

impl Hands {
    /// Of who asked for it before.
    pub fn anew(tx: &mut Tx<'_>, asker: Asker) -> Result<Self, Lapsed> {
        Ok(Self {
            asker,
            invite: tx.prove_alone_for(asker)?,
            users: as_far(tx, asker)?,
            teams: as_far(tx, asker)?,
        })
    }
}

fn as_far<R: Right>(tx: &mut Tx<'_>, asker: Asker) -> Result<Option<Alone<R>>, Lapsed> {
    match tx.prove_alone_for(asker) {
        Ok(by) => Ok(Some(by)),
        Err(Lapsed::Refused(_)) => Ok(None),
        Err(other) => Err(other),
    }
}
