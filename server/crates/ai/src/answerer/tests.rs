//! The answerer on articles of the kind that businesses write, by words alone.

use super::*;
use crate::chat::Passage;

const RETURNS: &str = "## Returning an item\n\n\
    You can return any item within 30 days of delivery. It must be unused and in its original box. \
    Sale items are excluded, e.g. outlet goods.\n\n\
    To start a return, follow these steps:\n\n\
    1. Open **Orders** in your account.\n2. Choose the order and select [Return](https://example.com/r).\n\
    3. Print the label and hand the parcel in.\n\n\
    ## Refunds\n\nRefunds arrive within 5 working days after we receive the parcel. The money goes back to the \
    card that you paid with.";

const CODES: &str = "# Error codes\n\n| Code | Meaning | Remedy |\n| --- | --- | --- |\n\
    | E-17 | Water tank empty | Fill the tank and press Start |\n\
    | E-23 | Filter clogged | Rinse the filter |\n\n\
    Contact us when a code comes back.";

const PLANS: &str = "# Plans\n\nEvery plan includes e-mail support:\n\n- Basic: 1 user, 9 € a month\n\
    - Team: up to 10 users, 29 € a month\n- Business: unlimited users, 99 € a month\n";

fn request(question: &str) -> ChatRequest {
    let passage =
        |n, title: &str, text: &str, score| Passage { n, title: title.into(), text: text.into(), score };
    ChatRequest {
        question: question.to_owned(),
        passages: vec![
            passage(1, "Returns", RETURNS, 0.7),
            passage(2, "Coffee machine", CODES, 0.6),
            passage(3, "Plans and prices", PLANS, 0.5),
        ],
        ..ChatRequest::default()
    }
}

async fn answer(question: &str) -> String {
    BuiltInAnswerer::new(None).answer(&request(question)).await.unwrap_or_default()
}

#[tokio::test]
async fn a_sentence_is_answered_with_its_source() {
    let answer = answer("When do refunds arrive?").await;
    assert!(
        answer.starts_with("Refunds arrive within 5 working days after we receive the parcel.")
            && answer.ends_with("[1]"),
        "{answer}"
    );
}

#[tokio::test]
async fn steps_stay_a_list_with_the_sentence_that_leads_to_it() {
    let answer = answer("How do I start a return?").await;
    let list = "To start a return, follow these steps:\n\n1. Open Orders in your account.\n\
        2. Choose the order and select Return.\n3. Print the label and hand the parcel in. [1]";
    assert!(answer.contains(list), "{answer}");
}

#[tokio::test]
async fn a_code_finds_its_row_with_the_names_of_the_columns() {
    for question in ["what is E-17", "Machine shows e-17!", "E-17"] {
        let answer = answer(question).await;
        let row = "E-17 – Meaning: Water tank empty; Remedy: Fill the tank and press Start. [2]";
        assert!(answer.starts_with(row), "{answer}");
        assert!(!answer.contains("E-23"), "{answer}");
    }
}

#[tokio::test]
async fn a_code_that_no_passage_holds_is_not_answered_by_another() {
    assert_eq!(answer("What does the code E-99 mean?").await, "");
}

#[tokio::test]
async fn an_item_stands_behind_the_sentence_that_leads_to_it() {
    let answer = answer("How many users does the Team plan have?").await;
    let with_lead = "Every plan includes e-mail support: Team: up to 10 users, 29 € a month. [3]";
    assert_eq!(answer, with_lead);
}

#[tokio::test]
async fn nothing_is_said_when_nothing_fits() {
    for question in ["Who painted the Mona Lisa?", "", "?", "🦀🦀", "ما هي عاصمة فرنسا؟"] {
        let deltas: Vec<_> = BuiltInAnswerer::new(None).stream(request(question)).collect().await;
        assert_eq!(deltas, [Ok(ChatDelta::Declined)], "{question}");
    }
    let empty = ChatRequest { question: "When do refunds arrive?".to_owned(), ..ChatRequest::default() };
    assert_eq!(BuiltInAnswerer::new(None).answer(&empty).await, None);
}

