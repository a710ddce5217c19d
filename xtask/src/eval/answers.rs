//! Questions of a judged set, answered by the built-in answerer: whether the right document is cited, and whether
//! the confidence tells what can be answered from what cannot.
//!
//! A set without unanswerable questions is asked a second time, of a bot that has half of its documents: what only
//! the other half answers is unanswerable there, though much in it is about the same things.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::calibration::Judged;
use super::import;
use super::judged_set::{JudgedQuestion, JudgedSet, SetDocument, evenly};
use crate::api::{Api, text_of};
use crate::{console, interrupt};

/// What came of one set.
#[derive(Debug)]
pub struct SetAnswers {
    /// The set's name.
    pub name: String,
    /// Answers to questions that the bot's documents answer, where it has all of them.
    pub answerable: Vec<Asked>,
    /// Answers to answerable and unanswerable questions of the same bot: what separation and calibration are
    /// measured on.
    pub mixed: Vec<Asked>,
    /// How the unanswerable ones came to be so.
    pub unanswerable_by: &'static str,
}

/// What a question was answered with.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// Whether the bot's documents answer it.
    pub answerable: bool,
    /// 0 to 1.
    pub confidence: f64,
    /// Whether the bot says that they do.
    pub answered: bool,
    /// The place of the first right citation, from 0.
    pub right_citation: Option<usize>,
}

impl From<&Asked> for Judged {
    fn from(asked: &Asked) -> Self {
        Self { confidence: asked.confidence, answerable: asked.answerable }
    }
}

/// A file of answers, each with how it came about.
#[derive(Debug)]
pub struct Transcripts {
    file: File,
}

impl Transcripts {
    /// A new file.
    pub fn create(path: &Path) -> Result<Self> {
        let file = File::create(path).with_context(|| format!("{} can't be written", path.display()))?;
        Ok(Self { file })
    }
}

/// Asks at most `most` questions of each kind. `bot` has all documents of the set.
pub fn measure(
    api: &Api,
    bot: &str,
    set: &JudgedSet,
    most: usize,
    mut transcripts: Option<&mut Transcripts>,
) -> Result<SetAnswers> {
    let questions = evenly(set.questions.clone(), Some(most));
    let unanswerable = evenly(set.unanswerable.clone(), Some(most));
    console::step(&format!("{}: answering {} questions", set.name, questions.len() + unanswerable.len()));
    let mut asker = Asker { api, set, transcripts: transcripts.take() };
    let answerable = asker.ask_all(bot, &questions, |_| true)?;
    if !unanswerable.is_empty() {
        let nobody_knows = |text: String| JudgedQuestion { text, relevant: BTreeSet::new() };
        let unanswerable: Vec<_> = unanswerable.into_iter().map(nobody_knows).collect();
        let mut mixed = asker.ask_all(bot, &unanswerable, |_| false)?;
        mixed.extend(&answerable);
        return Ok(SetAnswers { name: set.name.clone(), answerable, mixed, unanswerable_by: "as flagged" });
    }
    let kept = every_other_subject(&set.documents);
    let documents = set.documents.iter().filter(|document| kept.contains(&document.id));
    let half = import(api, &format!("{} by half", set.name), documents)?;
    console::step(&format!("{}: answering them from half of the documents", set.name));
    let mixed =
        asker.ask_all(&half, &questions, |question| question.relevant.iter().any(|id| kept.contains(id)))?;
    Ok(SetAnswers { name: set.name.clone(), answerable, mixed, unanswerable_by: "by half" })
}

struct Asker<'a> {
    api: &'a Api,
    set: &'a JudgedSet,
    transcripts: Option<&'a mut Transcripts>,
}

impl Asker<'_> {
    fn ask_all(
        &mut self,
        bot: &str,
        questions: &[JudgedQuestion],
        is_answerable: impl Fn(&JudgedQuestion) -> bool,
    ) -> Result<Vec<Asked>> {
        let mut all = Vec::with_capacity(questions.len());
        for question in questions {
            interrupt::check()?;
            all.push(self.ask(bot, question, is_answerable(question))?);
        }
        Ok(all)
    }

    fn ask(&mut self, bot: &str, question: &JudgedQuestion, answerable: bool) -> Result<Asked> {
        let message = self.api.ask(bot, &question.text)?;
        let trace = self.api.get(&format!("/api/v1/messages/{}/trace", text_of(&message, "id")?))?;
        let confidence =
            message.get("confidence").and_then(Value::as_f64).context("an answer has no confidence")?;
        let answered =
            message.get("answered").and_then(Value::as_bool).context("an answer does not say what it is")?;
        let asked = Asked {
            answerable,
            confidence,
            answered,
            right_citation: right_citation(&message, &trace, &question.relevant),
        };
        if let Some(transcripts) = &mut self.transcripts {
            let line = json!({
                "set": self.set.name, "bot": bot, "question": question.text, "relevant": question.relevant,
                "answerable": answerable, "message": message, "trace": trace,
            });
            writeln!(transcripts.file, "{line}")?;
        }
        Ok(asked)
    }
}

/// The place among the citations of the first document that answers.
fn right_citation(message: &Value, trace: &Value, relevant: &BTreeSet<String>) -> Option<usize> {
    let passages = trace.get("passages")?.as_array()?;
    let names: BTreeMap<&str, &str> = passages
        .iter()
        .filter_map(|passage| {
            Some((passage.get("document_id")?.as_str()?, passage.get("external_id")?.as_str()?))
        })
        .collect();
    message.get("citations")?.as_array()?.iter().position(|citation| {
        let document = citation.get("document_id").and_then(Value::as_str);
        document.and_then(|id| names.get(id)).is_some_and(|name| relevant.contains(*name))
    })
}

/// The documents of every other title; those without one are each about something else.
fn every_other_subject(documents: &[SetDocument]) -> BTreeSet<String> {
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut kept = BTreeSet::new();
    for document in documents {
        let subject = if document.title.is_empty() { &document.id } else { &document.title };
        let next = places.len();
        if places.entry(subject).or_insert(next).is_multiple_of(2) {
            kept.insert(document.id.clone());
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_subjects_is_kept_with_all_of_their_documents() {
        let documents = [("1", "A"), ("2", "B"), ("3", "A"), ("4", ""), ("5", "")].map(|(id, title)| {
            SetDocument { id: id.to_owned(), title: title.to_owned(), text: String::new() }
        });
        assert_eq!(every_other_subject(&documents), ["1", "3", "4"].map(str::to_owned).into());
    }

    #[test]
    fn a_citation_is_known_by_the_name_that_the_set_gave_its_document() {
        let trace = json!({ "passages": [
            { "document_id": "doc_1", "external_id": "a" }, { "document_id": "doc_2", "external_id": "b" },
        ]});
        let message =
            json!({ "citations": [{ "n": 1, "document_id": "doc_1" }, { "n": 2, "document_id": "doc_2" }] });
        let relevant = BTreeSet::from(["b".to_owned()]);
        assert_eq!(right_citation(&message, &trace, &relevant), Some(1));
        assert_eq!(right_citation(&json!({ "citations": [] }), &trace, &relevant), None);
    }
}
