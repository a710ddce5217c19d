//! The snapshots of active bots, as many as memory is given for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chatsphere_contract::ids::{BotId, WorkspaceId};
use chatsphere_retrieval::BotIndex;

/// Whose index.
pub(super) type Key = (WorkspaceId, BotId);

/// Snapshots by bot; those used longest ago give way.
#[derive(Debug)]
pub(super) struct Cache {
    memory_bytes: usize,
    shelves: Mutex<Shelves>,
}

#[derive(Debug, Default)]
struct Shelves {
    slots: HashMap<Key, Arc<Slot>>,
    /// Counts uses, to know which was longest ago.
    uses: u64,
    bytes: usize,
}

/// The place of one bot's snapshot.
#[derive(Debug, Default)]
pub(super) struct Slot {
    /// Held by whoever brings the snapshot up to date, so that it is done once for all who wait.
    pub(super) updating: tokio::sync::Mutex<()>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    snapshot: Option<Arc<BotIndex>>,
    /// Whose vectors the snapshot holds.
    space: String,
    bytes: usize,
    last_use: u64,
}

impl Slot {
    /// The snapshot with the vectors of `space`, if there is one.
    pub(super) fn snapshot(&self, space: &str) -> Option<Arc<BotIndex>> {
        let state = self.lock();
        state.snapshot.clone().filter(|_| state.space == space)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Cache {
    /// For snapshots of so many bytes together; a single larger one is kept alone.
    pub(super) fn new(memory_bytes: usize) -> Self {
        Self { memory_bytes, shelves: Mutex::default() }
    }

    /// The place of a bot's snapshot, which counts as a use of it.
    pub(super) fn slot(&self, key: Key) -> Arc<Slot> {
        let mut shelves = self.lock();
        shelves.uses += 1;
        let uses = shelves.uses;
        let slot = Arc::clone(shelves.slots.entry(key).or_default());
        slot.lock().last_use = uses;
        slot
    }

    /// Puts a newer snapshot into its place and makes room for it. Nothing happens if the place has been
    /// given up meanwhile.
    pub(super) fn store(&self, key: Key, slot: &Arc<Slot>, snapshot: Arc<BotIndex>, space: &str) {
        let mut shelves = self.lock();
        if !shelves.slots.get(&key).is_some_and(|known| Arc::ptr_eq(known, slot)) {
            return;
        }
        let bytes = snapshot.bytes();
        let before = {
            let mut state = slot.lock();
            state.snapshot = Some(snapshot);
            space.clone_into(&mut state.space);
            std::mem::replace(&mut state.bytes, bytes)
        };
        shelves.bytes = shelves.bytes - before + bytes;
        shelves.make_room(self.memory_bytes, key);
        metrics::gauge!("search_index_bytes").set(shelves.bytes as f64);
        metrics::gauge!("search_indexes").set(shelves.slots.len() as f64);
    }

    /// Gives up the place of a bot that is gone.
    pub(super) fn forget(&self, key: Key) {
        self.lock().remove(key);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Shelves> {
        self.shelves.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelves {
    fn make_room(&mut self, memory_bytes: usize, keep: Key) {
        while self.bytes > memory_bytes {
            let used = self.slots.iter().filter(|(key, _)| **key != keep);
            let oldest = used.min_by_key(|(_, slot)| slot.lock().last_use).map(|(key, _)| *key);
            let Some(oldest) = oldest else { return };
            self.remove(oldest);
        }
    }

    fn remove(&mut self, key: Key) {
        if let Some(slot) = self.slots.remove(&key) {
            self.bytes -= slot.lock().bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use chatsphere_retrieval::IndexedChunk;
    use uuid::Uuid;

    use super::*;

    fn key(bot: u128) -> Key {
        (WorkspaceId(Uuid::from_u128(1)), BotId(Uuid::from_u128(bot)))
    }

    fn snapshot(passages: u128) -> Arc<BotIndex> {
        let chunk = |id| IndexedChunk {
            chunk: id,
            document: id,
            language: None,
            title: String::new(),
            headings: Vec::new(),
            text: format!("passage {id}"),
            vector: None,
        };
        Arc::new(BotIndex::empty().apply(1, &[], (0..passages).map(chunk).collect()))
    }

    fn put(cache: &Cache, bot: u128, passages: u128) {
        let slot = cache.slot(key(bot));
        cache.store(key(bot), &slot, snapshot(passages), "");
    }

    fn has(cache: &Cache, bot: u128) -> bool {
        cache.lock().slots.get(&key(bot)).is_some_and(|slot| slot.snapshot("").is_some())
    }

    #[test]
    fn the_one_used_longest_ago_gives_way() {
        let size = snapshot(100).bytes();
        let cache = Cache::new(size * 5 / 2);
        put(&cache, 1, 100);
        put(&cache, 2, 100);
        cache.slot(key(1));
        put(&cache, 3, 100);
        assert_eq!([1, 2, 3].map(|bot| has(&cache, bot)), [true, false, true]);
        assert_eq!(cache.lock().bytes, size * 2);
    }

    #[test]
    fn a_large_one_is_kept_alone() {
        let cache = Cache::new(1);
        put(&cache, 1, 10);
        put(&cache, 2, 10);
        assert_eq!([1, 2].map(|bot| has(&cache, bot)), [false, true]);
    }

    #[test]
    fn bytes_are_those_of_what_is_kept() {
        let cache = Cache::new(usize::MAX);
        put(&cache, 1, 10);
        put(&cache, 1, 200);
        put(&cache, 2, 10);
        cache.forget(key(2));
        cache.forget(key(3));
        assert_eq!(cache.lock().bytes, snapshot(200).bytes());
        let given_up = cache.slot(key(1));
        cache.forget(key(1));
        cache.store(key(1), &given_up, snapshot(5), "");
        assert_eq!(cache.lock().bytes, 0);
    }
}
