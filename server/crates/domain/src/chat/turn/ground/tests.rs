//! What counts as grounded, and what must not.

use std::time::Instant;

use chatsphere_contract::ids::{ChunkId, DocumentId};
use chatsphere_contract::search::{ScoreParts, SearchHit};
use uuid::Uuid;

use super::*;

const RETURNS: &str = "You can return any lamp within 30 days of delivery. It must be unused and in its original box, \
    and sale items cannot be returned. Refunds arrive within two weeks after Anna Berg of our workshop in Bremen \
    has looked at the parcel. Press **Send it back** in your account to begin. The code LX-7731 is on the base.";

const WARRANTY: &str = "## Warranty\n\n| Plan | Years | Price |\n| --- | --- | --- |\n| Basic | 2 | 9 € |\n\
    | Plus | 5 | 29 € |\n\nDamage by water is not covered.";

fn evidence(question: &str) -> Evidence {
    let hit = |title: &str, text: &str| SearchHit {
        document_id: DocumentId(Uuid::nil()),
        external_id: None,
        chunk_id: ChunkId(Uuid::nil()),
        document_name: String::new(),
        document_title: title.to_owned(),
        url: None,
        heading_path: Vec::new(),
        page: None,
        text: text.to_owned(),
        score: 0.5,
        parts: ScoreParts::default(),
    };
    Evidence {
        question: question.to_owned(),
        hits: vec![hit("Returns", RETURNS), hit("Warranty", WARRANTY)],
        ..Evidence::default()
    }
}

fn share(answer: &str) -> f32 {
    ground(answer, &evidence("How do I return a lamp?")).share
}

fn faults(answer: &str) -> u32 {
    ground(answer, &evidence("How do I return a lamp?")).faults
}

#[test]
fn what_a_source_says_is_grounded_in_whatever_words() {
    for answer in [
        "You can return any lamp within 30 days of delivery. [1]",
        "Lamps can be returned up to 30 days after delivery [1], as long as they are unused and still in the original box [1].",
        "Sure! You have 30 days to return your lamp [1].",
        "It takes 2 weeks until the refund arrives. [1]",
        "You cannot return sale items [1].",
        "Press “Send it back” in your account [1].",
        "The code is LX 7731 or “LX-7731” [1].",
        "Plus – Years: 5; Price: 29 €. [2]",
        "The Plus plan costs 29 € and covers 5 years [2]; water damage is not covered [2].",
        "- unused\n- in its original box [1]",
    ] {
        assert!(share(answer) > 0.75, "{} {answer}", share(answer));
        assert_eq!(faults(answer), 0, "{answer}");
    }
}

#[test]
fn a_changed_number_or_code_is_a_fault() {
    for answer in [
        "You can return any lamp within 60 days of delivery. [1]",
        "Refunds arrive within 3 weeks. [1]",
        "The code LX-7713 is on the base. [1]",
        "You can return any lamp within 30 days of delivery. [2]",
    ] {
        assert_eq!((share(answer), faults(answer)), (0.0, 1), "{answer}");
    }
}

#[test]
fn a_number_that_only_the_question_has_proves_nothing() {
    let asked = evidence("Is the warranty of the Plus plan 7 years?");
    let grounding = ground("Yes, the warranty of the Plus plan is 7 years. [2]", &asked);
    assert!(grounding.share <= 0.5, "{grounding:?}");
}

#[test]
fn a_quotation_must_be_exact() {
    assert_eq!(faults("Press “Send back” in your account [1]."), 1);
    assert_eq!(faults("It says: \"any lamp within 30 days of shipping\" [1]."), 1);
}

#[test]
fn a_swapped_name_is_noticed() {
    let (right, wrong) = (
        share("Anna Berg of the workshop in Bremen looks at the parcel. [1]"),
        share("Anna Berg of the workshop in Hamburg looks at the parcel. [1]"),
    );
    assert!(right > 0.8 && wrong < 0.4, "{right} {wrong}");
}

#[test]
fn a_sentence_that_says_the_opposite_is_a_fault() {
    for answer in [
        "You cannot return any lamp within 30 days of delivery. [1]",
        "Sale items can be returned. [1]",
        "Damage by water is covered. [2]",
        "You can't return a lamp within 30 days [1].",
    ] {
        assert_eq!(faults(answer), 1, "{answer}");
    }
}

#[test]
fn what_names_no_source_or_the_wrong_one_counts_for_less() {
    let cited = share("You can return any lamp within 30 days of delivery. [1]");
    let not_cited = share("You can return any lamp within 30 days of delivery.");
    assert!(not_cited > 0.3 && not_cited <= 0.5 && cited > 0.99, "{cited} {not_cited}");
    assert!(share("It must be unused and in its original box. [2]") < 0.2);
    assert!(share("Our shop sells garden furniture and swings for children. [1]") < 0.2);
    let half =
        share("You can return any lamp within 30 days of delivery. [1] Our shop sells garden furniture. [1]");
    assert!(half > 0.4 && half < 0.8, "{half}");
}

#[test]
fn between_languages_only_numbers_and_codes_are_compared() {
    let german = "Sie können jede Lampe innerhalb von 30 Tagen nach der Lieferung zurückgeben. [1]";
    assert!(share(german) > 0.99, "{}", share(german));
    assert_eq!(faults("Sie können jede Lampe innerhalb von 60 Tagen nach der Lieferung zurückgeben. [1]"), 1);
    assert_eq!(
        faults("Drücken Sie in Ihrem Konto auf „Zurückschicken“, um die Rückgabe zu beginnen. [1]"),
        0
    );
    assert!(share("Die Frist beträgt 30 Tage. [1]") > 0.99, "too short to tell its language");
}

#[test]
fn the_words_around_a_passage_are_its_own() {
    let mut around = evidence("?");
    let context = chatsphere_db::search::Surroundings {
        id: around.hits[0].chunk_id,
        before: Some("Batteries go to the collection point.".to_owned()),
        after: None,
        section: None,
    };
    around.context.insert(around.hits[0].chunk_id, context);
    assert!(ground("Batteries go to the collection point. [1]", &around).share > 0.99);
}

#[test]
fn nothing_said_is_nothing_wrong_and_hostile_text_ends_soon() {
    assert_eq!(ground("", &evidence("?")), Grounding { share: 1.0, faults: 0 });
    let begun = Instant::now();
    let hostile = format!("{}{}", "[1] “not ".repeat(2_000), "7".repeat(20_000));
    ground(&hostile, &evidence(&hostile));
    ground(&hostile, &Evidence::default());
    assert!(begun.elapsed().as_secs() < 5);
}
