//! A document as a page of HTML for a sandboxed frame.

use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_db::document_versions::VersionContent;
use chatsphere_ingest::{MediaType, decode};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::super::{DocumentError, content};
use super::{blocks, why_not};
use crate::platform::Platform;

/// What is cached; raised when it is made in another way.
const FRAME: &str = "frame-1";

/// Markup beyond this is shown by its text alone: sanitising takes its time.
const MARKUP_BYTES: usize = 512 * 1024;

/// Elements within elements beyond this are shown by their text alone: sanitising takes the square of it.
const MAX_DEPTH: usize = 200;

/// A page of HTML and the policy that it must be served with.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The page.
    pub html: String,
    /// `Content-Security-Policy`: no script, no address, no form, nobody else's frame.
    pub policy: String,
}

/// A version of a document as a page of HTML; without a number the present one.
pub async fn frame(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    id: DocumentId,
    version: Option<i32>,
) -> Result<Frame, DocumentError> {
    ctx.require(Permission::Read)?;
    let content = content::find(platform, ctx, (bot, id), version).await?;
    let body = match content::cached(platform, ctx.tenant, &content, FRAME).await? {
        Some(cached) => String::from_utf8_lossy(&cached).into_owned(),
        None => match make(platform, ctx, &content).await {
            Ok(body) => {
                content::cache(platform, ctx.tenant, &content, FRAME, body.clone().into()).await?;
                body
            }
            Err(error) => format!("<p>{}</p>", blocks::escape(&why_not(error)?)),
        },
    };
    Ok(page(platform, &body))
}

async fn make(platform: &Platform, ctx: &Ctx, content: &VersionContent) -> Result<String, DocumentError> {
    let bytes = content::bytes(platform, content).await?;
    let media_type = content::media_type(content, &bytes)?;
    if bytes.len() <= MARKUP_BYTES && matches!(media_type, MediaType::Markdown | MediaType::Html) {
        let text = decode(&bytes).unwrap_or_default();
        let made = tokio::task::spawn_blocking(move || sanitised(&text, media_type));
        if let Ok(Some(html)) = made.await {
            return Ok(html);
        }
    }
    if media_type == MediaType::PlainText && bytes.len() <= MARKUP_BYTES {
        return Ok(format!(
            "<pre class=\"text\">{}</pre>",
            blocks::escape(&decode(&bytes).unwrap_or_default())
        ));
    }
    let extracted = content::text(platform, ctx.tenant, content).await?;
    let (html, whole) = blocks::render(&extracted);
    let rest = if whole {
        ""
    } else {
        "<p class=\"page\">The rest is not shown here. Download the original to read it.</p>"
    };
    Ok(html + rest)
}

/// Markup reduced to what shows text: no script, no style, no picture, no address, no form.
/// `None`: it is nested so deeply that this would take long; its text is shown in another way.
fn sanitised(text: &str, media_type: MediaType) -> Option<String> {
    let html = if media_type == MediaType::Markdown {
        let options = pulldown_cmark::Options::ENABLE_TABLES
            | pulldown_cmark::Options::ENABLE_STRIKETHROUGH
            | pulldown_cmark::Options::ENABLE_TASKLISTS
            | pulldown_cmark::Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
        let mut html = String::with_capacity(text.len() * 3 / 2);
        pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new_ext(text, options));
        html
    } else {
        text.to_owned()
    };
    if depth(&html) > MAX_DEPTH {
        return None;
    }
    let mut cleaner = ammonia::Builder::default();
    cleaner
        .rm_tags(["img", "map", "area"])
        .rm_tag_attributes("a", ["href", "hreflang"])
        .add_clean_content_tags([
            "title", "noscript", "template", "svg", "math", "iframe", "object", "textarea",
        ])
        .link_rel(None)
        .generic_attributes(["title", "lang"].into())
        .url_schemes(std::collections::HashSet::new())
        .url_relative(ammonia::UrlRelative::Deny);
    Some(cleaner.clean(&html).to_string())
}

/// How deep elements are nested at most, roughly and never too low: what closes by itself counts as open
/// until something is closed.
fn depth(html: &str) -> usize {
    const CLOSE_THEMSELVES: [&str; 23] = [
        "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
        "option", "p", "param", "source", "tbody", "td", "th", "tr", "track", "wbr",
    ];
    let (mut now, mut most) = (0_usize, 0_usize);
    for piece in html.split('<').skip(1) {
        if let Some(closed) = piece.strip_prefix('/') {
            let name = tag_name(closed);
            if !CLOSE_THEMSELVES.contains(&name.as_str()) {
                now = now.saturating_sub(1);
            }
        } else if piece.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let name = tag_name(piece);
            now += usize::from(!CLOSE_THEMSELVES.contains(&name.as_str()));
            most = most.max(now);
        }
    }
    most
}

