//! Words and figures for jobs. Pure.

use chatsphere_contract::jobs::{Job, JobStatus};

use crate::components::Tone;

/// The state's word and colour.
pub fn status(job: &Job) -> (&'static str, Tone) {
    match job.status {
        JobStatus::Queued => ("Waiting", Tone::Neutral),
        JobStatus::Running => ("Running", Tone::Working),
        JobStatus::Done if job.failed > 0 => ("Done, not all of it", Tone::Warning),
        JobStatus::Done => ("Done", Tone::Success),
        JobStatus::Failed => ("Failed", Tone::Danger),
        JobStatus::Cancelled => ("Cancelled", Tone::Neutral),
    }
}

/// Whether it is still on its way.
pub fn is_live(job: &Job) -> bool {
    matches!(job.status, JobStatus::Queued | JobStatus::Running)
}

/// How far it is, 0 to 1; nothing while it is unknown.
pub fn share(job: &Job) -> Option<f64> {
    let (done, total) = (u32::try_from(job.done).ok()?, u32::try_from(job.total).ok()?);
    (total > 0).then(|| (f64::from(done) / f64::from(total)).min(1.0))
}

/// How far it is, in items.
pub fn detail(job: &Job) -> String {
    match (job.total, job.failed) {
        (0, _) => String::new(),
        (total, 0) => format!("{} of {total}", job.done),
        (total, failed) => format!("{} of {total}, {failed} failed", job.done),
    }
}

#[cfg(test)]
mod tests {
    use chatsphere_contract::ids::JobId;

    use super::*;

    #[test]
    fn figures_read_well() {
        let job = Job {
            id: JobId("01890000-0000-7000-8000-000000000000".parse().unwrap()),
            kind: "bulk_tag".to_owned(),
            title: "Tag 4 documents".to_owned(),
            bot_id: None,
            status: JobStatus::Done,
            done: 4,
            total: 4,
            failed: 1,
            error: None,
            retryable: true,
            undo_until: None,
            file: None,
            created_at: String::new(),
            updated_at: String::new(),
        };
        assert_eq!(detail(&job), "4 of 4, 1 failed");
        assert_eq!(status(&job).1, Tone::Warning);
        assert_eq!(share(&Job { total: 8, failed: 0, ..job.clone() }), Some(0.5));
        assert_eq!(share(&Job { total: 0, ..job }), None);
    }
}
