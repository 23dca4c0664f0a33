pub(in crate::imports) mod files;
pub(in crate::imports) mod forgetting;
pub(in crate::imports) mod linking;
pub(in crate::imports) mod people;
pub(in crate::imports) mod rows;
pub(in crate::imports) mod told;
