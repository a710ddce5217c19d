//! `jobs`: work that outlives a request.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "jobs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub payload: Json,
    pub status: String,
    pub priority: i16,
    pub attempts: i16,
    pub max_attempts: i16,
    pub run_at: TimeDateTimeWithTimeZone,
    pub lease_owner: Option<Uuid>,
    pub lease_until: Option<TimeDateTimeWithTimeZone>,
    pub done: i64,
    pub total: i64,
    pub failed: i64,
    pub error: Option<String>,
    pub item_cursor: Option<Uuid>,
    pub file_key: Option<String>,
    pub file_name: Option<String>,
    pub file_bytes: Option<i64>,
    pub file_expires_at: Option<TimeDateTimeWithTimeZone>,
    pub created_at: TimeDateTimeWithTimeZone,
    pub updated_at: TimeDateTimeWithTimeZone,
}

impl ActiveModelBehavior for ActiveModel {}
