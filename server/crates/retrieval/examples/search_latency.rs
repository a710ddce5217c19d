//! Measures search and update times over synthetic text: `search_latency [PASSAGES] [BOTS]`.
//!
//! Times are those of the processor, so that what else runs on the machine does not count.

#![expect(clippy::print_stdout, clippy::indexing_slicing, reason = "a program for people at a terminal")]

use rustix::time::{ClockId, clock_gettime};

use chatsphere_retrieval::{
    BotIndex, Grouping, IndexedChunk, KnownLanguages, Language, Mode, Query, Repetition,
};

const DIMENSIONS: usize = 384;
const WORDS_PER_PASSAGE: usize = 130;
const QUERIES: usize = 400;

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.parse::<usize>().ok());
    let passages = numbers.next().unwrap_or(20_000);
    let bots = numbers.next().unwrap_or(1).max(1);
    let mut random = Random(42);
    let words: Vec<String> = (0..40_000).map(|_| word(&mut random)).collect();

    let begun = processor_ms();
    let chunks: Vec<Vec<IndexedChunk>> = (0..bots)
        .map(|bot| (0..passages / bots).map(|n| chunk(bot * passages + n, &words, &mut random)).collect())
        .collect();
    println!("{passages} passages for {bots} bots written in {:.1} s", (processor_ms() - begun) / 1000.0);
    let begun = processor_ms();
    let mut indexes: Vec<BotIndex> =
        chunks.into_iter().map(|chunks| BotIndex::empty().apply(1, &[], chunks)).collect();
    let bytes: usize = indexes.iter().map(BotIndex::bytes).sum();
    println!(
        "built in {:.2} s, {:.1} MiB, {} bytes a passage",
        (processor_ms() - begun) / 1000.0,
        bytes as f64 / f64::from(1 << 20),
        bytes / passages
    );

    for (name, with_vector, typo) in
        [("words", false, false), ("words, one mistyped", false, true), ("words and vector", true, false)]
    {
        let mut times: Vec<f64> = (0..QUERIES)
            .map(|n| {
                let mut text = sentence(&words, 9, &mut random);
                if typo {
                    text.push_str(" xqzwvutsre");
                }
                let vector = vector(&mut random);
                let query = Query {
                    text: &text,
                    vector: with_vector.then_some(vector.as_slice()),
                    embedder_knows: &KnownLanguages::All,
                    mode: Mode::Hybrid,
                    grouping: Grouping::Passages,
                    repetition: Repetition::Kept,
                    documents: None,
                };
                let begun = processor_ms();
                let found = indexes[n * 7 % bots].search(&query, 12);
                let time = processor_ms() - begun;
                assert!(found.len() <= 12);
                time
            })
            .collect();
        report(name, &mut times);
    }

    let mut times: Vec<f64> = (0..100_usize)
        .map(|n| {
            let added: Vec<IndexedChunk> =
                (0..10).map(|k| chunk(usize::MAX / 2 + n * 10 + k, &words, &mut random)).collect();
            let removed = [(n * 50 % (passages / bots) / 5) as u128];
            let index = &mut indexes[n * 7 % bots];
            let begun = processor_ms();
            *index = index.apply(n as i64 + 2, &removed, added);
            processor_ms() - begun
        })
        .collect();
    report("update of a document", &mut times);
}

fn processor_ms() -> f64 {
    let used = clock_gettime(ClockId::ThreadCPUTime);
    used.tv_sec as f64 * 1e3 + used.tv_nsec as f64 / 1e6
}

fn report(name: &str, times: &mut [f64]) {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!("{name:22} fastest {:7.3} ms  p50 {:7.3} ms  p95 {:7.3} ms", at(0.0), at(0.5), at(0.95));
}

/// Words as in language: the n-th most frequent one stands 1/n as often as the first.
fn sentence(words: &[String], count: usize, random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..count {
        let place = (words.len() as f64).powf(random.share()) as usize;
        text.push_str(&words[place.min(words.len() - 1)]);
        text.push(' ');
    }
    text
}

fn chunk(number: usize, words: &[String], random: &mut Random) -> IndexedChunk {
    IndexedChunk {
        chunk: number as u128,
        document: (number / 5) as u128,
        language: Language::parse("en"),
        title: sentence(words, 4, random),
        headings: vec![sentence(words, 3, random)],
        text: sentence(words, WORDS_PER_PASSAGE, random),
        vector: Some(vector(random)),
    }
}

fn vector(random: &mut Random) -> Vec<f32> {
    (0..DIMENSIONS).map(|_| random.share() as f32 - 0.5).collect()
}

fn word(random: &mut Random) -> String {
    let syllables =
        ["ka", "to", "ri", "men", "sol", "ve", "du", "pra", "shi", "ne", "lo", "gar", "bi", "ust"];
    let count = 2 + (random.share() * 3.0) as usize;
    (0..count).map(|_| syllables[(random.share() * syllables.len() as f64) as usize]).collect()
}

/// A generator that gives the same text every time (xorshift).
struct Random(u64);

impl Random {
    fn share(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}
