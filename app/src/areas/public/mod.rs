//! Pages for people who are not signed in.

mod gate;
mod landing;
mod log_in;
mod not_found;
mod parts;
mod register;
mod server_fns;

pub use landing::LandingPage;
pub use log_in::LogInPage;
pub use not_found::NotFoundPage;
pub use register::RegisterPage;

/// Where to go after logging in: a page of our own, or the overview.
pub fn safe_next(next: &str) -> &str {
    let ours = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.chars().any(char::is_control);
    if ours { next } else { "/overview" }
}

#[cfg(test)]
mod tests {
    use super::safe_next;

    #[test]
    fn the_way_back_stays_on_our_host() {
        assert_eq!(safe_next("/bots/bot_1/install?x=1"), "/bots/bot_1/install?x=1");
        for foreign in ["", "https://evil.example", "//evil.example", "/\\evil.example", "bots", "/a\nb"] {
            assert_eq!(safe_next(foreign), "/overview", "{foreign}");
        }
    }
}
