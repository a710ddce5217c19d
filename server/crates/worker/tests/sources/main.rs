//! Web sources, on a real database, against sites on loopback.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where it fails")]

mod crawl;
mod hostile;
mod kinds;
mod site;
mod support;
mod survive;
mod tags;
