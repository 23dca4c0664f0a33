//! The page behind the link.

use crate::app::Routes;

pub(super) fn routes(_routes: &mut Routes) {}
