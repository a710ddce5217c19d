//! The local embedder on real model files, which `cargo xtask test` fetches.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot be set up has to stop")]

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use chatsphere_ai::{EmbedError, Embedder, Embeddings, LocalEmbedder};

fn embedder() -> Arc<LocalEmbedder> {
    static LOADED: OnceLock<Arc<LocalEmbedder>> = OnceLock::new();
    Arc::clone(LOADED.get_or_init(|| {
        let dir = std::env::var_os("CHATSPHERE_EMBEDDER_DIR")
            .map(PathBuf::from)
            .expect("CHATSPHERE_EMBEDDER_DIR is not set; `cargo xtask test` fetches the model and sets it");
        Arc::new(LocalEmbedder::load(&dir).unwrap())
    }))
}

fn cosine(one: &str, other: &str) -> f32 {
    let (one, other) = (embedder().embed(one).unwrap(), embedder().embed(other).unwrap());
    one.iter().zip(&other).map(|(a, b)| a * b).sum()
}

#[test]
fn texts_of_like_meaning_are_near_and_others_far() {
    let near = cosine("How do I send a product back?", "Return an item within 30 days for a refund.");
    let far = cosine("How do I send a product back?", "The moon orbits the Earth once a month.");
    assert!(near > 0.35 && far < 0.15, "near {near}, far {far}");
    let paraphrase = cosine("The cat sits on the mat.", "A cat is sitting on a mat.");
    assert!(paraphrase > 0.9, "{paraphrase}");
}

#[test]
fn the_model_says_what_it_is() {
    let embedder = embedder();
    assert_eq!(embedder.id(), "all-minilm-l6-v2-int8");
    assert_eq!((embedder.dimensions(), embedder.languages()), (384, &["en".to_owned()][..]));
}

#[test]
fn every_text_has_a_vector_of_length_one() {
    let texts =
        ["", " ", "?", "🦀🦀", "مرحبا بالعالم", "a\0b", &"word ".repeat(20_000), &"x".repeat(100_000)];
    for text in texts {
        let vector = embedder().embed(text).unwrap();
        let length: f32 = vector.iter().map(|n| n * n).sum::<f32>().sqrt();
        assert!(vector.len() == 384 && (length - 1.0).abs() < 1e-3, "{length}");
    }
}

#[tokio::test]
async fn passages_come_back_in_order_and_equal_to_single_runs() {
    let embeddings = Embeddings::with_threads(embedder(), 1, 2).unwrap();
    let texts: Vec<String> =
        (0..100).map(|n| format!("Passage number {n} is about topic {}.", n * 7)).collect();
    let vectors = embeddings.passages(texts.clone()).await.unwrap();
    for n in [0, 42, 99] {
        assert_eq!(vectors[n], embedder().embed(&texts[n]).unwrap());
    }
}

#[test]
fn a_folder_without_a_model_is_refused_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let Err(EmbedError::Load(message)) = LocalEmbedder::load(folder.path()) else { panic!() };
    assert!(message.contains("model.onnx"), "{message}");
    std::fs::write(folder.path().join("model.onnx"), b"not a model").unwrap();
    std::fs::write(folder.path().join("tokenizer.json"), b"{}").unwrap();
    let Err(EmbedError::Load(message)) = LocalEmbedder::load(folder.path()) else { panic!() };
    assert!(message.contains("tokenizer.json"), "{message}");
}
