//! What is done with an invitation that is there.

use crate::app::Routes;

pub(super) fn routes(_routes: &mut Routes) {}
