//! Part of the first step: the question as a vector, made once for all that compare it.

use chatsphere_db::turns::TurnBot;

use crate::chat::Scope;
use crate::embedding::QuestionVector;
use crate::platform::Platform;

/// The vector of what this conversation asked, now or before; `None`: there is no model or it fails, and
/// words have to do.
pub(super) async fn embed(
    platform: &Platform,
    scope: Scope,
    bot: &TurnBot,
    text: &str,
) -> Option<QuestionVector> {
    let chosen = bot.embedder.as_ref();
    let name = match chosen {
        Some(chosen) => chosen.embedder.as_str(),
        None => platform.embeddings.as_ref()?.id(),
    };
    let last_questions = platform.engine.last_questions();
    if let Some(known) = last_questions.find(scope, name, text) {
        return Some(known);
    }
    let vector = platform.embed_question_by(scope.tenant, chosen, text).await?;
    last_questions.keep(scope, text, vector.clone());
    Some(vector)
}

/// What two questions are about together: the direction between them. `None` where there is none, or where
/// they are not by one model.
pub(super) fn together(one: &QuestionVector, other: &QuestionVector) -> Option<QuestionVector> {
    if one.embedder != other.embedder || one.numbers.len() != other.numbers.len() {
        return None;
    }
    let (one_length, other_length) = (length(&one.numbers), length(&other.numbers));
    if one_length <= SHORTEST || other_length <= SHORTEST {
        return None;
    }
    let both = one.numbers.iter().zip(&other.numbers);
    let mut numbers: Vec<f32> = both.map(|(a, b)| a / one_length + b / other_length).collect();
    let sum_length = length(&numbers);
    if sum_length <= SHORTEST {
        return None;
    }
    numbers.iter_mut().for_each(|number| *number /= sum_length);
    Some(QuestionVector { embedder: one.embedder.clone(), numbers })
}

/// A shorter vector has no direction that means anything.
const SHORTEST: f32 = 1e-6;

fn length(numbers: &[f32]) -> f32 {
    numbers.iter().map(|number| number * number).sum::<f32>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vector(embedder: &str, numbers: &[f32]) -> QuestionVector {
        QuestionVector { embedder: embedder.to_owned(), numbers: numbers.to_vec() }
    }

    #[test]
    fn together_is_halfway_and_as_long_as_one() {
        let half = std::f32::consts::FRAC_1_SQRT_2;
        let both = together(&vector("m", &[1.0, 0.0]), &vector("m", &[0.0, 1.0])).unwrap();
        assert!(both.numbers.iter().all(|number| (number - half).abs() < 1e-6), "{both:?}");
        // A longer one weighs no more.
        let longer = together(&vector("m", &[3.0, 0.0]), &vector("m", &[0.0, 1.0])).unwrap();
        assert!(longer.numbers.iter().all(|number| (number - half).abs() < 1e-6), "{longer:?}");
        assert_eq!(longer.embedder, "m");
    }

    #[test]
    fn what_cannot_be_added_is_not() {
        let one = vector("m", &[1.0, 0.0]);
        assert_eq!(together(&one, &vector("another", &[0.0, 1.0])), None);
        assert_eq!(together(&one, &vector("m", &[0.0, 1.0, 0.0])), None);
        assert_eq!(together(&one, &vector("m", &[-1.0, 0.0])), None);
        assert_eq!(together(&one, &vector("m", &[0.0, 0.0])), None);
    }
}
