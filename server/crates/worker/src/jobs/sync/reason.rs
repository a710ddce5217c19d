//! Why a page was left out or could not be read, in a word for programs and a sentence for people.

use chatsphere_outbound::OutboundError;

/// The word and the sentence.
pub(super) type Reason = (&'static str, String);

pub(super) fn reason(code: &'static str, sentence: impl Into<String>) -> Reason {
    (code, sentence.into())
}

/// What a status says that is neither success, redirect nor absence.
pub(super) fn of_status(status: u16) -> Reason {
    match status {
        401 | 407 => reason("needs_login", "The page asks for a log-in."),
        403 => reason("forbidden", "The site does not let us read this page (403)."),
        404 => reason("not_found", "There is no such page any more (404)."),
        410 => reason("gone", "The site says that this page is gone for good (410)."),
        429 => reason("too_many_requests", "The site asks us to come back later (429)."),
        451 => reason("unavailable_for_legal_reasons", "The page is not shown for legal reasons (451)."),
        500..=599 => {
            reason("server_error", format!("The site answered with an error of its own ({status})."))
        }
        _ => reason("unexpected_answer", format!("The site answered with {status}, which is no page.")),
    }
}

/// Why a request did not come to an answer, and whether it may at another time.
pub(super) fn of_error(error: &OutboundError) -> (Reason, bool) {
    match error {
        OutboundError::InvalidUrl(_) => (reason("invalid_address", error.to_string()), false),
        OutboundError::NotPublic { host } => {
            let message =
                format!("{host} is not a public address. Ask whoever runs this ChatSphere to permit it.");
            (reason("not_public", message), false)
        }
        OutboundError::UnknownHost(host) => (
            reason(
                "unknown_host",
                format!("There is no site of the name {host}, or it cannot be found now."),
            ),
            true,
        ),
        OutboundError::Unreachable { host, .. } => (
            reason("unreachable_site", format!("{host} could not be reached, or broke off its answer.")),
            true,
        ),
        OutboundError::Timeout(host) => (reason("timeout", format!("{host} did not answer in time.")), true),
        OutboundError::TooLarge { limit_bytes } => {
            (reason("too_large", format!("The page has more than {} MB.", limit_bytes >> 20)), false)
        }
        OutboundError::Redirect(message) => (reason("redirect_failed", *message), false),
        OutboundError::Encoding => (reason("unreadable_encoding", error.to_string()), false),
        OutboundError::Setup(_) => (reason("no_client", "This server cannot reach other servers."), true),
    }
}
