use diesel::connection::LoadConnection;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::query_dsl::RunQueryDsl;

/// A query whose text is SQL and that each connection prepares once. Diesel takes such a text for one
/// that may be another one each time, and has PostgreSQL read and plan it whenever it is asked, which takes
/// longer than what it asks for.
///
/// After a few times PostgreSQL may keep one plan for all values. So this is for a text that is the same
/// for everybody, and whose best plan is too: one for a big workspace and a small one alike.
pub struct Prepared<Q>(Q);

pub fn prepared<Q>(query: Q) -> Prepared<Q> {
    Prepared(query)
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Prepared<Q> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }

    fn is_safe_to_cache_prepared(&self, _: &Pg) -> QueryResult<bool> {
        Ok(true)
    }
}

/// Known by its text and the types of its values.
impl<Q> QueryId for Prepared<Q> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for Prepared<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, C: LoadConnection<Backend = Pg>> RunQueryDsl<C> for Prepared<Q> {}
