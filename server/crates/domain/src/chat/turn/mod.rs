//! One turn, top to bottom: load, (small talk,) retrieve, judge, prompt, generate, cite, settle. A step is a file with
//! one type in and one type out.

mod cite;
mod decline;
mod filter;
mod generate;
mod judge;
mod load;
mod prompt;
mod retrieve;
mod settle;
mod small_talk;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use tokio::time::Instant;

use super::ConversationError;
use super::post::Begun;
use super::writer::Writer;
use crate::platform::Platform;

pub use judge::judge;
pub use retrieve::{Evidence, MAX_PASSAGES};

/// The longest that a turn may take.
const LIMIT: Duration = Duration::from_secs(150);

/// How a turn ended, before that is stored.
#[derive(Debug)]
enum Outcome {
    /// With a final message.
    Answered(Box<settle::Answer>),
    /// Broken off: a stable code and a sentence for the visitor.
    Failed { code: &'static str, detail: &'static str },
}

/// A turn's view of its surroundings.
#[derive(Debug, Clone, Copy)]
struct Turn<'a> {
    platform: &'a Arc<Platform>,
    begun: &'a Begun,
}

/// Runs a turn to its stored end, whatever happens on the way. False when the lease was lost, so that
/// somebody else has ended it.
pub async fn run(platform: &Arc<Platform>, writer: &mut Writer, begun: Begun) -> bool {
    let turn = Turn { platform, begun: &begun };
    let mut text_so_far = String::new();
    let steps = AssertUnwindSafe(answer(turn, writer, &mut text_so_far)).catch_unwind();
    let outcome = match tokio::time::timeout(LIMIT, steps).await {
        Ok(Ok(Ok(outcome))) => outcome,
        Ok(Ok(Err(error))) => {
            tracing::error!(%error, answer = %begun.answer, "turn failed");
            Outcome::Failed {
                code: "internal",
                detail: "Something went wrong on our side. Please try again.",
            }
        }
        Ok(Err(_)) => {
            tracing::error!(answer = %begun.answer, "turn panicked");
            Outcome::Failed {
                code: "internal",
                detail: "Something went wrong on our side. Please try again.",
            }
        }
        Err(_) => Outcome::Failed { code: "timeout", detail: "The answer took too long. Please try again." },
    };
    settle::store(turn, writer, outcome, &text_so_far).await
}

async fn answer(
    turn: Turn<'_>,
    writer: &mut Writer,
    text_so_far: &mut String,
) -> Result<Outcome, ConversationError> {
    let loaded = load::load(turn, writer).await?;
    if let Some(reply) = small_talk::reply(&loaded.question).filter(|_| loaded.is_built_in()) {
        let written = generate::say(turn, writer, &loaded, text_so_far, reply).await?;
        let evidence = Evidence { question: loaded.question.clone(), ..Evidence::default() };
        return Ok(Outcome::Answered(Box::new(settle::answer(
            turn,
            evidence,
            written,
            cite::SURE,
            String::new(),
        ))));
    }
    let evidence = retrieve::retrieve(turn, writer, &loaded).await?;
    let confidence = judge::judge(&evidence, loaded.bot.retrieval);
    let request = prompt::build(&loaded, &evidence);
    let prompt = if loaded.is_built_in() { String::new() } else { request.system.clone() };
    let generated = generate::generate(turn, writer, &loaded, &evidence, request, text_so_far).await?;
    let generated = match generated {
        generate::Generated::Written(written) => written,
        generate::Generated::Failed(error) => return Ok(generate::explain(&error)),
    };
    let cited = cite::resolve(&generated, &evidence, confidence, loaded.bot.retrieval);
    Ok(Outcome::Answered(Box::new(settle::answer(turn, evidence, generated, cited, prompt))))
}

/// Milliseconds since `from`.
fn ms_since(from: Instant) -> f32 {
    from.elapsed().as_secs_f32() * 1_000.0
}
