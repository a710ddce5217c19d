//! `bots`: what a workspace makes.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "bots")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub public_key: String,
    pub name: String,
    pub appearance: Json,
    pub allowed_domains: Vec<String>,
    pub behaviour: Json,
    pub retrieval: bool,
    pub answer_tags: Vec<String>,
    pub models: Vec<Uuid>,
    pub branded_at: Option<TimeDateTimeWithTimeZone>,
    pub created_at: TimeDateTimeWithTimeZone,
    pub updated_at: TimeDateTimeWithTimeZone,
}

impl ActiveModelBehavior for ActiveModel {}
