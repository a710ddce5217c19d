//! `bot_origins`: pages that asked for a bot.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bot_origins")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub bot_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub origin: String,
    pub allowed: bool,
    pub last_seen_at: TimeDateTimeWithTimeZone,
}

impl ActiveModelBehavior for ActiveModel {}
