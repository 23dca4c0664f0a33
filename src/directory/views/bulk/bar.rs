//! Below the list: what can be done with those who are ticked, or with everybody who matches.

use maud::{Markup, html};

use crate::access::{Actor, Permission};
use crate::directory::views::PATH;
use crate::directory::views::list::List;
use crate::ui::{self, Button};
use crate::users::Tab;

pub(in crate::directory) struct Bar<'b> {
    pub actor: &'b Actor,
    pub list: &'b List<'b>,
    /// The list's address.
    pub here: &'b str,
}

pub(in crate::directory) fn bar(bar: &Bar<'_>) -> Markup {
    let list = bar.list;
    let may = |permission| bar.actor.permissions.contains(permission);
    let address = format!("/{}{PATH}/bulk", bar.actor.workspace.slug);
    let all = if list.narrowing.is_unnarrowed() {
        format!("All {}", list.tab.count(list.counts))
    } else {
        "All that match".to_owned()
    };
    ui::bulk(
        &address,
        html! {
            input type="hidden" name="tab" value=(list.tab.word());
            @for (name, value) in list.narrowing.fields() {
                @if !value.is_empty() { input type="hidden" name=(name) value=(value); }
            }
            input type="hidden" name="next" value=(bar.here);
            label.all { input.checkbox type="checkbox" name="all" value="1"; (all) }
            @if may(Permission::WriteUsers) { (Button::plain("Change role").small().sends("action", "role")) }
            @if may(Permission::WriteTeams) { (Button::plain("Add to team").small().sends("action", "team")) }
            (Button::plain("Export").small().sends("action", "export"))
            @if may(Permission::WriteUsers) && list.tab == Tab::Active {
                (Button::danger("Deactivate").small().sends("action", "deactivate"))
            }
        },
    )
}
