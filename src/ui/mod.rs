//! What pages are made of: the document, the shell around a workspace's pages, components, assets,
//! and the two things every form needs (reading one, answering one).
//!
//! Features' views put these together; they add no markup for what stands here.

mod address;
pub mod assets;
mod document;
mod fault;
mod field;
mod form;
mod icon;
mod notice;
mod page;
mod password;
mod person;
mod see_other;
mod shell;
mod table;
mod time;

pub use address::address_with;
use document::document;
pub use document::{Door, door, plain};
pub use fault::{Fault, fault_page, fault_toast};
pub use field::{Field, field};
pub use form::{FormErrors, Posted, Query};
pub use icon::{Icon, icon};
pub use notice::Notice;
pub use page::{Answer, Asked, Page};
pub use password::new_password_fields;
pub use person::avatar;
pub use see_other::SeeOther;
pub use shell::{Shell, initial, shell};
pub use table::{Column, pagination, table};
pub use time::time;
