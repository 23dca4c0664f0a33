//! The first people, right after the workspace.

use crate::app::Routes;

pub(super) fn routes(_routes: &mut Routes) {}
