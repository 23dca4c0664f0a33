use url::Url;

use super::Slug;

/// No page of ours has a longer address, and it is sent in a header.
const LONGEST: usize = 8_000;

/// Where to go after signing in: a page of this workspace, or its home.
pub fn way_on(slug: &Slug, wished: Option<&str>) -> String {
    wished
        .and_then(|wished| inside(slug, wished))
        .unwrap_or_else(|| format!("/{slug}"))
}

/// `wished` as a browser would read it, if that leads into the workspace and not to its sign-in again.
fn inside(slug: &Slug, wished: &str) -> Option<String> {
    if wished.len() > LONGEST {
        return None;
    }
    let here = Url::parse("http://muster.invalid").ok()?;
    let there = here.join(wished).ok()?;
    let home = format!("/{slug}");
    let path = there.path();
    let is_inside = path == home || path.starts_with(&format!("{home}/"));
    let is_door = path == format!("{home}/login");
    if !wished.starts_with('/') || there.origin() != here.origin() || !is_inside || is_door {
        return None;
    }
    Some(
        there
            .query()
            .map_or_else(|| path.to_owned(), |query| format!("{path}?{query}")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_on_stays_inside_the_workspace() {
        let slug: Slug = "northwind".parse().unwrap();
        for inside in [
            "/northwind",
            "/northwind/profile",
            "/northwind/settings/users?cursor=a%20b&q=x",
        ] {
            assert_eq!(way_on(&slug, Some(inside)), inside);
        }
        for outside in [
            "/southwind",
            "/northwindow",
            "//evil.example/northwind",
            "/\\evil.example/northwind",
            "https://evil.example/northwind",
            "/northwind/../southwind",
            "/northwind/%2e%2e/southwind",
            "northwind/profile",
            "javascript:alert(1)",
            "/northwind/login?next=/northwind/login",
            "",
        ] {
            assert_eq!(way_on(&slug, Some(outside)), "/northwind", "{outside}");
        }
        let long = format!("/northwind?q={}", "x".repeat(LONGEST));
        assert_eq!(way_on(&slug, Some(&long)), "/northwind");
        assert_eq!(way_on(&slug, None), "/northwind");
        assert_eq!(way_on(&slug, Some("/northwind/a\r\nb")), "/northwind/ab");
    }
}
