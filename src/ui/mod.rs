//! What pages are made of: the document, the shell around a workspace's pages, components, assets,
//! and the two things every form needs (reading one, answering one).
//!
//! Features' views put these together; they add no markup for what stands here.
//!
//! What stands in a sentence is a value that renders itself, `(Button::primary("Invite people"))`;
//! what has many slots is a struct given to a function, `(field(&Field { name, .. }))`. Each names its
//! look by a class for what it is, in the part of `assets/styles/` with its name. What HTML does
//! (dropdowns, dialogs, their focus) has no script; where one helps, nothing needs it.
//! `/dev/components` shows everything in every state.

mod address;
mod address_box;
pub mod assets;
mod banner;
mod button;
mod card;
mod chip;
mod comparison;
mod csv_file;
mod dialog;
mod document;
mod dropdown;
mod empty;
mod fault;
mod field;
mod form;
mod head;
mod icon;
mod in_place;
mod keys;
mod meter;
mod mistake;
mod moment;
mod notice;
mod page;
mod password;
mod permissions;
mod person;
mod secret;
mod see_other;
mod shell;
mod side_bar;
mod table;
mod tabs;
mod toast;
mod tone;
mod undo;

pub use address::{address_asking, address_with};
pub use address_box::{AddressBox, AddressChip, address_box, address_problem, checked_addresses};
pub use banner::Banner;
pub use button::Button;
pub use card::{card, card_with, facts};
pub use chip::{Chip, badge, badge_with, chips};
pub use comparison::{Compared, comparison};
pub use csv_file::{CsvBatch, csv_file, csv_file_name};
pub use dialog::{Confirm, Dialog, asked_on_page, dialog};
use document::document;
pub use document::{Door, door, plain, shut_door, wide_door};
pub use dropdown::{divider, dropdown};
pub use empty::empty;
pub use fault::{Fault, fault_page, fault_toast};
pub use field::{
    Choice, Field, Grouped, Kind, Options, RadioOption, Toggle, checkbox, field, options,
    options_with_more, switch, switch_in_place,
};
pub use form::{Posted, Query};
pub use head::{Head, framed};
pub use icon::{Icon, icon};
pub use in_place::{
    beside, brought_later, dialog_closed, dialog_opened, form_in_place, form_over_the_page,
    form_told_in_passing, form_when_changed, instead_of, kept_fresh,
};
pub use keys::key_hint;
pub use meter::{meter, progress, spinner, steps};
pub use mistake::{FormErrors, Mistake};
pub use moment::{Moment, ago, instant, moment};
pub use notice::{Notice, Told};
pub use page::{Answer, Asked, Page, part_asked_for};
pub use password::{confirm_password_field, new_password_fields};
pub use permissions::{Permit, Tick, permission_grid, permission_sources};
pub use person::{Avatar, Presence, avatar, person, presence};
pub use secret::copyable;
pub use see_other::{CameFrom, SeeOther};
pub use shell::{Shell, shell, side_bar_again};
pub use side_bar::{Group, Person, Place, SideBar, initial};
pub use table::{Column, Direction, bulk, pagination, pick, row_actions, table};
pub use tabs::{Tab, tabs};
pub use toast::Toast;
pub use tone::Tone;
pub use undo::Undo;
