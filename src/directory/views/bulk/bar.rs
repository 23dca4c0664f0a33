//! Below the list: what can be done with those who are ticked, or with everybody who matches.

use maud::{Markup, html};

use crate::access::{Actor, Permission};
use crate::directory::views::PATH;
use crate::ui::{self, Button};
use crate::users::Tab;

pub(in crate::directory) struct Bar<'b> {
    pub actor: &'b Actor,
    pub tab: Tab,
    /// The list's own fields, as they stand in its address.
    pub fields: &'b [(&'static str, &'b str)],
    /// Its address.
    pub here: &'b str,
    /// How many are on it over all its pages, where that is known.
    pub matching: Option<&'b str>,
}

pub(in crate::directory) fn bar(bar: &Bar<'_>) -> Markup {
    let may = |permission| bar.actor.permissions.contains(permission);
    let address = format!("/{}{PATH}/bulk", bar.actor.workspace.slug);
    let all = match bar.matching {
        Some(count) => format!("All {count} that match"),
        None => "All that match".to_owned(),
    };
    ui::bulk(
        &address,
        html! {
            @for (name, value) in bar.fields {
                @if !value.is_empty() { input type="hidden" name=(name) value=(value); }
            }
            input type="hidden" name="next" value=(bar.here);
            label.all { input.checkbox type="checkbox" name="all" value="1"; " " (all) }
            @if may(Permission::WriteUsers) { (Button::plain("Change role").small().sends("action", "role")) }
            @if may(Permission::WriteTeams) { (Button::plain("Add to team").small().sends("action", "team")) }
            (Button::plain("Export").small().sends("action", "export"))
            @if may(Permission::WriteUsers) && bar.tab == Tab::Active {
                (Button::danger("Deactivate").small().sends("action", "deactivate"))
            }
        },
    )
}
