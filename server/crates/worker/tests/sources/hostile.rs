//! Sites that mean harm, and addresses that lead inside.

use std::io::Write as _;

use chatsphere_contract::sources::{CreateSource, PageState, SourceKind};
use chatsphere_domain::sources::{self, SourceError};
use chatsphere_testkit::TestPlatform;

use super::site::{page, redirect, reply};
use super::support::{World, permitted, reason};

#[tokio::test]
async fn a_hostile_site_fails_page_by_page_and_costs_nobody_else() {
    let world = World::new(permitted()).await;
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    bomb.write_all(&vec![b'x'; 64 << 20]).unwrap();
    let bomb = reply(200, bomb.finish().unwrap()).header("content-type", "text/html");
    world.site.set("/bomb", bomb.header("content-encoding", "gzip"));
    world.site.set("/large", reply(200, vec![b'x'; 11 << 20]).header("content-type", "text/html"));
    world.site.set("/inside", redirect("http://169.254.169.254/latest/meta-data/"));
    world.site.set("/decimal", redirect("http://2130706434/"));
    world.site.set("/mapped", redirect("http://[::ffff:10.0.0.1]/"));
    world.site.set("/person", redirect("http://admin:secret@127.0.0.1/"));
    world.site.set("/file", redirect("file:///etc/passwd"));
    world.site.set("/itself", redirect("/itself"));
    world.site.set("/nowhere", reply(302, ""));
    world.site.set("/login", reply(401, ""));
    world.site.set("/fine", page("Fine", "<p>This page is as good as any, and it is read.</p>"));
    let tags = "<div><a x=1 ".repeat(150_000);
    world.site.set("/tags", reply(200, tags).header("content-type", "text/html").header("etag", "\"e\""));
    let expected = [
        ("/bomb", "too_large"),
        ("/large", "too_large"),
        ("/inside", "not_public"),
        ("/decimal", "not_public"),
        ("/mapped", "not_public"),
        ("/person", "invalid_address"),
        ("/file", "invalid_address"),
        ("/itself", "redirect_failed"),
        ("/nowhere", "redirect_failed"),
        ("/login", "needs_login"),
        ("/forever/5", "redirect_failed"),
    ];
    let mut paths: Vec<&str> =
        expected.iter().map(|(path, _)| *path).filter(|path| *path != "/forever/5").collect();
    paths.extend(["/forever/0", "/fine", "/tags"]);
    let source = world.read(SourceKind::List, &paths).await;
    let pages = world.pages(source.id).await;
    for (path, why) in expected {
        assert_eq!((pages[path].state, reason(&pages[path])), (PageState::Failed, why), "{path}");
    }
    assert_eq!(Vec::from_iter(world.in_answers().await.into_keys()), ["/fine"]);
    assert!(!reason(&pages["/tags"]).is_empty(), "what it is made of is no text");
}

#[tokio::test]
async fn addresses_that_lead_inside_are_refused_in_every_spelling() {
    let platform = TestPlatform::builder().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await;
    for address in [
        "http://127.0.0.1/",
        "127.0.0.1:8080",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://0x7f.1/",
        "http://127.0.0.1./",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://user:password@example.com/",
        "http://example.com:22/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "",
    ] {
        let input = CreateSource {
            kind: SourceKind::Page,
            addresses: vec![address.to_owned()],
            name: None,
            max_depth: None,
            page_limit: None,
            include: Vec::new(),
            exclude: Vec::new(),
            hosts: Vec::new(),
            tags: Vec::new(),
            every_hours: None,
        };
        let refused = sources::create(&platform, &ctx, bot.id, input).await;
        let Err(SourceError::Invalid(errors)) = refused else { panic!("{address}: {refused:?}") };
        assert_eq!(errors[0].field, "addresses", "{address}");
    }
}

#[tokio::test]
async fn every_wrong_field_is_told_at_once() {
    let platform = TestPlatform::builder().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await;
    let input = CreateSource {
        kind: SourceKind::Crawl,
        addresses: vec!["https://a.example".to_owned(), "https://b.example".to_owned()],
        name: Some("x".repeat(200)),
        max_depth: Some(-1),
        page_limit: Some(1_000_000),
        include: vec!["docs".to_owned()],
        exclude: vec!["/a b".to_owned()],
        hosts: vec!["not a host".to_owned()],
        tags: vec!["t".repeat(100)],
        every_hours: Some(1_000_000),
    };
    let Err(SourceError::Invalid(errors)) = sources::create(&platform, &ctx, bot.id, input).await else {
        panic!("it was taken")
    };
    let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
    let all = [
        "addresses",
        "name",
        "max_depth",
        "page_limit",
        "include",
        "exclude",
        "hosts",
        "tags",
        "every_hours",
    ];
    assert_eq!(fields, all);
}
