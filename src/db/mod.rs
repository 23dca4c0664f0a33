//! The database: a pool behind an async deadline, transactions with the database's clock, migrations
//! and the private PostgreSQL.
//!
//! Only `store.rs` files see Diesel. They take `&mut Read` to look and `&mut Tx` to change, and both
//! come from `Db::read` and `Db::tx` alone.

mod batch;
mod connection;
mod deadline;
mod error;
mod facts;
mod link;
pub mod local;
mod migrate;
mod place;
mod pool;
mod prepared;
pub mod schema;
mod source;

pub use batch::Batch;
pub use connection::{Keep, Read, Tx, WorkspaceLock};
pub use deadline::{REQUEST_BUDGET, within_request};
pub use error::DbError;
pub use facts::{ServerFacts, server_facts};
pub use migrate::{MIGRATIONS, MigrateError, migrate, missing_migrations};
pub use pool::{Db, DbOptions};
pub use prepared::prepared;
pub use source::Database;
