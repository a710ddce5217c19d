//! The forms for people without JavaScript: a plain POST, answered by a redirect, or by the same page
//! with what was typed and what is wrong.

use axum::body::Body;
use axum::extract::{FromRequest, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Form, http::StatusCode};
use chatsphere_contract::accounts::{RegisterRequest, TokenRequest};
use chatsphere_contract::bots::CreateBot;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::accounts::{self, Credential, cookie};
use chatsphere_domain::bots;
use leptos::prelude::provide_context;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Dashboard, browser_token, is_secure, origin, render, request_id, signed_in};
use crate::areas::public::safe_next;
use crate::error::AppError;
use crate::typed::Typed;

#[derive(Default, Deserialize)]
#[serde(default)]
struct LogInForm {
    email: String,
    password: String,
    next: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RegisterForm {
    email: String,
    password: String,
    name: String,
    workspace: String,
}

/// `POST /log-in`.
pub(super) async fn log_in(State(dashboard): State<Dashboard>, request: Request) -> Response {
    let (parts, form) = read::<LogInForm>(request).await;
    let outcome = match origin::require_same_origin(&parts) {
        Err(problem) => Err(problem),
        Ok(()) => {
            let input = TokenRequest { email: form.email.clone(), password: form.password };
            accounts::log_in_browser(&dashboard.platform, input).await.map_err(Problem::from)
        }
    };
    match outcome {
        Ok(session) => welcome(&dashboard, &session.token, safe_next(&form.next)),
        Err(problem) => {
            let typed = Typed { email: form.email, next: form.next, ..Typed::default() };
            again(dashboard, parts, problem, typed).await
        }
    }
}

/// `POST /register`.
pub(super) async fn register(State(dashboard): State<Dashboard>, request: Request) -> Response {
    let (parts, form) = read::<RegisterForm>(request).await;
    let outcome = match origin::require_same_origin(&parts) {
        Err(problem) => Err(problem),
        Ok(()) => {
            let input = RegisterRequest {
                email: form.email.clone(),
                password: form.password,
                name: form.name.clone(),
                workspace: form.workspace.clone(),
            };
            accounts::register_browser(&dashboard.platform, input).await.map_err(Problem::from)
        }
    };
    match outcome {
        Ok(session) => welcome(&dashboard, &session.token, "/overview"),
        Err(problem) => {
            let typed =
                Typed { email: form.email, name: form.name, workspace: form.workspace, ..Typed::default() };
            again(dashboard, parts, problem, typed).await
        }
    }
}

/// `POST /bots/new`.
pub(super) async fn create_bot(State(dashboard): State<Dashboard>, request: Request) -> Response {
    let (mut parts, form) = read::<RegisterForm>(request).await;
    let start = match signed_in::known(&dashboard, &parts).await {
        Ok(Some(start)) => start,
        Ok(None) => return Redirect::to("/log-in?next=/bots/new").into_response(),
        Err(problem) => return signed_in::unavailable(&problem),
    };
    let outcome = match origin::require_same_origin(&parts) {
        Err(problem) => Err(problem),
        Ok(()) => {
            let input = CreateBot { name: form.name.clone(), ..CreateBot::default() };
            bots::create(&dashboard.platform, &start.ctx, input).await.map_err(Problem::from)
        }
    };
    match outcome {
        Ok(bot) => Redirect::to(&format!("/bots/{}/knowledge", bot.id)).into_response(),
        Err(problem) => {
            start.put_into(&mut parts.extensions);
            again(dashboard, parts, problem, Typed { name: form.name, ..Typed::default() }).await
        }
    }
}

/// `POST /log-out`.
pub(super) async fn log_out(State(dashboard): State<Dashboard>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    if let Err(problem) = origin::require_same_origin(&parts) {
        return (StatusCode::FORBIDDEN, problem.detail).into_response();
    }
    if let Some(token) = browser_token(&parts)
        && let Err(error) = accounts::log_out(&dashboard.platform, Credential::Browser(token)).await
    {
        let problem = Problem::from(error);
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        return (status, problem.detail).into_response();
    }
    let mut response = Redirect::to("/log-in").into_response();
    set_cookie(&mut response, &cookie::clear(is_secure(&dashboard.platform)));
    response
}

/// A form that cannot be read is an empty one: the fields then say what is missing.
async fn read<T: DeserializeOwned + Default>(request: Request) -> (Parts, T) {
    let (parts, body) = request.into_parts();
    let request = Request::from_parts(parts.clone(), body);
    let form = Form::<T>::from_request(request, &()).await.map(|Form(form)| form).unwrap_or_default();
    (parts, form)
}

fn welcome(dashboard: &Dashboard, token: &str, to: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    set_cookie(&mut response, &cookie::set(token, is_secure(&dashboard.platform)));
    response
}

fn set_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

async fn again(dashboard: Dashboard, parts: Parts, mut problem: Problem, typed: Typed) -> Response {
    request_id(&parts).clone_into(&mut problem.request_id);
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    let typed = Typed { error: Some(AppError::Problem(problem)), ..typed };
    let request = Request::from_parts(parts, Body::empty());
    let mut response = render(dashboard, request, move || provide_context(typed.clone())).await;
    *response.status_mut() = status;
    response
}
