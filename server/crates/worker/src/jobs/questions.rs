//! Makes the vectors of written questions: those that came in a file, those that were saved while the model
//! was away, and all of them after the workspace changed its model.

use chatsphere_contract::ids::BotId;
use chatsphere_domain::questions::embed_missing;

use super::run::Run;
use crate::outcome::{Failure, Outcome};

/// Goes over all that have none. A question is found by its words meanwhile. Where some are left without, the
/// attempt has failed, so that there is another one later.
pub(crate) async fn perform(run: &Run, bot: BotId) -> Result<Outcome, Failure> {
    let (mut after, mut failed) = (None, 0);
    loop {
        if run.stop.is_cancelled() {
            return Ok(Outcome::Yielded);
        }
        let embedded = embed_missing(&run.platform, run.lease.tenant, bot, after).await?;
        failed += embedded.failed;
        if embedded.gave_up {
            return Err(Failure::Model("The embedding model gives no answer at the moment.".to_owned()));
        }
        after = embedded.last;
        if after.is_none() {
            break;
        }
    }
    match failed {
        0 => Ok(Outcome::Done),
        some => Err(Failure::Model(format!("The embedding model failed on {some} written questions."))),
    }
}
