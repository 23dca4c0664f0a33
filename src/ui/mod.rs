//! What pages are made of: the document, the shell around a workspace's pages, components, assets,
//! and the two things every form needs (reading one, answering one).
//!
//! Features' views put these together; they add no markup for what stands here.

mod answer;
pub mod assets;
mod document;
mod fault;
mod field;
mod form;
mod icon;
mod person;
mod shell;
mod table;

pub use answer::{address_with, page, see_other};
pub use document::{Door, document, door};
pub use fault::{Fault, duration, fault_page, fault_toast};
pub use field::{Field, field};
pub use form::{FormErrors, Posted, Query};
pub use icon::{Icon, icon};
pub use person::avatar;
pub use shell::{Shell, shell};
pub use table::{Column, pagination, table};
