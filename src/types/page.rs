//! Lists in pages, by key instead of by number: a page stays where it was while rows come and go
//! before it, and the last page of a million costs what the first one does.
//!
//! A store reads [`PageSize::fetch`] rows beyond a [`Position`] in its [`Direction`], nearest first,
//! and hands them to [`Page::from_fetched`]. The key must be unique in its list (end it with the id).

use std::{fmt, str::FromStr};

use serde::Serialize;

use super::cursor::{Cursor, CursorKeyError, Direction, Position};

/// How many rows a page has: 1 to 200, 50 where nobody says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PageSize(u8);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Use a number from 1 to 200.")]
pub struct PageSizeError;

impl PageSize {
    pub const MOST: u8 = 200;

    pub fn parse(text: &str) -> Result<Self, PageSizeError> {
        match text.parse() {
            Ok(rows @ 1..=Self::MOST) => Ok(Self(rows)),
            _ => Err(PageSizeError),
        }
    }

    pub fn rows(self) -> usize {
        self.0.into()
    }

    /// What a query asks for: one row more than is shown tells whether there is another page.
    pub fn fetch(self) -> i64 {
        i64::from(self.0) + 1
    }
}

impl Default for PageSize {
    fn default() -> Self {
        Self(50)
    }
}

impl FromStr for PageSize {
    type Err = PageSizeError;

    fn from_str(text: &str) -> Result<Self, PageSizeError> {
        Self::parse(text)
    }
}

impl fmt::Display for PageSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Some rows of a list, always in the list's order, and the ways on and back.
#[derive(Debug, Clone)]
pub struct Page<T> {
    pub rows: Vec<T>,
    pub next: Option<Cursor>,
    pub previous: Option<Cursor>,
}

impl<T> Page<T> {
    /// `fetched` is what was read from `position` in its direction, nearest first, at most one row
    /// more than `size`; without a position it is the start of the list.
    ///
    /// A page without rows has no ways: what its position pointed at is gone, and the start of the
    /// list is where to go.
    pub fn from_fetched<K: Serialize>(
        mut fetched: Vec<T>,
        size: PageSize,
        position: Option<&Position<K>>,
        key: impl Fn(&T) -> K,
    ) -> Result<Self, CursorKeyError> {
        let more = fetched.len() > size.rows();
        fetched.truncate(size.rows());
        let (has_previous, has_next) = match position.map(|position| position.direction) {
            None => (false, more),
            Some(Direction::Forward) => (true, more),
            Some(Direction::Backward) => {
                fetched.reverse();
                (more, true)
            }
        };
        let way = |row: Option<&T>, direction| {
            row.map(|row| {
                Cursor::to(&Position {
                    direction,
                    key: key(row),
                })
            })
            .transpose()
        };
        let next = way(fetched.last().filter(|_| has_next), Direction::Forward)?;
        let previous = way(
            fetched.first().filter(|_| has_previous),
            Direction::Backward,
        )?;
        Ok(Self {
            rows: fetched,
            next,
            previous,
        })
    }

    /// The same page with each row made into something else, for a view or an answer.
    pub fn map<U>(self, row: impl FnMut(T) -> U) -> Page<U> {
        Page {
            rows: self.rows.into_iter().map(row).collect(),
            next: self.next,
            previous: self.previous,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Key = (String, u32);

    /// What a store does, on a sorted list in place of a table.
    fn fetch(list: &[Key], size: PageSize, cursor: Option<&Cursor>) -> Page<Key> {
        let position = cursor.map(|cursor| cursor.position::<Key>().unwrap());
        let limit = usize::try_from(size.fetch()).unwrap();
        let fetched: Vec<Key> = match &position {
            None => list.iter().take(limit).cloned().collect(),
            Some(Position {
                direction: Direction::Forward,
                key,
            }) => list
                .iter()
                .filter(|row| *row > key)
                .take(limit)
                .cloned()
                .collect(),
            Some(Position {
                direction: Direction::Backward,
                key,
            }) => list
                .iter()
                .rev()
                .filter(|row| *row < key)
                .take(limit)
                .cloned()
                .collect(),
        };
        Page::from_fetched(fetched, size, position.as_ref(), Key::clone).unwrap()
    }

    fn walk(
        list: &[Key],
        size: PageSize,
        mut page: Page<Key>,
        way: fn(&Page<Key>) -> Option<&Cursor>,
    ) -> Vec<Page<Key>> {
        let mut pages = vec![];
        while let Some(cursor) = way(&page).cloned() {
            pages.push(page);
            page = fetch(list, size, Some(&cursor));
            assert!(pages.len() <= list.len(), "going round in circles");
        }
        pages.push(page);
        pages
    }

    #[test]
    fn a_size_is_a_number_from_1_to_200() {
        assert_eq!(PageSize::default().rows(), 50);
        assert_eq!(PageSize::parse("1").unwrap().fetch(), 2);
        assert_eq!(PageSize::parse("200").unwrap().fetch(), 201);
        for text in [
            "",
            "0",
            "201",
            "-1",
            "1.5",
            "ten",
            "99999999999999999999",
            " 5",
        ] {
            assert_eq!(PageSize::parse(text), Err(PageSizeError), "{text:?}");
        }
    }

    #[test]
    fn an_empty_list_is_one_page_without_ways() {
        let page = fetch(&[], PageSize::default(), None);
        assert!(page.rows.is_empty() && page.next.is_none() && page.previous.is_none());
    }

    #[test]
    fn a_position_whose_neighbours_are_gone_gives_a_page_without_ways() {
        let list = [("a".to_owned(), 1), ("b".to_owned(), 2)];
        let one = PageSize::parse("1").unwrap();
        let first = fetch(&list, one, None);
        let page = fetch(&[], one, first.next.as_ref());
        assert!(page.rows.is_empty() && page.next.is_none() && page.previous.is_none());
    }

    #[test]
    fn mapping_keeps_the_ways() {
        let list = [("a".to_owned(), 1), ("b".to_owned(), 2)];
        let page = fetch(&list, PageSize::parse("1").unwrap(), None);
        let next = page.next.clone();
        let mapped = page.map(|(name, _)| name);
        assert_eq!(mapped.rows, ["a"]);
        assert_eq!(mapped.next, next);
    }

    proptest! {
        #[test]
        fn walking_on_shows_every_row_once_and_walking_back_the_same_pages(
            keys in proptest::collection::btree_set(("[ab\"é]{0,2}", 0..40u32), 0..60),
            size in 1..12u8,
        ) {
            let list: Vec<Key> = keys.into_iter().collect();
            let size = PageSize(size);

            let on = walk(&list, size, fetch(&list, size, None), |page| page.next.as_ref());
            let rows: Vec<Key> = on.iter().flat_map(|page| page.rows.clone()).collect();
            prop_assert_eq!(&rows, &list);
            prop_assert!(on.iter().rev().skip(1).all(|page| page.rows.len() == size.rows()));
            prop_assert!(on[0].previous.is_none());

            let last = on.last().unwrap().clone();
            let back = walk(&list, size, last, |page| page.previous.as_ref());
            let on: Vec<_> = on.iter().map(|page| &page.rows).collect();
            let back: Vec<_> = back.iter().rev().map(|page| &page.rows).collect();
            prop_assert_eq!(on, back);
        }
    }
}
