//! Thinking ahead: while a message is being stored, what an answer needs is read already, and the model is
//! asked. Nobody is shown anything of it before the message is durable, and nothing of it is stored: where it
//! does not fit, it is dropped and the turn takes the same steps itself.

use std::fmt;
use std::sync::Arc;

use chatsphere_contract::ids::MessageId;
use chatsphere_db::journal::WriterLease;
use futures::{StreamExt, stream};
use tokio::sync::oneshot;
use tokio_util::task::AbortOnDropHandle;

use super::prepare::{Prepared, prepare};
use crate::chat::Scope;
use crate::platform::Platform;

/// A thought about a message that may still turn out to be a repetition, or to have to wait. Dropping it
/// ends it.
pub struct Ahead {
    go_on: Option<oneshot::Sender<i64>>,
    thinking: AbortOnDropHandle<Option<Prepared>>,
}

impl Ahead {
    /// Begins to think about the message that will be stored under this id, unless many thoughts are under
    /// way: then it is thought about in its turn.
    pub(in crate::chat) fn start(
        platform: &Arc<Platform>,
        scope: Scope,
        text: &str,
        id: MessageId,
    ) -> Option<Self> {
        let permit = platform.engine.permit_to_think_ahead()?;
        let (go_on, told) = oneshot::channel();
        let (platform, text) = (Arc::clone(platform), text.to_owned());
        let thinking = tokio::spawn(async move {
            let prepared = prepare(&platform, scope, &text, &[id]).await.ok()?;
            drop(permit);
            let epoch = told.await.ok()?;
            prepared.is_followed_by(epoch).then_some(())?;
            Some(begin_to_ask(prepared).await)
        });
        Some(Self { go_on: Some(go_on), thinking: AbortOnDropHandle::new(thinking) })
    }

    /// Lets the thought go on to the model: the turn has begun under this lease. `None` when it came to
    /// nothing.
    pub(in crate::chat) fn go_on(mut self, lease: &WriterLease) -> Option<Self> {
        self.go_on.take()?.send(lease.epoch).ok()?;
        Some(self)
    }

    /// What came of it; `None` when it failed or did not fit.
    pub(super) async fn finish(self) -> Option<Prepared> {
        self.thinking.await.ok().flatten()
    }
}

impl fmt::Debug for Ahead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ahead").finish_non_exhaustive()
    }
}

/// Waits for the model's first piece: its stream does nothing until it is read.
async fn begin_to_ask(prepared: Prepared) -> Prepared {
    match prepared {
        Prepared::Question(mut question) => {
            let first = question.answer.next().await;
            question.answer = stream::iter(first).chain(question.answer).boxed();
            Prepared::Question(question)
        }
        known @ (Prepared::SmallTalk { .. }
        | Prepared::Forbidden { .. }
        | Prepared::Curated { .. }
        | Prepared::NotSure { .. }) => known,
    }
}
