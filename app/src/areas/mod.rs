//! The pages, by area. Each area has its pages, their parts, the server functions they call, and, where
//! there is something to reckon, a pure model.

pub mod appearance;
pub mod behaviour;
pub mod bots;
pub mod conversations;
pub mod document;
pub mod frame;
pub mod install;
pub mod jobs;
pub mod knowledge;
pub mod overview;
pub mod playground;
pub mod public;
pub mod questions;
pub mod search_console;
pub mod settings;
pub mod snapshots;
pub mod sources;
pub mod tags;
