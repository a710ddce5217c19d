//! `documents`, without `inline_text`: a list must not carry every imported text, which is read by itself.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "documents")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub bot_id: Uuid,
    pub name: String,
    pub title: Option<String>,
    pub external_id: Option<String>,
    pub url: Option<String>,
    pub media_type: String,
    pub size_bytes: i64,
    pub sha256: Vec<u8>,
    pub object_key: Option<String>,
    pub status: String,
    pub stage: Option<String>,
    pub stage_done: i64,
    pub stage_total: i64,
    pub error_code: Option<String>,
    pub error_message: Option<String>,
    pub chunk_count: i64,
    pub pages: Option<i64>,
    pub unread_pages: Vec<i32>,
    pub language: Option<String>,
    pub tags: Vec<String>,
    pub job_id: Option<Uuid>,
    pub version: i32,
    pub indexed_version: Option<i32>,
    pub lost_edits: i32,
    pub download_count: i64,
    pub last_downloaded_at: Option<TimeDateTimeWithTimeZone>,
    pub enabled: bool,
    pub deleted_at: Option<TimeDateTimeWithTimeZone>,
    pub deleted_by_job: Option<Uuid>,
    pub source_id: Option<Uuid>,
    pub tombstoned_at: Option<TimeDateTimeWithTimeZone>,
    pub created_at: TimeDateTimeWithTimeZone,
    pub updated_at: TimeDateTimeWithTimeZone,
}

impl ActiveModelBehavior for ActiveModel {}
