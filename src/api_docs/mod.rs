//! The description of what programs may call: as a document for programs (`openapi.json`), and as a page
//! made of the same document for people.

pub mod api;
mod model;
mod views;
pub mod web;
