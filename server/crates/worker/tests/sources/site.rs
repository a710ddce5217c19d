//! A site on loopback that the test can change, and that remembers what it was asked.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Response};

/// How it answers a path.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// A web page with an `ETag`.
pub fn page(title: &str, body: &str) -> Reply {
    let html = format!(
        "<!doctype html><html><head><title>{title}</title></head><body><nav><a href='/'>Start</a></nav>\
         <main><h1>{title}</h1>{body}</main></body></html>"
    );
    let tag = format!("\"{}-{}\"", html.len(), html.bytes().map(u64::from).sum::<u64>());
    reply(200, html).header("content-type", "text/html; charset=utf-8").header("etag", &tag)
}

pub fn reply(status: u16, body: impl Into<Vec<u8>>) -> Reply {
    Reply { status, headers: Vec::new(), body: body.into() }
}

pub fn redirect(to: &str) -> Reply {
    reply(302, "").header("location", to)
}

/// One request and its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    pub path: String,
    pub status: u16,
    pub user_agent: String,
}

#[derive(Debug, Default)]
struct Pages {
    replies: BTreeMap<String, Reply>,
    /// Answers that are given once, before the usual one.
    once: BTreeMap<String, Vec<Reply>>,
    asked: Vec<Asked>,
    /// Requests that are answered; more hang. `None`: all.
    limit: Option<usize>,
}

#[derive(Debug, Clone)]
pub struct TestSite {
    pub base: String,
    pages: Arc<Mutex<Pages>>,
}

impl TestSite {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let pages = Arc::<Mutex<Pages>>::default();
        let router = Router::new().fallback(answer).with_state(Arc::clone(&pages));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { base, pages }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub fn set(&self, path: &str, reply: Reply) {
        self.lock().replies.insert(path.to_owned(), reply);
    }

    pub fn once(&self, path: &str, reply: Reply) {
        self.lock().once.entry(path.to_owned()).or_default().push(reply);
    }

    pub fn remove(&self, path: &str) {
        self.lock().replies.remove(path);
    }

    /// What it was asked since the last time.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.lock().asked)
    }

    /// Answers so many more requests, then none until told otherwise.
    pub fn answer_only(&self, requests: usize) {
        self.lock().limit = Some(requests);
    }

    pub fn answer_all(&self) {
        self.lock().limit = None;
    }

    fn lock(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap()
    }
}

async fn answer(State(pages): State<Arc<Mutex<Pages>>>, request: Request) -> Response<Body> {
    let path = request.uri().path_and_query().unwrap().to_string();
    if !may_answer(&pages) {
        std::future::pending::<()>().await;
    }
    let mut pages = pages.lock().unwrap();
    let once = pages.once.get_mut(&path).and_then(Vec::pop);
    let usual = || pages.replies.get(&path).cloned().or_else(|| endless(&path));
    let mut reply = once.or_else(usual).unwrap_or_else(|| reply(404, "no such page"));
    if is_known(request.headers(), &reply) {
        (reply.status, reply.body) = (304, Vec::new());
    }
    let text = |name: &str| {
        request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    };
    pages.asked.push(Asked { path, status: reply.status, user_agent: text("user-agent") });
    let mut response = Response::builder().status(reply.status);
    for (name, value) in &reply.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(reply.body)).unwrap()
}

fn may_answer(pages: &Mutex<Pages>) -> bool {
    match &mut pages.lock().unwrap().limit {
        None => true,
        Some(0) => false,
        Some(left) => {
            *left -= 1;
            true
        }
    }
}

fn is_known(headers: &HeaderMap, reply: &Reply) -> bool {
    let tag = reply.headers.iter().find(|(name, _)| name == "etag").map(|(_, tag)| tag.as_bytes());
    tag.is_some() && headers.get("if-none-match").map(|value| value.as_bytes()) == tag
}

/// `/forever/7` leads to `/forever/8`.
fn endless(path: &str) -> Option<Reply> {
    let number: u64 = path.strip_prefix("/forever/")?.parse().ok()?;
    Some(redirect(&format!("/forever/{}", number + 1)))
}
