//! Lists, a page at a time.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::{IntoParams, ToSchema};

use super::FieldErrors;
use crate::error::{AppError, Problem};
use crate::types::{Cursor, CursorError, Direction, Page, PageSize, Position};

/// Which page of a list. A call's own filters stand beside it.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// How many rows, from 1 to 200.
    #[param(required = false, value_type = u8, minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<String>,
    /// `next_cursor` of the page before.
    #[param(required = false, pattern = "^[A-Za-z0-9_-]{1,1024}$")]
    pub cursor: Option<String>,
}

/// The page that is asked for.
#[derive(Debug)]
pub struct Paged<K> {
    pub size: PageSize,
    pub position: Option<Position<K>>,
}

impl ListQuery {
    /// Unlike a page, a program isn't shown the start of the list where its cursor makes no sense.
    pub fn parse<K: DeserializeOwned>(&self) -> Result<Paged<K>, Problem> {
        let mut errors = FieldErrors::default();
        let size = self.limit.as_deref().map(PageSize::parse);
        let size = errors.check_if_given("limit", size);
        let position = self.cursor.as_deref().map(position);
        let position = errors.check_if_given("cursor", position);
        let (size, position) = errors.or(size.zip(position))?;
        Ok(Paged {
            size: size.unwrap_or_default(),
            position,
        })
    }
}

fn position<K: DeserializeOwned>(text: &str) -> Result<Position<K>, CursorError> {
    let position: Position<K> = text.parse::<Cursor>()?.position()?;
    match position.direction {
        Direction::Forward => Ok(position),
        Direction::Backward => Err(CursorError),
    }
}

/// Some rows of a list, and where the next ones start.
#[derive(Debug, Serialize, ToSchema)]
pub struct Listed<T> {
    pub data: Vec<T>,
    /// `null` on the last page.
    pub next_cursor: Option<String>,
}

impl<T> From<Page<T>> for Listed<T> {
    fn from(page: Page<T>) -> Self {
        Self {
            data: page.rows,
            next_cursor: page.next.map(|cursor| cursor.as_str().to_owned()),
        }
    }
}

impl<T> Listed<T> {
    /// Of a list that is kept short by its feature, so that all of it is read at once: the page that is
    /// asked for, in the order of ids, which is that in which things were made.
    pub fn part<K: Copy + Ord + Serialize>(
        mut all: Vec<T>,
        paged: &Paged<K>,
        id: impl Fn(&T) -> K,
    ) -> Result<Self, AppError> {
        all.sort_by_key(&id);
        if let Some(position) = &paged.position {
            all.retain(|one| id(one) > position.key);
        }
        let page = Page::from_fetched(all, paged.size, paged.position.as_ref(), id);
        page.map(Self::from).map_err(AppError::internal)
    }
}

impl From<CursorError> for AppError {
    fn from(error: CursorError) -> Self {
        Problem::of_field("cursor", "invalid", error).into()
    }
}
