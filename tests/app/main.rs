//! Muster, tested from the outside: a real PostgreSQL, a real SMTP server, a real browser.
// Clippy's in-tests allowances (.clippy.toml) cover what is under cfg(test); without this, only
// #[test] functions.
#![cfg(test)]

mod access;
mod architecture;
mod bad_input;
mod browser_components;
mod browser_harness;
mod browser_pages;
mod commands;
mod configuration;
mod database;
mod development;
mod error_answers;
mod faults;
mod local_postgres;
mod pages;
mod routes;
mod schema;
mod smtp_server;
mod starting_and_stopping;
mod support;
