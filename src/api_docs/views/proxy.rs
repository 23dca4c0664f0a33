use maud::{Markup, html};

use super::{listing, words};

/// As it ran in nginx 1.22, in front of a static page.
const CONFIG: &str = include_str!("auth_request.conf");

pub(super) fn chapter(server: &str) -> Markup {
    let config = CONFIG.replace("http://muster", server);
    html! {
        p { (words("A service that knows nothing of Muster can stand behind nginx, which asks `POST /api/authorize?refuse=403` before it lets anybody through: 200 passes, 403 doesn't. The key needs `users:read` and nothing else. It stands in the configuration, so keep that file to who may read it.")) }
        (listing("A configuration of nginx", &config))
        p { (words("nginx reads no body of the answer, so `beta_access` also comes as the header `Muster-Beta-Access`, which the configuration hands on to the service.")) }
        p { (words("Muster says `Cache-Control: no-store`, because what it answers is as of now. To ask less often is your decision: `proxy_ignore_headers` makes it, and `proxy_cache_valid` says for how long somebody who was deactivated or lost a role still passes. Ten seconds are enough for a page with many parts, and a name that nobody has is asked about once, too. The cache's key has to name all that the answer depends on: the permission and the person.")) }
        p { (words("Where Muster can't be reached or says anything but 200, 401 or 403, nginx answers 500 and lets nobody through.")) }
    }
}
