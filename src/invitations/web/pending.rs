//! Who hasn't come yet.

use crate::app::Routes;

pub(super) fn routes(_routes: &mut Routes) {}
