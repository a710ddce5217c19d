//! New ids: UUIDv7, so that they sort by the time they were made.

use uuid::{Builder, Uuid};

use crate::clock::Clock;
use crate::random::Random;

/// A new time-sortable id.
pub fn new_uuid(clock: &dyn Clock, random: &dyn Random) -> Uuid {
    let ms = u64::try_from(clock.now().unix_timestamp_nanos() / 1_000_000).unwrap_or_default();
    let mut bytes = [0; 10];
    random.fill(&mut bytes);
    Builder::from_unix_timestamp_millis(ms, &bytes).into_uuid()
}
