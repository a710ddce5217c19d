//! `PUT /api/v1/budgets`

use axum::extract::State;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::spending::{BudgetList, SetBudget};
use chatsphere_domain::spending;

use crate::extract::{Authenticated, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Set one budget, or remove it with `limit: null`. It holds from the next answer on; what was spent in its period
/// before counts.
#[utoipa::path(
    put,
    path = "/api/v1/budgets",
    tag = "settings",
    request_body = SetBudget,
    responses(
        (status = 200, description = "All budgets as they are now.", body = BudgetList),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn set_budget(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Json(input): Json<SetBudget>,
) -> Result<Json<BudgetList>, Failure> {
    Ok(Json(spending::set(&state.platform, &ctx, input).await?))
}
