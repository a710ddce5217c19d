//! Health, metrics, documentation, and the widget's files.

use reqwest::Method;
use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn the_process_says_how_it_is() {
    let app = TestApp::start().await;
    assert_eq!(app.get("", "/healthz").await.text, "ok\n");
    let ready = app.get("", "/readyz").await.success();
    assert_eq!((ready["status"].as_str(), ready["embedder"].as_str()), (Some("ready"), Some("none")));
    let metrics = app.get("", "/metrics").await;
    assert!(
        metrics.text.contains("http_requests_total{method=\"GET\",route=\"/readyz\""),
        "{}",
        metrics.text
    );
}

#[tokio::test]
async fn metrics_are_not_for_whom_an_unknown_proxy_passes_on() {
    let app = TestApp::start().await;
    let request = app.request(Method::GET, "/metrics").header("x-forwarded-for", "127.0.0.1");
    assert_eq!(app.send(request).await.refusal(), (404, "not_found".to_owned()));
    let trusting = TestApp::start_with(&[("CHATSPHERE_TRUSTED_PROXIES", "127.0.0.1/32")]).await;
    let request = trusting.request(Method::GET, "/metrics").header("x-forwarded-for", "203.0.113.9");
    assert_eq!(trusting.send(request).await.status, 404);
}

#[tokio::test]
async fn every_response_has_the_security_headers() {
    let app = TestApp::start().await;
    for path in ["/healthz", "/docs", "/nothing", "/api/openapi.json"] {
        let answer = app.get("", path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert!(answer.header("content-security-policy").starts_with("default-src 'none'"), "{path}");
        assert_eq!(answer.header("referrer-policy"), "strict-origin-when-cross-origin", "{path}");
    }
}

#[tokio::test]
async fn the_documentation_page_names_every_route_and_needs_no_script() {
    let app = TestApp::start().await;
    let document = app.get("", "/api/openapi.json").await.success();
    let page = app.get("", "/docs").await.text;
    for path in document["paths"].as_object().unwrap().keys() {
        assert!(page.contains(path.as_str()), "{path}");
    }
    assert!(!page.contains("<script") && !page.contains(" style="));
    assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
}

#[tokio::test]
async fn built_files_are_served_compressed_for_ever_and_the_launcher_for_a_while() {
    let site = tempfile::tempdir().unwrap();
    let assets = site.path().join("assets");
    std::fs::create_dir(&assets).unwrap();
    std::fs::write(assets.join("panel-1f2e.css"), "a{}").unwrap();
    std::fs::write(assets.join("panel-1f2e.css.br"), "not really brotli").unwrap();
    std::fs::write(site.path().join("widget.js"), "launch()").unwrap();
    std::fs::write(site.path().join("secret.txt"), "secret").unwrap();
    let manifest = json!({"panel.css": "/assets/panel-1f2e.css", "panel.js": "/assets/panel-3d.js"});
    std::fs::write(site.path().join("manifest.json"), manifest.to_string()).unwrap();
    let folder = site.path().to_str().unwrap().to_owned();
    let app = TestApp::start_with(&[("CHATSPHERE_SITE_DIR", &folder)]).await;

    let plain = app.get("", "/assets/panel-1f2e.css").await;
    assert_eq!((plain.text.as_str(), plain.header("content-encoding")), ("a{}", ""));
    assert!(plain.header("cache-control").contains("immutable"));
    let request = app.request(Method::GET, "/assets/panel-1f2e.css").header("accept-encoding", "gzip, br");
    let compressed = request.send().await.unwrap();
    assert_eq!(compressed.headers()["content-encoding"], "br");
    for path in ["/assets/..%2fsecret.txt", "/assets/%2e%2e/secret.txt", "/assets/secret.txt"] {
        assert_eq!(app.get("", path).await.status, 404, "{path}");
    }

    let launcher = app.get("", "/widget.js").await;
    assert_eq!(launcher.text, "launch()");
    assert_eq!(launcher.header("cross-origin-resource-policy"), "cross-origin");
    let again = app.request(Method::GET, "/widget.js").header("if-none-match", launcher.header("etag"));
    assert_eq!(app.send(again).await.status, 304);

    let ada = app.register("ada@example.com", "Shop").await;
    let (_, key) = app.bot(&ada.access, json!({"name": "Bot", "allowed_domains": ["shop.example"]})).await;
    let panel = app.get("", &format!("/widget/panel/{key}")).await;
    assert!(
        panel.text.contains("src=\"/assets/panel-3d.js\"")
            && panel.text.contains("/assets/panel-1f2e.css")
            && panel.text.contains("id=\"panel\"")
    );
    let policy = panel.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'self' http://shop.example https://shop.example"), "{policy}");
    assert_eq!(app.get("", "/widget/panel/pk_unknown").await.status, 404);
}
