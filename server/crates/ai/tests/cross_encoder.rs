//! The cross-encoder on a model that is made here: it adds up a weight for each word of the passage, and none
//! for the words of the question.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has to stop")]

use std::path::Path;

use chatsphere_ai::{Candidate, CrossEncoder, RerankError, Reranker};

/// A field of a protocol buffer with a length.
fn bytes(field: u64, content: &[u8]) -> Vec<u8> {
    let mut out = varint(field << 3 | 2);
    out.extend(varint(content.len() as u64));
    out.extend(content);
    out
}

/// A field of a protocol buffer with a number.
fn number(field: u64, value: u64) -> Vec<u8> {
    [varint(field << 3), varint(value)].concat()
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while value > 0x7f {
        out.push((value as u8 & 0x7f) | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
    out
}

fn node(operator: &str, inputs: &[&str], output: &str, attribute: Option<(&str, u64)>) -> Vec<u8> {
    let mut out: Vec<u8> = inputs.iter().flat_map(|input| bytes(1, input.as_bytes())).collect();
    out.extend(bytes(2, output.as_bytes()));
    out.extend(bytes(4, operator.as_bytes()));
    if let Some((name, value)) = attribute {
        // An attribute of the kind "integer".
        out.extend(bytes(5, &[bytes(1, name.as_bytes()), number(3, value), number(20, 2)].concat()));
    }
    bytes(1, &out)
}

/// A constant; element types are 1 for 32-bit floats and 7 for 64-bit integers.
fn constant(name: &str, element: u64, length: u64, data: &[u8]) -> Vec<u8> {
    bytes(5, &[number(1, length), number(2, element), bytes(8, name.as_bytes()), bytes(9, data)].concat())
}

/// An input (field 11) or output (field 12) of the graph, `[1, any]`.
fn value(field: u64, name: &str, element: u64) -> Vec<u8> {
    let shape = [bytes(1, &number(1, 1)), bytes(1, &bytes(2, b"n"))].concat();
    let kind = bytes(1, &[number(1, element), bytes(2, &shape)].concat());
    bytes(field, &[bytes(1, name.as_bytes()), bytes(2, &kind)].concat())
}

/// Words of the vocabulary and what each is worth.
const WORDS: [(&str, f32); 6] =
    [("[PAD]", 0.0), ("[UNK]", 0.0), ("[CLS]", 0.0), ("[SEP]", 0.0), ("good", 2.0), ("bad", -2.0)];

fn model() -> Vec<u8> {
    let weights: Vec<u8> = WORDS.iter().flat_map(|(_, weight)| weight.to_le_bytes()).collect();
    let graph = [
        node("Gather", &["weights", "input_ids"], "worth", Some(("axis", 0))),
        node("Cast", &["token_type_ids"], "types", Some(("to", 1))),
        node("Mul", &["worth", "types"], "counted", None),
        node("ReduceSum", &["counted", "axes"], "logits", Some(("keepdims", 1))),
        bytes(2, b"sum"),
        constant("weights", 1, WORDS.len() as u64, &weights),
        constant("axes", 7, 1, &1_i64.to_le_bytes()),
        value(11, "input_ids", 7),
        value(11, "token_type_ids", 7),
        value(12, "logits", 1),
    ]
    .concat();
    [number(1, 8), bytes(7, &graph), bytes(8, &number(2, 13))].concat()
}

fn write(folder: &Path) {
    let vocabulary: Vec<String> =
        WORDS.iter().enumerate().map(|(number, (word, _))| format!("\"{word}\": {number}")).collect();
    let tokenizer = format!(
        r#"{{"added_tokens": [], "normalizer": {{"type": "BertNormalizer", "lowercase": true}},
        "pre_tokenizer": {{"type": "BertPreTokenizer"}},
        "model": {{"type": "WordPiece", "vocab": {{{}}}}}}}"#,
        vocabulary.join(", ")
    );
    std::fs::write(folder.join("tokenizer.json"), tokenizer).unwrap();
    std::fs::write(folder.join("model.onnx"), model()).unwrap();
}

fn passage(text: &str) -> Candidate {
    Candidate { title: "title".to_owned(), text: text.to_owned() }
}

#[tokio::test]
async fn passages_are_scored_with_their_question_in_their_order() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    let encoder = CrossEncoder::load(folder.path()).unwrap();
    let passages = [passage("bad"), passage("good, GOOD"), passage("other"), passage("")];
    let scores = encoder.scores("good good good?", &passages).await.unwrap();
    let expected = [-2.0_f32, 4.0, 0.0, 0.0].map(|logit| 1.0 / (1.0 + (-logit).exp()));
    for (score, expected) in scores.iter().zip(expected) {
        assert!((score - expected).abs() < 1e-5, "{scores:?}");
    }
    assert_eq!(scores.len(), passages.len());
    assert!(encoder.scores("good", &[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_long_question_leaves_room_for_the_passage() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    let encoder = CrossEncoder::load(folder.path()).unwrap();
    let scores = encoder.scores(&"bad ".repeat(5_000), &[passage(&"good ".repeat(5_000))]).await.unwrap();
    assert!(scores[0] > 0.99, "{scores:?}");
}

#[test]
fn a_folder_that_holds_no_cross_encoder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let Err(RerankError::Load(message)) = CrossEncoder::load(folder.path()) else { panic!() };
    assert!(message.contains("model.onnx"), "{message}");
    write(folder.path());
    std::fs::write(folder.path().join("model.onnx"), b"not a model").unwrap();
    assert!(matches!(CrossEncoder::load(folder.path()), Err(RerankError::Load(_))));
}
