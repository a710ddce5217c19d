//! Before anything is searched: an answer that a person wrote for this very question.

use std::collections::BTreeSet;

use chatsphere_contract::ids::{ChunkId, DocumentId, QuestionId};
use chatsphere_contract::search::{ScoreParts, SearchHit};
use tokio::time::Instant;

use super::cite::{self, Cited};
use super::load::Loaded;
use super::retrieve::Evidence;
use super::{Turn, ms_since};
use crate::chat::Scope;
use crate::chat::writer::Writer;
use crate::platform::Platform;
use crate::questions::{self, Match};

/// What is shown and stored of a written answer.
#[derive(Debug)]
pub(super) struct Curated {
    pub(super) question: QuestionId,
    pub(super) text: String,
    pub(super) evidence: Evidence,
    pub(super) cited: Cited,
}

/// The approved answer to what was asked, if there is one. A follow-up by itself ("and then?") is about
/// nothing, so that nothing is close to it.
pub(super) async fn find(platform: &Platform, scope: Scope, loaded: &Loaded) -> Option<Curated> {
    if !loaded.bot.retrieval || !loaded.bot.has_written_answers {
        return None;
    }
    let begun = Instant::now();
    let vector = loaded.vector.clone();
    match questions::find(platform, scope.tenant, loaded.bot.id, &loaded.question, vector).await {
        Ok(found) => Some(curated(loaded, found?, ms_since(begun))),
        Err(error) => {
            // The documents may still answer.
            tracing::error!(%error, bot = %loaded.bot.id, "written answers were not looked through");
            None
        }
    }
}

fn curated(loaded: &Loaded, found: Match, search_ms: f32) -> Curated {
    let Match { pair, score, cosine, overlap } = found;
    let hit = SearchHit {
        document_id: DocumentId(pair.id.0),
        external_id: None,
        chunk_id: ChunkId(pair.id.0),
        document_name: pair.question.clone(),
        document_title: pair.question.clone(),
        url: None,
        heading_path: Vec::new(),
        page: None,
        text: pair.answer.clone(),
        score,
        parts: ScoreParts { vector: cosine, keyword: overlap, trigram: 0.0 },
    };
    let evidence = Evidence {
        question: loaded.question.clone(),
        hits: vec![hit],
        semantic: cosine.is_some(),
        search_ms,
        ..Evidence::default()
    };
    let mut citations = cite::citations(&BTreeSet::from([1]), &evidence);
    for citation in &mut citations {
        citation.question_id = Some(pair.id);
    }
    // Written and approved by a person for this question: nothing a model says is surer.
    let cited = Cited { citations, confidence: score.max(0.95), answered: true };
    Curated { question: pair.id, text: with_source(&pair.answer), evidence, cited }
}

/// The answer and the number of its source. Behind a code block or a table the number would belong to it, and
/// not be read as one: it gets a paragraph of its own.
fn with_source(answer: &str) -> String {
    let answer = answer.trim_end();
    let last_block = answer.rsplit("\n\n").next().unwrap_or(answer);
    let last_line = last_block.rsplit('\n').next().unwrap_or(last_block);
    let is_fence = |line: &str| line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
    let is_rule = |line: &str| {
        line.contains('|') && line.contains('-') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
    };
    let is_code = is_fence(last_line) || last_line.starts_with("    ") || last_line.starts_with('\t');
    let is_table = last_line.trim_start().starts_with('|') || last_block.lines().any(is_rule);
    format!("{answer}{}[1]", if is_code || is_table { "\n\n" } else { " " })
}

/// Counts that an answer was given.
pub(super) async fn note_use(turn: Turn<'_>, writer: &Writer, question: QuestionId) {
    let counted = async {
        let tx = turn.platform.db.tenant(writer.lease().tenant).await?;
        chatsphere_db::questions::count_use(&tx, question, turn.platform.clock.now()).await?;
        tx.commit().await
    };
    if let Err(error) = counted.await {
        tracing::warn!(%error, %question, "the use of a written answer was not counted");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_the_source_stands_outside_code_and_tables() {
        assert_eq!(with_source("Two years.\n"), "Two years. [1]");
        for block in [
            "```\nreset\n```",
            "~~~\nx\n~~~",
            "| a | b |\n| - | - |\n| 1 | 2 |",
            "a | b\n--|--\n1 | 2",
            "Type:\n\n    reset",
        ] {
            assert_eq!(with_source(block), format!("{block}\n\n[1]"));
        }
        assert_eq!(with_source("| a |\n| - |\n\nAs said."), "| a |\n| - |\n\nAs said. [1]");
    }
}
