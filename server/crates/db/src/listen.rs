//! NOTIFY from other processes (and our own).

use sqlx::PgPool;
use sqlx::postgres::PgListener;

use crate::DbError;

/// What another process announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// The channel.
    pub channel: String,
    /// The payload.
    pub payload: String,
}

/// A connection that hears NOTIFY.
#[derive(Debug)]
pub struct Listener {
    inner: PgListener,
}

impl Listener {
    pub(crate) async fn connect(pool: &PgPool, channels: &[&str]) -> Result<Self, DbError> {
        let mut inner = PgListener::connect_with(pool).await?;
        inner.listen_all(channels.iter().copied()).await?;
        Ok(Self { inner })
    }

    /// The next announcement; `None` when the connection was lost and made anew, so that something may
    /// have been missed.
    pub async fn next(&mut self) -> Result<Option<Notification>, DbError> {
        let heard = self.inner.try_recv().await?;
        Ok(heard.map(|n| Notification { channel: n.channel().to_owned(), payload: n.payload().to_owned() }))
    }
}