fn tag_name(text: &str) -> String {
    text.chars().take_while(char::is_ascii_alphanumeric).take(16).collect::<String>().to_ascii_lowercase()
}

fn page(platform: &Platform, body: &str) -> Frame {
    let mut random = [0; 16];
    platform.random.fill(&mut random);
    let nonce: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    let html = format!(
        "<!doctype html><html lang=\"und\"><head><meta charset=\"utf-8\"><title>Preview</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><style nonce=\"{nonce}\">{STYLE}</style></head>\
         <body>{body}</body></html>"
    );
    let policy = format!(
        "sandbox; default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'self'"
    );
    Frame { html, policy }
}

const STYLE: &str = ":root{color-scheme:light dark}\
    body{margin:0;padding:20px 24px;font:15px/1.6 system-ui,sans-serif;background:light-dark(#fff,#14191b);\
    color:light-dark(#1b2225,#e3e8ea);overflow-wrap:anywhere}\
    h1,h2,h3,h4,h5,h6{line-height:1.3;margin:1.2em 0 .4em}h1{font-size:24px}h2{font-size:20px}\
    h3,h4,h5,h6{font-size:16px}h1:first-child,h2:first-child,h3:first-child{margin-top:0}\
    p{margin:0 0 .8em;white-space:pre-line}\
    pre{white-space:pre-wrap;font:13px/1.5 ui-monospace,monospace}\
    table{border-collapse:collapse;font-size:14px;margin:0 0 1em}\
    th,td{border:1px solid light-dark(#d5dcde,#354045);padding:4px 8px;text-align:start;vertical-align:top}\
    th{background:light-dark(#f1f5f6,#1e262a)}\
    .wide{overflow-x:auto}.page{color:light-dark(#5b686d,#9aa7ac);font-size:12px;margin-top:24px}\
    ul.plain{list-style:none;padding:0;margin:0 0 .8em}.marker{color:light-dark(#5b686d,#9aa7ac)}\
    .d1{padding-inline-start:20px}.d2{padding-inline-start:40px}.d3{padding-inline-start:60px}\
    .d4,.d5,.d6{padding-inline-start:80px}a{color:inherit;text-decoration:underline dotted}";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_runs_or_asks_elsewhere_is_left() {
        let hostile = "<h1 onclick=\"x()\" style=\"background:url(https://a.example)\">Hi</h1>\
            <script>alert(1)</script><img src=\"https://a.example/p.png\" onerror=x()>\
            <a href=\"https://a.example\">there</a><a href=\"javascript:x()\">run</a>\
            <iframe src=\"https://a.example\">inner</iframe><form action=\"https://a.example\"><input></form>\
            <svg><script>x()</script></svg><math><mtext><table><mglyph><style><img src=x onerror=x()>\
            <link rel=stylesheet href=https://a.example><meta http-equiv=refresh content=\"0;url=https://a.example\">\
            <blockquote cite=\"https://a.example\">q</blockquote><video src=\"https://a.example\"></video>";
        let html = sanitised(hostile, MediaType::Html).unwrap();
        for word in [
            "a.example",
            "onclick",
            "onerror",
            "alert",
            "<script",
            "<img",
            "<iframe",
            "<form",
            "style",
            "javascript",
        ] {
            assert!(!html.contains(word), "{word} in {html}");
        }
        assert!(html.contains("<h1>Hi</h1>") && html.contains(">there</a>"), "{html}");
        let html = sanitised(
            "# A\n\n| b | c |\n|---|---|\n| 1 | 2 |\n\n<script>x()</script>\n",
            MediaType::Markdown,
        )
        .unwrap();
        assert!(html.contains("<td>1</td>") && !html.contains("script"), "{html}");
    }

    #[test]
    fn deep_nesting_is_left_to_the_text() {
        assert!(sanitised(&"<div><b>".repeat(30_000), MediaType::Html).is_none());
        assert!(sanitised(&"<p>one<br><li>two".repeat(2_000), MediaType::Html).is_some());
        let nested = format!("{}deep{}", "<div>".repeat(150), "</div>".repeat(150));
        assert!(sanitised(&nested, MediaType::Html).unwrap().contains("deep"));
        assert!(sanitised(&format!("{}quoted", "> ".repeat(30_000)), MediaType::Markdown).is_none());
    }
}
