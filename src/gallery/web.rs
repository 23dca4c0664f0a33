use super::views;
use crate::access::Development;
use crate::app::Routes;
use crate::ui::Page;

pub fn routes(routes: &mut Routes) {
    routes.get("/dev/components", components);
}

async fn components(_: Development) -> Page {
    views::components()
}
