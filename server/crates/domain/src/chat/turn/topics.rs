//! Before a model is asked: whether the question is about something that the bot must not talk about.
//!
//! Two checks that trust no model's good will. By words: every word of a topic stands in the question, in
//! some form of it. By meaning, where questions are embedded: the question is as near to the topic as a
//! question about it is. A question that passes both is still asked with the topics in the prompt.

use chatsphere_contract::ids::WorkspaceId;
use futures::future::join_all;

use super::load::Loaded;
use crate::embedding::QuestionVector;
use crate::platform::Platform;
use crate::tags::name::fold;

/// The cosine from which a question is about a topic. Measured with the install's embedder: see
/// `docs/adr/0011-behaviour.md`.
const ABOUT: f32 = 0.5;

/// The first forbidden topic that the question is about.
pub(super) async fn forbidden<'a>(
    platform: &Platform,
    tenant: WorkspaceId,
    loaded: &'a Loaded,
) -> Option<&'a str> {
    let topics = &loaded.bot.behaviour.forbidden_topics;
    if let Some(named) = topics.iter().find(|topic| names(&loaded.question, topic)) {
        return Some(named);
    }
    let question = loaded.vector.as_ref()?;
    let compared = topics.iter().map(|topic| async move {
        let vector = vector_of(platform, tenant, loaded, topic).await?;
        (cosine(question, &vector)? >= ABOUT).then_some(topic.as_str())
    });
    join_all(compared).await.into_iter().flatten().next()
}

async fn vector_of(
    platform: &Platform,
    tenant: WorkspaceId,
    loaded: &Loaded,
    topic: &str,
) -> Option<QuestionVector> {
    let embedder = &loaded.vector.as_ref()?.embedder;
    let known = platform.engine.topic_vectors();
    if let Some(vector) = known.find(tenant, embedder, topic) {
        return Some(vector);
    }
    let vector = platform.embed_question_by(tenant, loaded.bot.embedder.as_ref(), topic).await?;
    known.keep(tenant, topic, vector.clone());
    Some(vector)
}

fn cosine(one: &QuestionVector, other: &QuestionVector) -> Option<f32> {
    if one.embedder != other.embedder || one.numbers.len() != other.numbers.len() {
        return None;
    }
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let lengths = (dot(&one.numbers, &one.numbers) * dot(&other.numbers, &other.numbers)).sqrt();
    (lengths > 0.0).then(|| dot(&one.numbers, &other.numbers) / lengths)
}

/// Whether every word of a topic that says something stands in the question.
fn names(question: &str, topic: &str) -> bool {
    let (question, topic) = (fold(question), fold(topic));
    if topic.chars().any(is_unspaced) {
        return question.contains(topic.trim());
    }
    let asked: Vec<&str> = words(&question).collect();
    let mut wanted: Vec<&str> = words(&topic).filter(|word| !LINKING.contains(word)).collect();
    if wanted.is_empty() {
        wanted = words(&topic).collect();
    }
    !wanted.is_empty() && wanted.iter().all(|word| asked.iter().any(|asked| is_form_of(word, asked)))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whether two words are forms of one: equal, a plural, or equal but for endings that words of our
/// languages have.
fn is_form_of(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let shared: usize =
        one.chars().zip(other.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let (Some(one_end), Some(other_end)) = (one.get(shared..), other.get(shared..)) else { return false };
    let is_plural = |end: &str| matches!(end, "" | "s" | "es");
    match shared {
        0..3 => false,
        3..5 => is_plural(one_end) && is_plural(other_end),
        _ => ENDINGS.contains(&one_end) && ENDINGS.contains(&other_end),
    }
}

/// Endings by which forms of a word differ, in the languages that we know.
const ENDINGS: &[&str] = &[
    "", "a", "al", "as", "e", "ed", "em", "en", "er", "ern", "es", "i", "ies", "ing", "n", "o", "os", "s",
    "y",
];

/// Words that only hold a topic together.
const LINKING: &[&str] = &[
    "a", "about", "an", "and", "any", "d", "das", "de", "del", "della", "den", "der", "des", "di", "die",
    "du", "e", "el", "en", "et", "for", "from", "für", "het", "il", "in", "l", "la", "las", "le", "les",
    "los", "mit", "o", "of", "on", "or", "our", "over", "s", "sur", "the", "to", "u", "und", "van", "von",
    "with", "y", "zu", "über",
];

/// Scripts without spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_named_by_all_its_words_in_any_form_and_order() {
        for (question, topic) in [
            ("Who will win the ELECTION?", "elections"),
            ("what are your competitor's prices", "prices of competitors"),
            ("Is this policy legal?", "policies"),
            ("Can I buy a gun?", "guns"),
            ("¿Qué opina de la política?", "política"),
            ("Wie hoch sind die Preise der Konkurrenz?", "Preis der Konkurrenz"),
            ("请问退货政策", "退货"),
        ] {
            assert!(names(question, topic), "{question} about {topic}");
        }
    }

    #[test]
    fn other_words_and_parts_of_words_do_not_name_it() {
        for (question, topic) in [
            ("Where is my contract?", "contrast"),
            ("What are your prices?", "prices of competitors"),
            ("Who are your competitors?", "prices of competitors"),
            ("Can I begin today?", "gin"),
            ("Is it made in the UK?", "of the"),
            ("How do I reset it?", ""),
        ] {
            assert!(!names(question, topic), "{question} about {topic}");
        }
    }

    #[test]
    fn vectors_of_two_models_are_not_compared() {
        let vector =
            |embedder: &str| QuestionVector { embedder: embedder.to_owned(), numbers: vec![3.0, 4.0] };
        assert!(cosine(&vector("m"), &vector("m")).is_some_and(|cosine| (cosine - 1.0).abs() < 1e-6));
        assert_eq!(cosine(&vector("m"), &vector("n")), None);
    }
}
