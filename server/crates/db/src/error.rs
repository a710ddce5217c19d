//! What can go wrong between us and PostgreSQL.

/// A database error, by what a caller can do about it.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A unique key is taken; the constraint's name says which.
    #[error("already exists ({constraint})")]
    Conflict {
        /// The constraint.
        constraint: String,
    },
    /// A row that another points to is not there (any more).
    #[error("a row that this one needs is gone ({constraint})")]
    MissingReference {
        /// The constraint.
        constraint: String,
    },
    /// A text has a character that PostgreSQL cannot hold: U+0000.
    #[error("a text has a character that cannot be stored")]
    InvalidText,
    /// The database cannot be reached, or gave no connection in time.
    #[error("the database is not available: {0}")]
    Unavailable(#[source] sea_orm::DbErr),
    /// What is stored is not what the code expects.
    #[error("unexpected data in the database: {0}")]
    Corrupt(String),
    /// Everything else.
    #[error("database error: {0}")]
    Other(#[source] sea_orm::DbErr),
    /// Migrations could not be applied, or this database is newer than this program.
    #[error("{0}")]
    Migration(String),
}

impl From<sea_orm::DbErr> for DbError {
    fn from(error: sea_orm::DbErr) -> Self {
        use sea_orm::{DbErr, RuntimeErr};
        let sqlx_error = match &error {
            DbErr::Conn(RuntimeErr::SqlxError(e))
            | DbErr::Exec(RuntimeErr::SqlxError(e))
            | DbErr::Query(RuntimeErr::SqlxError(e)) => e,
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => return Self::Unavailable(error),
            _ => return Self::Other(error),
        };
        match sqlx_error.as_ref() {
            sqlx::Error::Database(cause) => {
                let constraint = cause.constraint().unwrap_or_default().to_owned();
                match cause.code().as_deref() {
                    Some("23505") => Self::Conflict { constraint },
                    Some("23503") => Self::MissingReference { constraint },
                    // In a text, in a jsonb.
                    Some("22021" | "22P05") => Self::InvalidText,
                    // Server shutting down, too many connections, still starting.
                    Some("57P01" | "57P02" | "57P03" | "53300") => Self::Unavailable(error),
                    _ => Self::Other(error),
                }
            }
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => {
                Self::Unavailable(error)
            }
            _ => Self::Other(error),
        }
    }
}

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> Self {
        sea_orm::DbErr::Query(sea_orm::RuntimeErr::SqlxError(std::sync::Arc::new(error))).into()
    }
}
