//! Muster, tested from the outside: a real PostgreSQL, a real SMTP server, a real browser.
// Clippy's in-tests allowances (.clippy.toml) cover what is under cfg(test); without this, only
// #[test] functions.
#![cfg(test)]

mod access;
mod architecture;
mod assets;
mod audit;
mod audit_log;
mod bad_input;
mod browser_audit;
mod browser_components;
mod browser_harness;
mod browser_invited;
mod browser_inviting;
mod browser_joining;
mod browser_mail;
mod browser_mail_settings;
mod browser_pages;
mod browser_pending;
mod browser_roles;
mod browser_story;
mod ceiling;
mod cleaning;
mod commands;
mod configuration;
mod database;
mod development;
mod error_answers;
mod faults;
mod invitations;
mod links;
mod local_postgres;
mod logs;
mod mail_pages;
mod mail_settings;
mod mail_words;
mod mailing;
mod outbox;
mod owners;
mod pages;
mod passwords;
mod patience;
mod positions;
mod profile;
mod reporting;
mod rights_in_force;
mod roles;
mod routes;
mod schema;
mod setting_up;
mod signing_in;
mod smtp_server;
mod starting_and_stopping;
mod support;
mod workspace_settings;
