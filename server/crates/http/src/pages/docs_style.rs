//! `GET /docs/style.css`

use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;

/// The style of the documentation page, which must not need a build.
#[utoipa::path(
    get,
    path = "/docs/style.css",
    tag = "pages",
    security(()),
    responses((status = 200, description = "The style.", body = String, content_type = "text/css"))
)]
pub(super) async fn docs_style() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
    ];
    (headers, STYLE)
}

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:light-dark(#16211f,#e6eeec);--soft:light-dark(#51615e,#9fb0ac);\
--line:light-dark(#d5dedc,#30403d);--page:light-dark(#fbfdfc,#101716);--code:light-dark(#eef3f2,#1b2624);\
--accent:light-dark(#0f766e,#4fd1c3)}\
*{box-sizing:border-box}\
body{margin:0;background:var(--page);color:var(--ink);font:14px/1.55 system-ui,sans-serif}\
a{color:var(--accent)}a:focus-visible,summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}\
main{max-width:960px;margin:0 auto;padding:24px 16px 64px}\
nav{border-bottom:1px solid var(--line);padding-bottom:16px;margin-bottom:24px}\
nav ul{display:flex;flex-wrap:wrap;gap:4px 16px;list-style:none;margin:8px 0 0;padding:0}\
h1{font-size:24px;font-weight:650;margin:0 0 8px}h2{font-size:20px;font-weight:650;margin:48px 0 8px}\
h3{font-size:14px;font-weight:650;margin:16px 0 4px}p{max-width:72ch;margin:4px 0}\
details{border:1px solid var(--line);border-radius:10px;margin:8px 0}\
summary{cursor:pointer;padding:8px 12px;display:flex;flex-wrap:wrap;gap:4px 12px;align-items:baseline}\
summary span{color:var(--soft)}details>div{padding:0 12px 12px;border-top:1px solid var(--line)}\
code{font:12px/1.5 ui-monospace,monospace;background:var(--code);border-radius:6px;padding:1px 5px;overflow-wrap:anywhere}\
.method{font-weight:650;color:var(--accent);background:none;padding:0;min-width:52px}\
table{border-collapse:collapse;width:100%}\
th,td{text-align:left;vertical-align:top;padding:4px 12px 4px 0;border-bottom:1px solid var(--line)}\
th{font-weight:650;color:var(--soft)}\
.wide{overflow-x:auto}\
";
