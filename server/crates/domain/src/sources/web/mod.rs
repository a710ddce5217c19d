//! What the web says, read: addresses, patterns, robots.txt, sitemaps, the links of a page. Pure, linear
//! in what is read, and bounded: all of it was written by strangers.

mod address;
mod page;
mod pattern;
mod robots;
mod sitemap;
mod tags;
mod text;

pub use address::{normalised, site_of};
pub use page::{PageFacts, robots_header, scan};
pub use pattern::Patterns;
pub use robots::{ROBOTS_BYTES, Robots};
pub use sitemap::{Entry, NotASitemap, SitemapReader};
