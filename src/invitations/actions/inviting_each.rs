//! Inviting people each of whom is answered for alone: what keeps one of them out keeps nobody else out.

use std::collections::{BTreeMap, HashMap};

use super::inviting::{
    InviteError, Invited, Invitee, NewInvitations, invite, may_be_offered, told_apart,
};
use crate::access::{Alone, Refusal, rights::InviteUsers};
use crate::audit;
use crate::db::Tx;
use crate::invitations::model::Addressed;
use crate::links::Links;
use crate::roles;
use crate::seats::NoSeat;
use crate::types::{EmailAddress, RoleId};

/// What came of one of them.
#[derive(Clone, Debug)]
pub(in crate::invitations) enum Fate {
    Invited(Invited),
    Taken(Addressed),
    Above(Refusal),
    /// Of all who could be invited, since not all of them fit.
    NoSeat(NoSeat),
}

/// In their order. Whoever can be invited is, together with all the others who can. No address comes twice.
pub(in crate::invitations) fn invite_each(
    tx: &mut Tx<'_>,
    by: &Alone<InviteUsers>,
    links: &Links,
    people: Vec<Invitee>,
) -> Result<Vec<Fate>, InviteError> {
    let order: Vec<EmailAddress> = people.iter().map(|person| person.email.clone()).collect();
    let mut fates: HashMap<EmailAddress, Fate> = HashMap::with_capacity(order.len());
    let refusals = refusals(tx, by, &people)?;
    let mut within = Vec::with_capacity(people.len());
    for person in people {
        match refusals.get(&person.roles) {
            Some(refusal) => {
                fates.insert(person.email, Fate::Above(refusal.clone()));
            }
            None => within.push(person),
        }
    }
    let (people, others) = told_apart(tx, by, &within)?;
    let taken = others.into_iter();
    fates.extend(taken.map(|(email, whose)| (email, Fate::Taken(whose))));
    let new = NewInvitations {
        people,
        position: None,
    };
    match invite(tx, by, links, &new) {
        Ok(outcome) => {
            let invited = outcome.invited.into_iter();
            fates.extend(invited.map(|one| (one.email.clone(), Fate::Invited(one))));
        }
        Err(InviteError::NoSeat(full)) => {
            let left = new.people.into_iter();
            fates.extend(left.map(|person| (person.email, Fate::NoSeat(full))));
        }
        Err(other) => return Err(other),
    }
    Ok(order
        .iter()
        .filter_map(|email| fates.remove(email))
        .collect())
}

/// Of the offers that are above what their author holds, each told in the log once.
fn refusals(
    tx: &mut Tx<'_>,
    by: &Alone<InviteUsers>,
    people: &[Invitee],
) -> Result<BTreeMap<Vec<RoleId>, Refusal>, InviteError> {
    let roles = roles::all(tx, by.workspace())?;
    let mut offers: Vec<&[RoleId]> = people.iter().map(|person| &*person.roles).collect();
    offers.sort();
    offers.dedup();
    let mut refusals = BTreeMap::new();
    for offer in offers {
        match may_be_offered(by, &roles, offer) {
            Ok(()) => {}
            Err(InviteError::Refused(refusal)) => {
                audit::record_left_out(tx, &refusal)?;
                refusals.insert(offer.to_vec(), refusal);
            }
            Err(other) => return Err(other),
        }
    }
    Ok(refusals)
}
