mod list;
mod person;

pub(super) use list::Narrowing;
pub(super) use person::PersonForm;

use crate::app::Routes;

pub fn routes(routes: &mut Routes) {
    list::routes(routes);
    person::routes(routes);
}
