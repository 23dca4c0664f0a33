//! Muster, tested from the outside: a real PostgreSQL, a real SMTP server, a real browser.
// Clippy's in-tests allowances (.clippy.toml) cover what is under cfg(test); without this, only
// #[test] functions.
#![cfg(test)]

mod architecture;
