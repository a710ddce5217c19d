//! New ids: UUIDv7 (RFC 9562, section 5.7), so that they sort by the time they were made.

use std::sync::{Mutex, PoisonError};

use uuid::{Builder, Uuid};

use crate::clock::Clock;
use crate::random::Random;

/// The millisecond of the last id of this process, and how many it has had: the twelve bits behind the time count
/// (section 6.2, method 1), so that ids of one millisecond sort as they were made, too.
static LAST: Mutex<(u64, u16)> = Mutex::new((0, 0));

/// What fits into the counter; beyond, ids of one millisecond have no order any more.
const MOST: u16 = 0xfff;

/// A new time-sortable id.
pub fn new_uuid(clock: &dyn Clock, random: &dyn Random) -> Uuid {
    let ms = u64::try_from(clock.now().unix_timestamp_nanos() / 1_000_000).unwrap_or_default();
    let mut bytes = [0; 10];
    random.fill(&mut bytes);
    let [high, low] = place(ms).to_be_bytes();
    (bytes[0], bytes[1]) = (high, low);
    Builder::from_unix_timestamp_millis(ms, &bytes).into_uuid()
}

/// The place of the next id in its millisecond.
fn place(ms: u64) -> u16 {
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    let place = if last.0 == ms { (last.1 + 1).min(MOST) } else { 0 };
    *last = (ms, place);
    place
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{OsRandom, SystemClock};

    #[test]
    fn ids_sort_as_they_were_made() {
        let ids: Vec<Uuid> = (0..20_000).map(|_| new_uuid(&SystemClock, &OsRandom)).collect();
        assert!(ids.is_sorted());
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
        assert!(ids.iter().all(|id| id.get_version_num() == 7));
    }
}
