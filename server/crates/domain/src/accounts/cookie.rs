//! The browser session's cookie, the same for every layer that reads or writes it.

/// Its name.
pub const NAME: &str = "cs_session";

/// As long as browsers keep a cookie at most (400 days): when a session ends is the server's decision.
const MAX_AGE_SECONDS: u32 = 400 * 24 * 60 * 60;

/// The `Set-Cookie` value that logs a browser in; `secure` when the public address is https.
pub fn set(token: &str, secure: bool) -> String {
    format!("{NAME}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={MAX_AGE_SECONDS}{}", suffix(secure))
}

/// The `Set-Cookie` value that logs a browser out.
pub fn clear(secure: bool) -> String {
    format!("{NAME}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{}", suffix(secure))
}

/// The session's token from a `Cookie` header.
pub fn read(header: &str) -> Option<&str> {
    header
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == NAME)
        .map(|(_, value)| value)
        .filter(|value| !value.is_empty())
}

fn suffix(secure: bool) -> &'static str {
    if secure { "; Secure" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_is_read_again_among_other_cookies() {
        let set = set("csb_abc", true);
        assert!(set.contains("HttpOnly") && set.ends_with("; Secure"));
        let pair = set.split(';').next().unwrap();
        assert_eq!(read(&format!("theme=dark; {pair}; x=y")), Some("csb_abc"));
        assert_eq!(read("not_cs_session=1; cs_session="), None);
    }
}
