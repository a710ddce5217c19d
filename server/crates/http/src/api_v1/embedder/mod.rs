//! The model that turns text into vectors.

pub(super) mod cancel;
pub(super) mod choose;
pub(super) mod read;
pub(super) mod roll_back;
pub(super) mod test;
