//! The layers, the checks and the masked print, through the public interface.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has to stop")]

use chatsphere_config::Config;

const SECRET: &str = "0123456789abcdef0123456789abcdef";

fn env(more: &[(&str, &str)]) -> Vec<(String, String)> {
    let least =
        [("CHATSPHERE_SECRET", SECRET), ("DATABASE_URL", "postgres://me:hush@db/chat?sslpassword=hush")];
    least.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn complaint(more: &[(&str, &str)]) -> String {
    Config::load(env(more), None).unwrap_err().to_string()
}

#[test]
fn defaults_hold_when_only_the_needed_is_set() {
    let config = Config::load(env(&[]), None).unwrap();
    assert_eq!(config.server.addr.to_string(), "127.0.0.1:3000");
    assert!(config.server.limits && config.server.public_url.is_none() && config.chat.provider.is_none());
    assert_eq!(config.database.max_connections, 16);
}

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_defaults() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "[server]\naddr = \"0.0.0.0:80\"\nlimits = false\n").unwrap();
    let path = file.path().to_str().unwrap();
    let config =
        Config::load(env(&[("CHATSPHERE_CONFIG", path), ("CHATSPHERE_ADDR", "[::1]:4000")]), None).unwrap();
    assert_eq!(config.server.addr.to_string(), "[::1]:4000");
    assert!(!config.server.limits);
    assert_eq!(config.server.site_dir.to_str(), Some("target/site"));
}

#[test]
fn switches_lists_and_urls_are_read() {
    let config = Config::load(
        env(&[
            ("CHATSPHERE_LIMITS", "off"),
            ("CHATSPHERE_TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.1,"),
            ("CHATSPHERE_PUBLIC_URL", "https://chat.example.com/"),
            ("CHATSPHERE_OPENAI_BASE_URL", "http://localhost:9000/v1/"),
            ("CHATSPHERE_CHAT_MODEL", "small"),
            ("CHATSPHERE_EMBEDDER_DIR", "  "),
            ("CHATSPHERE_RERANKER_DIR", "/models/pairs"),
        ]),
        None,
    )
    .unwrap();
    assert!(!config.server.limits && config.embedder.dir.is_none());
    assert_eq!(config.reranker.dir.as_deref(), Some(std::path::Path::new("/models/pairs")));
    let proxies: Vec<String> = config.server.trusted_proxies.iter().map(ToString::to_string).collect();
    assert_eq!(proxies, ["10.0.0.0/8", "192.0.2.1/32"]);
    assert_eq!(config.server.public_url.as_deref(), Some("https://chat.example.com"));
    assert_eq!(config.chat.provider.unwrap().base_url, "http://localhost:9000/v1");
}

#[test]
fn prices_are_read_to_the_last_micro_unit_and_stand_without_a_model() {
    let prices = [
        ("CHATSPHERE_CHAT_PRICE_INPUT", "0.15"),
        ("CHATSPHERE_CHAT_PRICE_CACHED_INPUT", "0.000001"),
        ("CHATSPHERE_CHAT_PRICE_OUTPUT", "1000000"),
    ];
    let config = Config::load(env(&prices), None).unwrap();
    assert_eq!(config.chat.prices.input_micros, 150_000);
    assert_eq!(config.chat.prices.cached_input_micros, 1);
    assert_eq!(config.chat.prices.output_micros, 1_000_000_000_000);
    assert!(config.masked().contains("price_input = \"0.15\""), "{}", config.masked());
}

#[test]
fn what_is_missing_is_named_with_its_remedy() {
    let nothing = Config::load([], None).unwrap_err().to_string();
    assert!(nothing.contains("CHATSPHERE_SECRET") && nothing.contains("openssl"), "{nothing}");
    let no_database = [("CHATSPHERE_SECRET".to_owned(), SECRET.to_owned())];
    let no_database = Config::load(no_database, None).unwrap_err().to_string();
    assert!(no_database.contains("DATABASE_URL") && no_database.contains("pgvector"), "{no_database}");
}

#[test]
fn wrong_values_are_refused_with_the_setting_s_name() {
    for (name, value) in [
        ("CHATSPHERE_SECRET", "short"),
        ("CHATSPHERE_SECRET", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        ("CHATSPHERE_ADDR", "localhost"),
        ("CHATSPHERE_PUBLIC_URL", "https://example.com/chat"),
        ("CHATSPHERE_PUBLIC_URL", "ftp://example.com"),
        ("CHATSPHERE_LIMITS", "maybe"),
        ("CHATSPHERE_METRICS_ALLOW", "everyone"),
        ("CHATSPHERE_DATABASE_MAX_CONNECTIONS", "many"),
        ("CHATSPHERE_DATABASE_MAX_CONNECTIONS", "-1"),
        ("DATABASE_URL", "mysql://x"),
        ("CHATSPHERE_CHAT_MODEL", "small"),
        ("CHATSPHERE_OPENAI_BASE_URL", "http://x/v1"),
        ("CHATSPHERE_CHAT_PRICE_INPUT", "-1"),
        ("CHATSPHERE_CHAT_PRICE_CACHED_INPUT", "0.0000001"),
        ("CHATSPHERE_CHAT_PRICE_OUTPUT", "1000000.01"),
    ] {
        let message = complaint(&[(name, value)]);
        assert!(message.contains(name), "{name}={value}: {message}");
    }
}

#[test]
fn files_with_unknown_names_or_bad_syntax_are_refused() {
    let file = tempfile::NamedTempFile::new().unwrap();
    for (text, expected) in [("[server]\nadr = 1\n", "adr"), ("[server\n", "not valid TOML"), ("x = 1", "x")]
    {
        std::fs::write(file.path(), text).unwrap();
        let message = Config::load(env(&[]), Some(file.path())).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
    }
    let message = complaint(&[("CHATSPHERE_CONFIG", "/nowhere/at/all.toml")]);
    assert!(message.contains("/nowhere/at/all.toml"), "{message}");
}

#[test]
fn nothing_secret_is_printed() {
    let config = Config::load(
        env(&[
            ("CHATSPHERE_OPENAI_BASE_URL", "http://x/v1"),
            ("CHATSPHERE_CHAT_MODEL", "small"),
            ("CHATSPHERE_OPENAI_API_KEY", "sk-hush"),
        ]),
        None,
    )
    .unwrap();
    for print in [config.masked(), format!("{config:?}")] {
        assert!(!print.contains("hush") && !print.contains(SECRET), "{print}");
    }
    assert!(config.masked().contains("url = \"postgres://me:…@db/chat\""), "{}", config.masked());
}
