//! The guarded HTTP client and the object store.
