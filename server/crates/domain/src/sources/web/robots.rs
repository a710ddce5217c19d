//! robots.txt, after RFC 9309: groups of one agent are one, the longest rule decides, of equals Allow does.

use std::time::Duration;

use url::Url;

use super::pattern::matches;

/// What of a robots.txt is read: RFC 9309 asks for 500 KiB at least.
pub const ROBOTS_BYTES: u64 = 512 * 1024;
/// Rules that are kept.
const MOST_RULES: usize = 2_000;
/// Longest rule that is kept.
const RULE_BYTES: usize = 1_000;
/// The word that addresses us.
const AGENT: &str = "chatsphere";
/// A longer pause is cut to this, or one site could hold up all that waits behind it.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// What a site permits us.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Robots {
    rules: Vec<Rule>,
    pause: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq)]
struct Rule {
    permits: bool,
    /// With a star at its end, unless `$` closed it.
    pattern: Vec<u8>,
    length: usize,
}

/// Whom the lines that are being read speak to.
#[derive(Clone, Copy, PartialEq)]
enum Group {
    Us,
    Everybody,
    Others,
}

impl Robots {
    /// Everything is permitted: there is no robots.txt.
    pub fn permissive() -> Self {
        Self::default()
    }

    /// Reads a robots.txt, whatever it is; lines that are none of ours are passed over.
    pub fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let (mut ours, mut everybodys) = (Self::default(), Self::default());
        let mut is_named = false;
        let mut groups = vec![Group::Others];
        let mut in_agents = false;
        for line in text.trim_start_matches('\u{feff}').split(['\n', '\r']) {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match key.trim().to_ascii_lowercase().as_str() {
                "user-agent" => {
                    if !in_agents {
                        groups.clear();
                    }
                    in_agents = true;
                    let group = group_of(value);
                    is_named |= group == Group::Us;
                    if !groups.contains(&group) {
                        groups.push(group);
                    }
                }
                key @ ("allow" | "disallow" | "crawl-delay") => {
                    in_agents = false;
                    for group in &groups {
                        match group {
                            Group::Us => ours.add(key, value),
                            Group::Everybody => everybodys.add(key, value),
                            Group::Others => {}
                        }
                    }
                }
                _ => {}
            }
        }
        if is_named { ours } else { everybodys }
    }

    /// Whether the site permits us to read the address.
    pub fn permit(&self, url: &Url) -> bool {
        let path = url.as_str().get(url[..url::Position::BeforePath].len()..).unwrap_or("/");
        if url.path() == "/robots.txt" {
            return true;
        }
        let decisive = self
            .rules
            .iter()
            .filter(|rule| matches(&rule.pattern, path.as_bytes()))
            .max_by_key(|rule| (rule.length, rule.permits));
        decisive.is_none_or(|rule| rule.permits)
    }

    /// The pause between two requests that the site asks for.
    pub fn pause(&self) -> Option<Duration> {
        self.pause
    }

    fn add(&mut self, key: &str, value: &str) {
        if key == "crawl-delay" {
            let seconds = value.parse::<f64>().ok().filter(|seconds| seconds.is_finite() && *seconds >= 0.0);
            let pause =
                seconds.map(|seconds| Duration::from_secs_f64(seconds.min(LONGEST_PAUSE.as_secs_f64())));
            self.pause = self.pause.max(pause);
            return;
        }
        // An empty Disallow forbids nothing; a rule that does not begin a path matches nothing.
        if self.rules.len() >= MOST_RULES || value.len() > RULE_BYTES || !value.starts_with(['/', '*']) {
            return;
        }
        let (mut pattern, is_closed) = match value.strip_suffix('$') {
            Some(closed) => (encoded(closed), true),
            None => (encoded(value), false),
        };
        let length = pattern.len();
        if !is_closed {
            pattern.push(b'*');
        }
        self.rules.push(Rule { permits: key == "allow", pattern, length });
    }
}

fn group_of(agent: &str) -> Group {
    let token: String =
        agent.chars().take_while(|c| c.is_ascii_alphabetic() || matches!(c, '-' | '_' | '*')).collect();
    match token.to_ascii_lowercase().as_str() {
        AGENT => Group::Us,
        "*" => Group::Everybody,
        _ => Group::Others,
    }
}

/// A rule as an address spells it: what a URL would encode, encoded.
fn encoded(rule: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(rule.len());
    for byte in rule.bytes() {
        if byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>') {
            out.push(byte);
        } else {
            out.extend_from_slice(format!("%{byte:02X}").as_bytes());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permit(robots: &str, path: &str) -> bool {
        Robots::parse(robots.as_bytes()).permit(&Url::parse(&format!("https://example.com{path}")).unwrap())
    }

    #[test]
    fn the_longest_rule_decides_and_of_equals_allow() {
        let robots = "User-agent: *\nDisallow: /shop\nAllow: /shop/help\nDisallow: /a\nAllow: /a\n";
        assert!(!permit(robots, "/shop") && !permit(robots, "/shopping") && !permit(robots, "/shop/x"));
        assert!(permit(robots, "/shop/help/me") && permit(robots, "/a") && permit(robots, "/"));
    }

    #[test]
    fn stars_and_ends() {
        let robots = "user-agent: *\ndisallow: /*.gif$\ndisallow: *?sort=\nallow: /$\n";
        assert!(!permit(robots, "/a/b.gif") && permit(robots, "/a/b.gif?x"));
        assert!(!permit(robots, "/list?sort=up") && permit(robots, "/list?page=2"));
        assert!(permit("User-agent: *\nDisallow:\n", "/a"));
        assert!(!permit("User-agent: *\nDisallow: /\nAllow: /$", "/a"));
        assert!(permit("User-agent: *\nDisallow: /\nAllow: /$", "/"));
    }

    #[test]
    fn our_own_group_counts_alone_and_groups_of_one_agent_are_one() {
        let robots = "User-agent: other\nUser-agent: ChatSphere/1.0\nDisallow: /a\n\nUser-agent: *\n\
            Disallow: /\n\nUser-agent: chatsphere\nDisallow: /b\nCrawl-delay: 2.5\n";
        assert!(!permit(robots, "/a") && !permit(robots, "/b") && permit(robots, "/c"));
        assert_eq!(Robots::parse(robots.as_bytes()).pause(), Some(Duration::from_millis(2_500)));
        assert!(permit("User-agent: chatspherex\nDisallow: /\n", "/a"));
    }

    #[test]
    fn other_scripts_are_compared_as_they_are_asked_for() {
        assert!(!permit("User-agent: *\nDisallow: /über\n", "/über/uns"));
        assert!(!permit("User-agent: *\nDisallow: /%C3%BCber\n", "/über/uns"));
    }

    #[test]
    fn anything_at_all_is_read() {
        for odd in ["", "<html>", "Disallow: /", "user-agent", "\u{feff}User-agent: *\r\nDisallow: /x # y"] {
            assert!(permit(odd, "/"), "{odd}");
        }
        assert!(!permit("\u{feff}User-agent: *\r\nDisallow: /x # y", "/x"));
        let delay =
            |text: &str| Robots::parse(format!("User-agent: *\nCrawl-delay: {text}").as_bytes()).pause();
        assert_eq!((delay("-1"), delay("NaN"), delay("x")), (None, None, None));
        assert_eq!(delay("1e30"), Some(Duration::from_secs(60)));
        let long = format!("User-agent: *\n{}", "Disallow: /x\n".repeat(100_000));
        assert_eq!(Robots::parse(long.as_bytes()).rules.len(), MOST_RULES);
    }
}
