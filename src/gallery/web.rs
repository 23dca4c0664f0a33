use super::views;
use crate::access::Development;
use crate::app::Routes;
use crate::ui::Page;

pub fn routes(routes: &mut Routes) {
    routes.get("/dev/components", components);
    routes.get("/dev/components/deactivate", confirmation);
    routes.get("/dev/components/door", door);
    routes.get("/dev/components/wide-door", wide_door);
}

async fn components(_: Development) -> Page {
    views::components()
}

async fn confirmation(_: Development) -> Page {
    views::confirmation()
}

async fn door(_: Development) -> Page {
    views::door()
}

async fn wide_door(_: Development) -> Page {
    views::wide_door()
}
