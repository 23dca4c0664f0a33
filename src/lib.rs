//! Muster: invite-only user management for customer-service workspaces.
//!
//! The house is built by feature, with the same few rooms in each; a request walks
//! `web → actions → store → views` in one folder.
//!
//! | where | what |
//! |---|---|
//! | `cli`, `config`, `clock` | commands, what the operator decided, the time |
//! | `app` | wiring: every feature's routes and the layers around them, workers, start and stop |
//! | `error` | the one place where a failure becomes an answer |
//! | `db` | pool, transactions, migrations, the private PostgreSQL |
//! | `types` | values that are right once they exist |
//! | `access` | permissions, roles' bundles, actors, proofs, passwords |
//! | `audit`, `links`, `mail`, `ui`, `api` | shared by features, and never using one |
//! | `users`, `people`, `invitations`, `new_users`, `directory`, `accounts`, `email_changes`, `lifecycle`, `attention`, `seats` | who is here: coming, being listed and looked after, leaving |
//! | `roles`, `sessions`, `passwords`, `throttles`, `profile` | what they may do, and how they come in |
//! | `teams`, `departments`, `reporting`, `positions`, `org_chart`, `availability` | where they sit, to whom they report, whether they are there |
//! | `api_keys`, `authorization`, `api_docs` | programs: the keys that they come in with, who may do what, and the page that tells of every feature's `api.rs` |
//! | `setup`, `workspaces`, `mail_settings`, `audit_log`, `jobs`, `imports`, `seeding`, `inbox`, `health` | the workspace around them, and what an operator needs |
//! | `gallery` | every component on one page, in development |
//!
//! In a feature: `model` is rules, `actions` changes things with a proof in hand, `store` is the only
//! Diesel, `web` the only actix, `views` the only Maud. `tests/app/architecture.rs` keeps it so.

pub mod access;
pub mod accounts;
pub mod api;
pub mod api_docs;
pub mod api_keys;
pub mod app;
pub mod attention;
pub mod audit;
pub mod audit_log;
pub mod authorization;
pub mod availability;
pub mod cli;
pub mod clock;
pub mod config;
pub mod db;
pub mod departments;
pub mod directory;
pub mod email_changes;
pub mod error;
pub mod gallery;
pub mod health;
pub mod imports;
pub mod inbox;
pub mod invitations;
pub mod jobs;
pub mod lifecycle;
pub mod links;
pub mod mail;
pub mod mail_settings;
pub mod new_users;
pub mod org_chart;
pub mod passwords;
pub mod people;
pub mod positions;
pub mod profile;
pub mod reporting;
pub mod roles;
pub mod seats;
pub mod seeding;
pub mod sessions;
pub mod setup;
pub mod teams;
pub mod throttles;
pub mod types;
pub mod ui;
pub mod users;
pub mod workspaces;
