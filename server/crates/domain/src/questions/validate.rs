//! What a question with its answer has to be.

use chatsphere_contract::limits;
use chatsphere_contract::problem::FieldError;
use chatsphere_contract::questions::NewQuestion;

use crate::tags::name;

/// Trimmed, with each tag once; or every field that is wrong.
pub(super) fn checked(input: NewQuestion) -> Result<NewQuestion, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, code: &str, message: String| {
        errors.push(FieldError { field: field.to_owned(), code: code.to_owned(), message });
    };
    let question = clean(&input.question);
    let answer = clean(&input.answer);
    if question.is_empty() {
        wrong("question", "required", "Write the question.".to_owned());
    } else if question.chars().count() > limits::QUERY_CHARS {
        let message = format!("A question can have at most {} characters.", limits::QUERY_CHARS);
        wrong("question", "too_long", message);
    }
    if answer.is_empty() {
        wrong("answer", "required", "Write the answer.".to_owned());
    } else if answer.chars().count() > limits::ANSWER_CHARS {
        let message = format!("An answer can have at most {} characters.", limits::ANSWER_CHARS);
        wrong("answer", "too_long", message);
    }
    let mut tags: Vec<String> = Vec::new();
    let mut wrong_tag = None;
    for tag in input.tags.iter().map(|tag| clean(tag)).filter(|tag| !tag.is_empty()) {
        match name::parse(&tag) {
            Ok(tag) if tags.iter().any(|known| name::fold(known) == name::fold(&tag)) => {}
            Ok(tag) => tags.push(tag),
            Err(error) => wrong_tag = Some(error),
        }
    }
    if tags.len() > limits::QUESTION_TAGS {
        wrong("tags", "too_many", format!("A question can have at most {} tags.", limits::QUESTION_TAGS));
    } else if let Some(error) = wrong_tag {
        wrong("tags", &error.code, error.message);
    }
    if errors.is_empty() {
        Ok(NewQuestion { question, answer, status: input.status, tags })
    } else {
        Err(errors)
    }
}

/// Without what nobody sees: the database refuses NUL, and other controls only confuse.
pub(super) fn clean(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    kept.collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_named() {
        let wrong = checked(NewQuestion {
            question: " \u{0}".to_owned(),
            answer: "x".repeat(limits::ANSWER_CHARS + 1),
            tags: vec!["t".repeat(10_000)],
            ..NewQuestion::default()
        });
        let fields: Vec<_> = wrong.unwrap_err().into_iter().map(|error| (error.field, error.code)).collect();
        let expected = [("question", "required"), ("answer", "too_long"), ("tags", "too_long")];
        assert_eq!(fields, expected.map(|(field, code)| (field.to_owned(), code.to_owned())));
    }

    #[test]
    fn what_is_kept_is_trimmed_and_each_tag_stands_once() {
        let kept = checked(NewQuestion {
            question: " How?\r\n".to_owned(),
            answer: "So.".to_owned(),
            tags: ["Shipping", "shipping ", ""].map(str::to_owned).to_vec(),
            ..NewQuestion::default()
        });
        let kept = kept.unwrap();
        assert_eq!((kept.question.as_str(), kept.tags.len()), ("How?", 1));
    }
}
