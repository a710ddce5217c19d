//! The invented product's website: another origin, a strict policy, one script tag of ours.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use pulldown_cmark::{Options, Parser, html};

use super::articles::{ARTICLES, GUIDE, GUIDE_NAME};

const PAGE: &str = include_str!("../../demo/site/page.html");
const HOME: &str = include_str!("../../demo/site/home.html");
const STYLE: &str = include_str!("../../demo/site/style.css");

/// What every page needs.
#[derive(Debug)]
struct Site {
    widget_origin: String,
    public_key: String,
}

/// The site, with the widget of the bot behind `public_key`, served by `widget_origin`.
pub fn router(widget_origin: String, public_key: String) -> Router {
    let site = Arc::new(Site { widget_origin, public_key });
    Router::new()
        .route("/", get(home))
        .route("/help", get(help))
        .route("/help/{slug}", get(article))
        .route("/style.css", get(style))
        .route("/favicon.ico", get(|| async { StatusCode::NO_CONTENT }))
        .with_state(site)
}

async fn home(State(site): State<Arc<Site>>) -> Response {
    site.page("Hearth: the quiet thermostat", HOME)
}

async fn help(State(site): State<Arc<Site>>) -> Response {
    let mut main = String::from("<h1>Help</h1><ul class=\"topics\">");
    for article in ARTICLES {
        main.push_str(&format!("<li><a href=\"/help/{}\">{}</a></li>", article.slug, article.title()));
    }
    main.push_str(&format!("<li><a href=\"/help/{GUIDE_NAME}\">Installer’s guide (PDF)</a></li></ul>"));
    site.page("Help: Hearth", &main)
}

async fn article(State(site): State<Arc<Site>>, Path(slug): Path<String>) -> Response {
    if slug == GUIDE_NAME {
        return ([(header::CONTENT_TYPE, "application/pdf")], GUIDE).into_response();
    }
    let Some(article) = ARTICLES.iter().find(|article| article.slug == slug) else {
        return (StatusCode::NOT_FOUND, site.page("Not found: Hearth", "<h1>There is no such page.</h1>"))
            .into_response();
    };
    let mut main = String::from("<article>");
    html::push_html(&mut main, Parser::new_ext(article.markdown, Options::ENABLE_TABLES));
    main.push_str("</article>");
    site.page(&format!("{}: Hearth", article.title()), &main)
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}

impl Site {
    /// A page under the policy of a careful customer: our origin for script, frame and connections, its own
    /// for style and images, nothing inline, nothing else.
    fn page(&self, title: &str, main: &str) -> Response {
        let ours = &self.widget_origin;
        let policy = format!(
            "default-src 'none'; script-src {ours}; frame-src {ours}; connect-src {ours}; style-src 'self'; \
             img-src 'self'; base-uri 'none'; form-action 'none'"
        );
        let body = PAGE
            .replace("{{title}}", title)
            .replace("{{widget_origin}}", ours)
            .replace("{{public_key}}", &self.public_key)
            .replace("{{main}}", main);
        let mut response = Html(body).into_response();
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        response
    }
}
