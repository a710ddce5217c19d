//! Removes stored files that no document refers to any more.

use super::run::Run;
use crate::outcome::{Failure, Outcome};

/// Removes them; one that is gone already is fine.
pub(crate) async fn perform(run: &Run, keys: &[String]) -> Result<Outcome, Failure> {
    for key in keys {
        if run.stop.is_cancelled() {
            return Ok(Outcome::Yielded);
        }
        run.platform.objects.delete(key).await?;
    }
    Ok(Outcome::Done)
}
