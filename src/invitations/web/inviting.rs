//! The dialog in which people are invited.

use crate::app::Routes;

pub(super) fn routes(_routes: &mut Routes) {}
