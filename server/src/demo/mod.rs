//! The demo: a workspace of an invented product with real articles, and that product's own website on a
//! second port, with the widget in it.

mod articles;
mod seed;
mod site;

pub use seed::seed;
pub use site::router;
