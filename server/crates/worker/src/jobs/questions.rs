//! Makes the vectors of written questions that came in a file.

use chatsphere_contract::ids::BotId;
use chatsphere_domain::questions::embed_missing;

use super::run::Run;
use crate::outcome::{Failure, Outcome};

/// Goes on until all have one. A question is found by its words meanwhile.
pub(crate) async fn perform(run: &Run, bot: BotId) -> Result<Outcome, Failure> {
    loop {
        if run.stop.is_cancelled() {
            return Ok(Outcome::Yielded);
        }
        if embed_missing(&run.platform, run.lease.tenant, bot).await? == 0 {
            return Ok(Outcome::Done);
        }
    }
}
