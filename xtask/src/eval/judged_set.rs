//! Reading a judged set: documents, questions, and which document answers which question.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// A set in memory.
#[derive(Debug)]
pub struct JudgedSet {
    /// The folder's name.
    pub name: String,
    /// All documents.
    pub documents: Vec<SetDocument>,
    /// The questions that have a judgement.
    pub questions: Vec<JudgedQuestion>,
    /// Questions that no document answers, as far as the set says so (`extra.jsonl`).
    pub unanswerable: Vec<String>,
}

/// A document of a set.
#[derive(Debug, Clone, Deserialize)]
pub struct SetDocument {
    /// The set's own id.
    #[serde(rename = "_id")]
    pub id: String,
    /// May be empty.
    #[serde(default)]
    pub title: String,
    /// What is searched.
    pub text: String,
}

/// A question and the ids of the documents that answer it.
#[derive(Debug, Clone)]
pub struct JudgedQuestion {
    /// What is asked.
    pub text: String,
    /// Never empty.
    pub relevant: BTreeSet<String>,
}

/// What a set may say of a question besides.
#[derive(Debug, Deserialize)]
struct SetExtra {
    #[serde(rename = "_id")]
    id: String,
    #[serde(default)]
    unanswerable: bool,
}

#[derive(Debug, Deserialize)]
struct SetQuery {
    #[serde(rename = "_id")]
    id: String,
    text: String,
}

impl JudgedSet {
    /// Reads the set of `folder`, with at most `most_questions` taken evenly from it.
    pub fn read(folder: &Path, most_questions: Option<usize>) -> Result<Self> {
        let documents = json_lines(&folder.join("corpus.jsonl"))?;
        let queries: Vec<SetQuery> = json_lines(&folder.join("queries.jsonl"))?;
        let judgements = read_text(&folder.join("qrels/test.tsv"))?;
        let mut relevant = relevant_documents(&judgements);
        let extra = folder.join("extra.jsonl");
        let extra: Vec<SetExtra> = if extra.is_file() { json_lines(&extra)? } else { Vec::new() };
        let flagged: BTreeSet<String> =
            extra.into_iter().filter(|extra| extra.unanswerable).map(|extra| extra.id).collect();
        let (mut questions, mut unanswerable) = (Vec::new(), Vec::new());
        for SetQuery { id, text } in queries {
            match relevant.remove(&id) {
                Some(relevant) => questions.push(JudgedQuestion { text, relevant }),
                None if flagged.contains(&id) => unanswerable.push(text),
                None => {}
            }
        }
        let questions = evenly(questions, most_questions);
        let unanswerable = evenly(unanswerable, most_questions);
        if questions.is_empty() {
            bail!("{} has no judged question", folder.display());
        }
        let name =
            folder.file_name().map_or_else(|| "set".to_owned(), |name| name.to_string_lossy().into_owned());
        Ok(Self { name, documents, questions, unanswerable })
    }
}

/// Query, document, relevance; a first line of headings has no number in the third place.
fn relevant_documents(judgements: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut relevant: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in judgements.lines() {
        let mut fields = line.split('\t');
        if let (Some(query), Some(document), Some(grade)) = (fields.next(), fields.next(), fields.next())
            && grade.trim().parse::<i32>().is_ok_and(|grade| grade > 0)
        {
            relevant.entry(query.to_owned()).or_default().insert(document.to_owned());
        }
    }
    relevant
}

/// At most so many, spread over the whole.
pub fn evenly<T>(all: Vec<T>, most: Option<usize>) -> Vec<T> {
    let Some(most) = most.filter(|most| *most > 0 && *most < all.len()) else { return all };
    let step = all.len().div_ceil(most);
    all.into_iter().step_by(step).collect()
}

fn json_lines<T: serde::de::DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let text = read_text(path)?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            serde_json::from_str(line)
                .with_context(|| format!("{} line {} is broken", path.display(), number + 1))
        })
        .collect()
}

fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path)
        .with_context(|| format!("{} can't be read; a set is a folder in BEIR form", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judgements_skip_headings_and_what_is_not_relevant() {
        let relevant = relevant_documents("query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t0\nq2\td3\t2\n");
        assert_eq!(relevant.len(), 2);
        assert_eq!(relevant["q1"], BTreeSet::from(["d1".to_owned()]));
    }

    #[test]
    fn a_sample_is_spread_over_the_whole() {
        assert_eq!(evenly((0..10).collect(), Some(3)), [0, 4, 8]);
        assert_eq!(evenly(vec![1, 2], Some(5)), [1, 2]);
        assert_eq!(evenly(vec![1, 2], None), [1, 2]);
    }
}
