//! Budgets, and what models were used for.

pub(super) mod budgets;
pub(super) mod set_budget;
pub(super) mod usage;
