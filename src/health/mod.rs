//! How a balancer, a supervisor and Prometheus see this server.
//!
//! `live` touches nothing. `ready` asks the database, at most once a second, and is refused while the
//! server is stopping. Pages wait for `Readiness` too: before the migrations have run there is
//! nothing they could show.

mod readiness;
pub mod web;

pub use readiness::{MetricsAccess, Readiness, record_metrics};
