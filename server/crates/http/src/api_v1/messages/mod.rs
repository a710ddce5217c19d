//! Single messages.

pub(super) mod trace;