#[tokio::test]
async fn the_stream_is_the_answer_in_small_pieces() {
    let whole = answer("How do I start a return?").await;
    let pieces: Vec<_> =
        BuiltInAnswerer::new(None).stream(request("How do I start a return?")).collect().await;
    let text: String = pieces
        .iter()
        .map(|piece| match piece {
            Ok(ChatDelta::Text(text)) => text.as_str(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(text == whole && pieces.len() > 5);
}

#[tokio::test]
async fn other_languages_are_answered_in_their_own_words() {
    let german = "Rücksendungen sind innerhalb von 14 Tagen kostenlos. Das Etikett liegt dem Paket bei, z. B. im \
        Deckel. Die Erstattung dauert bis zu 5 Werktage.";
    let spanish = "Puede devolver los artículos en un plazo de 30 días. El reembolso tarda 5 días hábiles.";
    let ask = async |question: &str, text: &str| {
        let passages = vec![Passage { n: 4, title: String::new(), text: text.into(), score: 0.5 }];
        let request = ChatRequest { question: question.into(), passages, ..ChatRequest::default() };
        BuiltInAnswerer::new(None).answer(&request).await.unwrap_or_default()
    };
    let answer = ask("Wie lange dauert die Erstattung?", german).await;
    assert_eq!(answer, "Die Erstattung dauert bis zu 5 Werktage. [4]");
    let answer = ask("¿Cuánto tarda el reembolso?", spanish).await;
    assert_eq!(answer, "El reembolso tarda 5 días hábiles. [4]");
}

#[tokio::test]
async fn hostile_and_endless_input_ends_soon() {
    let endless = "refund ".repeat(20_000);
    let text = format!("{}\n\n{}", "[[[[".repeat(5_000), "| a | b |\n|---|\n".repeat(500));
    let passages = vec![Passage { n: 1, title: endless.clone(), text, score: f32::NAN }];
    let request = ChatRequest { question: endless, passages, ..ChatRequest::default() };
    let _ = BuiltInAnswerer::new(None).answer(&request).await;
}

#[test]
fn sentences_are_cut_where_they_end() {
    let text = "Dr. Smith (b. 1970. In Rome) lives at Main St. 5 in Bonn. He paid 3.50 € on 3. Mai! Really?\n\
        Yes, since\nthe line was wrapped. See https://example.com/a.b?c=d for more [12].";
    assert_eq!(
        sentences(text),
        [
            "Dr. Smith (b. 1970. In Rome) lives at Main St. 5 in Bonn.",
            "He paid 3.50 € on 3. Mai!",
            "Really?",
            "Yes, since the line was wrapped.",
            "See https://example.com/a.b?c=d for more.",
        ]
    );
    assert_eq!(sentences("今日は。元気ですか？"), ["今日は。", "元気ですか？"]);
    assert_eq!(sentences("# Title\n\n- one\n- two\n\n```sh\nls\n```\n"), ["one", "two", "ls"]);
    assert_eq!(sentences("Opening hours\nMon 9-17\nTue 9-12"), ["Opening hours", "Mon 9-17", "Tue 9-12"]);
}

#[test]
fn forms_of_one_word_are_the_same() {
    use super::words::same_word;
    for (one, other) in [
        ("return", "returns"),
        ("update", "updating"),
        ("battery", "batteries"),
        ("install", "installation"),
        ("rückgabe", "rückgabefrist"),
        ("cancel", "cancelled"),
    ] {
        assert!(same_word(one, other) && same_word(other, one), "{one} {other}");
    }
    for (one, other) in
        [("control", "contract"), ("for", "form"), ("17", "170"), ("car", "card"), ("order", "ordain")]
    {
        assert!(!same_word(one, other), "{one} {other}");
    }
}
