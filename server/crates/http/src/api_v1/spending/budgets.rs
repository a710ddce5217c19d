//! `GET /api/v1/budgets`

use axum::extract::State;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::spending::BudgetList;
use chatsphere_domain::spending;

use crate::extract::{Authenticated, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// List the workspace’s budgets, and how much of each is spent. Answers under way count with the most that they can
/// cost.
#[utoipa::path(
    get,
    path = "/api/v1/budgets",
    tag = "settings",
    responses(
        (status = 200, description = "The budgets that are set.", body = BudgetList),
        (status = 401, description = "`unauthenticated`", body = Problem),
    )
)]
pub(in crate::api_v1) async fn budgets(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
) -> Result<Json<BudgetList>, Failure> {
    Ok(Json(spending::budgets(&state.platform, &ctx).await?))
}
