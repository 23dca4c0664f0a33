use maud::{Markup, html};

use crate::access::{Actor, Permission};
use crate::ui::{Button, Icon};

pub fn invite_button(actor: &Actor) -> Markup {
    let address = format!("/{}/settings/invitations/new", actor.workspace.slug);
    let button = Button::primary("Invite people").icon(Icon::UserPlus);
    let offered = actor.permissions.contains(Permission::InviteUsers);
    html! { @if offered { (button.leads_to(&address).key('i')) } }
}
