//! Who reports to whom, drawn, as a list and as a file.

pub mod company;
