//! Single messages.

pub(super) mod draft_question;
pub(super) mod trace;
