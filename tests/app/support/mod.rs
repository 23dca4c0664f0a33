//! What tests are made of: an application with a database of its own, people with names, the real
//! program, a browser and a mail server.

mod answer;
mod app;
pub mod browser;
mod invited;
mod person;
mod placed;
mod postgres;
mod program;
mod relay;
mod script;
pub mod smtp;
pub mod snapshot;
mod standing;
mod timing;
mod visitor;

pub use answer::Answer;
pub use app::{Setup, TestApp, delivery_to, keys};
pub use invited::{Invite, Invited};
pub use person::{PASSWORD, Person, Workspace};
pub use postgres::{Cluster, TestDatabase, scratch_folder};
pub use program::{Finished, Program, muster, muster_on, raw_exchange, send_signal, serve, status};
pub use relay::Relay;
pub use script::Script;
pub use standing::{Owners, recount};
pub use timing::one_of_three;
pub use visitor::Visitor;
