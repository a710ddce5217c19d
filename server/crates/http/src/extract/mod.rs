//! What handlers take from a request, with our problems as the only way to fail.

mod authenticated;
mod ids;
mod json;
mod query;
mod visitor;

pub use authenticated::Authenticated;
pub(crate) use authenticated::credential;
pub use ids::Ids;
pub use json::{Json, OptionalJson};
pub(crate) use json::{read as read_body, too_large};
pub use query::Query;
pub use visitor::Visitor;
