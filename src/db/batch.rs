/// What a piece of background work says when it is done, so that the next piece can start at once,
/// or after a pause. Between two pieces a server can stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Batch {
    More,
    Last,
}

impl Batch {
    pub fn more_if(more: bool) -> Self {
        if more { Self::More } else { Self::Last }
    }
}
