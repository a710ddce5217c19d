//! Removes stored files that no document refers to any more.

use chatsphere_db::stored_objects;

use super::run::Run;
use crate::outcome::{Failure, Outcome};

/// Removes them; one that is gone already is fine.
pub(crate) async fn perform(run: &Run, keys: &[String]) -> Result<Outcome, Failure> {
    let tx = run.tenant().await?;
    let used = stored_objects::still_used(&tx, keys).await?;
    tx.commit().await?;
    for key in keys.iter().filter(|key| !used.contains(key)) {
        if run.stop.is_cancelled() {
            return Ok(Outcome::Yielded);
        }
        run.platform.objects.delete(key).await?;
    }
    Ok(Outcome::Done)
}
