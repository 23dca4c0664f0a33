//! What connected services ask: whether somebody may do something, and by which of their roles. A
//! reverse proxy asks the same before it lets anybody through.

pub mod api;
mod store;
