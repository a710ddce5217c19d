//! What a visitor finds, and that a snapshot is the same whatever way it came about.

mod exact;

use std::collections::{BTreeMap, HashSet};

use chatsphere_retrieval::{
    BotIndex, By, Grouping, IndexedChunk, KnownLanguages, Language, Mode, Query, Repetition, Scored,
};
use proptest::prelude::*;

fn chunk(id: u128, document: u128, text: &str) -> IndexedChunk {
    IndexedChunk {
        chunk: id,
        document,
        language: Language::parse("en"),
        title: String::new(),
        headings: Vec::new(),
        text: text.to_owned(),
        vector: None,
    }
}

fn with_vector(id: u128, document: u128, text: &str, vector: &[f32]) -> IndexedChunk {
    IndexedChunk { vector: Some(vector.to_vec()), ..chunk(id, document, text) }
}

fn query(text: &str) -> Query<'_> {
    Query {
        text,
        vector: None,
        embedder_knows: &KnownLanguages::All,
        mode: Mode::Hybrid,
        grouping: Grouping::Passages,
        repetition: Repetition::Kept,
        documents: None,
    }
}

fn index(chunks: Vec<IndexedChunk>) -> BotIndex {
    BotIndex::empty().apply(1, &[], chunks)
}

fn ids(found: &[Scored]) -> Vec<u128> {
    found.iter().map(|s| s.chunk).collect()
}

#[test]
fn the_passage_about_it_comes_first() {
    let index = index(vec![
        chunk(1, 1, "Press the power button to turn on the TV."),
        chunk(2, 2, "Returns are accepted within 30 days of purchase."),
        chunk(3, 3, "The warranty covers two years; keep the receipt of your purchase."),
    ]);
    assert_eq!(ids(&index.search(&query("how long can I return a purchase"), 10))[0], 2);
    assert_eq!(ids(&index.search(&query("warranties"), 10)), [3]);
    assert!(index.search(&query("unicorn"), 10).is_empty());
    assert!(index.search(&query("  ?!"), 10).is_empty());
    assert!(index.search(&query("warranty"), 0).is_empty());
}

#[test]
fn the_title_is_searched_too() {
    let mut titled = chunk(1, 1, "Open the menu and choose your region.");
    titled.title = "Return policy".to_owned();
    titled.headings = vec!["Shipping abroad".to_owned()];
    let index = index(vec![titled, chunk(2, 2, "Open the menu and choose your size.")]);
    assert_eq!(ids(&index.search(&query("return policy"), 10)), [1]);
    assert_eq!(ids(&index.search(&query("ship"), 10)), [1]);
}

#[test]
fn an_explanation_tells_what_stands_on_the_title() {
    let mut titled = chunk(1, 1, "Open the menu and choose your region.");
    titled.title = "Return policy".to_owned();
    let index = index(vec![titled, chunk(2, 2, "Open the menu and choose your size.")]);
    let asked = "return region";
    let (found, resolved) = (index.search(&query(asked), 1)[0], index.resolve(asked));
    let why = index.explain(&resolved, &found);
    let above = |word: &str| why.iter().find(|part| part.word == word).map(|part| (part.share, part.above));
    let (share, by_title) = above("return").unwrap();
    assert!(share > 0.0 && share == by_title);
    assert!(matches!(above("region"), Some((share, 0.0)) if share > 0.0));
}

#[test]
fn the_parts_of_a_score_add_up_to_it() {
    let mut german = with_vector(1, 1, "Die Garantie gilt zwei Jahre.", &[1.0, 0.2]);
    german.language = Language::parse("de");
    let index = index(vec![german, with_vector(2, 2, "The guarantee lasts two years.", &[1.0, 0.0])]);
    let knows = KnownLanguages::only(["en"]);
    for mode in [Mode::Hybrid, Mode::Keyword, Mode::Vector] {
        let asked =
            Query { vector: Some(&[1.0, 0.1]), embedder_knows: &knows, mode, ..query("garantie guarante") };
        let found = index.search(&asked, 10);
        assert_eq!(found.len(), 2, "{mode:?}");
        for hit in found {
            let sum = hit.vector_weight * hit.cosine + (1.0 - hit.vector_weight) * hit.keyword;
            assert!((sum - hit.score).abs() < 1e-6, "{mode:?} {hit:?}");
        }
    }
}

#[test]
fn a_removed_document_is_gone_at_once() {
    let before = index(vec![chunk(1, 1, "red apples"), chunk(2, 2, "green apples")]);
    let after = before.apply(2, &[1], vec![chunk(3, 3, "yellow apples")]);
    assert_eq!(ids(&after.search(&query("apples"), 10)), [2, 3]);
    assert_eq!(ids(&before.search(&query("apples"), 10)), [1, 2]);
    assert_eq!((after.version(), after.len()), (2, 2));
    let nothing = after.apply(3, &[2, 3], Vec::new());
    assert!(nothing.is_empty() && nothing.search(&query("apples"), 10).is_empty());
}

#[test]
fn one_hit_a_document_and_only_wanted_documents() {
    let index = index(vec![
        chunk(1, 1, "apples and more apples"),
        chunk(2, 1, "apples"),
        chunk(3, 2, "apples and pears and plums and cherries"),
    ]);
    let grouped = index.search(&Query { grouping: Grouping::Documents, ..query("apples") }, 10);
    assert_eq!(grouped.iter().map(|s| s.document).collect::<HashSet<_>>().len(), grouped.len());
    assert_eq!(grouped.len(), 2);
    let wanted = HashSet::from([2]);
    let filtered = index.search(&Query { documents: Some(&wanted), ..query("apples") }, 10);
    assert_eq!(ids(&filtered), [3]);
}

#[test]
fn meaning_and_words_add_up() {
    let index = index(vec![
        with_vector(1, 1, "refund rules", &[1.0, 0.0]),
        with_vector(2, 2, "money back", &[0.9, 0.1]),
        with_vector(3, 3, "opening hours", &[0.0, 1.0]),
    ]);
    let found = index.search(&Query { vector: Some(&[1.0, 0.0]), ..query("refund") }, 2);
    assert_eq!(ids(&found), [1, 2]);
    assert!(found[0].score > found[1].score && found[0].score <= 1.0);
    assert!((found[1].vector.unwrap() - 0.9939).abs() < 1e-3);
    assert_eq!(found[1].keyword, 0.0);
}

#[test]
fn vectors_count_less_in_a_language_that_the_embedder_does_not_know() {
    let mut german = with_vector(1, 1, "Die Garantie gilt zwei Jahre.", &[1.0, 0.0]);
    german.language = Language::parse("de");
    let index = index(vec![german]);
    let asked = Query { vector: Some(&[1.0, 0.0]), ..query("Garantien?") };
    let known = index.search(&asked, 10)[0];
    let foreign = index.search(&Query { embedder_knows: &KnownLanguages::only(["en"]), ..asked }, 10)[0];
    assert_eq!((known.vector, foreign.vector), (Some(1.0), None));
    assert_eq!(known.keyword, foreign.keyword);
    assert!(foreign.score > foreign.keyword && foreign.score < known.score);
}

#[test]
fn each_language_is_searched_with_its_own_stems() {
    let mut german = chunk(1, 1, "Verträge können gekündigt werden.");
    german.language = Language::parse("de");
    let index = index(vec![german, chunk(2, 2, "Subscriptions can be cancelled.")]);
    assert_eq!(ids(&index.search(&query("Vertrag"), 10)), [1]);
    assert_eq!(ids(&index.search(&query("subscription"), 10)), [2]);
}

#[test]
fn scripts_without_spaces_are_found() {
    let mut japanese = chunk(1, 1, "保証期間は二年間です。");
    japanese.language = Language::parse("ja");
    let mut thai = chunk(2, 2, "การรับประกันสองปี");
    thai.language = Language::parse("th");
    let index = index(vec![japanese, thai]);
    assert_eq!(ids(&index.search(&query("保証"), 10)), [1]);
    assert_eq!(ids(&index.search(&query("รับประกัน"), 10)), [2]);
}

#[test]
fn many_small_changes_leave_few_bytes() {
    let text = |n: u128| format!("passage number {n} about apples and pears");
    let mut grown = BotIndex::empty();
    for n in 0..600_u128 {
        grown = grown.apply(n as i64 + 1, &[], vec![chunk(n, n, &text(n))]);
    }
    let fresh = index((0..600).map(|n| chunk(n, n, &text(n))).collect());
    assert!(grown.bytes() < fresh.bytes() * 2, "{} against {}", grown.bytes(), fresh.bytes());
    let emptied = grown.apply(601, &(0..590).collect::<Vec<_>>(), Vec::new());
    assert!(emptied.bytes() < grown.bytes() / 10);
}

const WORDS: [&str; 15] = [
    "apple",
    "apples",
    "pear",
    "return",
    "returned",
    "the",
    "E-4012",
    "wi-fi",
    "süß",
    "水道水",
    "C++",
    "tv2",
    "pear wi return (PWR)",
    "PWR",
    "pear wi return",
];

fn texts() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(WORDS.as_slice()), 0..12).prop_map(|words| words.join(" "))
}

fn vectors() -> impl Strategy<Value = Option<Vec<f32>>> {
    prop::option::of(prop::collection::vec(-1.0_f32..1.0, 3))
}

/// Documents to remove, and passages to add: document, language, text, vector.
type Step = (Vec<u128>, Vec<(u128, Option<usize>, String, Option<Vec<f32>>)>);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let added = prop::collection::vec((0..6_u128, prop::option::of(0..2_usize), texts(), vectors()), 0..6);
    prop::collection::vec((prop::collection::vec(0..6_u128, 0..3), added), 1..30)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_snapshot_equals_a_fresh_build(steps in steps(), question in texts(), vector in vectors()) {
        let mut grown = BotIndex::empty();
        let mut living: BTreeMap<u128, IndexedChunk> = BTreeMap::new();
        let mut next = 0_u128;
        let mut version = 0;
        for (removed, added) in steps {
            version += 1;
            living.retain(|_, c| !removed.contains(&c.document));
            let mut batch = Vec::new();
            for (document, language, text, vector) in added {
                // Ids in no order, so that rows and ids do not agree by chance.
                next += 1;
                let id = next.wrapping_mul(0x9e37_79b9_7f4a_7c15) % 1_000_003;
                let language = language.and_then(|l| Language::parse(["en", "de"][l]));
                let made = IndexedChunk { language, vector, ..chunk(id, document, &text) };
                living.insert(id, made.clone());
                batch.push(made);
            }
            grown = grown.apply(version, &removed, batch);
        }
        let fresh = BotIndex::empty().apply(version, &[], living.into_values().collect());
        prop_assert_eq!(grown.len(), fresh.len());
        for grouping in [Grouping::Passages, Grouping::Documents] {
            let asked = Query { vector: vector.as_deref(), grouping, ..query(&question) };
            for limit in [1, 3, 1000] {
                let from_grown = grown.search(&asked, limit);
                prop_assert_eq!(&from_grown, &fresh.search(&asked, limit));
                prop_assert!(from_grown.iter().all(|s| s.score > 0.0 && s.score <= 1.0 && s.trigram <= s.keyword));
            }
        }
    }

    #[test]
    fn the_nearest_vectors_are_all_found(
        vectors in prop::collection::vec(prop::collection::vec(-1.0_f32..1.0, 32), 20..200),
        question in prop::collection::vec(-1.0_f32..1.0, 32),
    ) {
        let cosine = |v: &[f32]| {
            let dot: f64 = v.iter().zip(&question).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
            let norm = |v: &[f32]| v.iter().map(|a| f64::from(*a).powi(2)).sum::<f64>().sqrt();
            dot / norm(v) / norm(&question)
        };
        let index = index((0_u128..).zip(&vectors).map(|(id, v)| with_vector(id, id, "", v)).collect());
        let found = index.search(&Query { vector: Some(&question), ..query("") }, 10);
        let mut exact: Vec<f64> = vectors.iter().map(|v| cosine(v)).collect();
        exact.sort_by(|a, b| b.total_cmp(a));
        // As good as the exact ten, up to the last digit that fixed point keeps.
        for (hit, exact) in found.iter().zip(exact) {
            let true_cosine = cosine(&vectors[hit.chunk as usize]);
            prop_assert!((true_cosine - exact).abs() < 2e-4, "{true_cosine} against {exact}");
        }
    }

    #[test]
    fn no_text_breaks_it(text in any::<String>(), question in any::<String>()) {
        let index = index(vec![IndexedChunk { language: None, ..chunk(1, 1, &text) }]);
        index.search(&query(&question), 10);
        let found = index.search(&query(&text), 10);
        prop_assert!(found.iter().all(|s| s.score <= 1.0));
    }
}

fn in_language(id: u128, language: &str, text: &str) -> IndexedChunk {
    IndexedChunk { language: Language::parse(language), ..chunk(id, id, text) }
}

#[test]
fn words_of_a_question_that_say_nothing_do_not_outweigh_its_subject() {
    let mut chunks: Vec<IndexedChunk> = (10..40)
        .map(|id| chunk(id, id, "Settings Picture Expert: adjust brightness and contrast."))
        .collect();
    chunks.push(chunk(1, 1, "What do I do when I have lost my remote? How do I get mine replaced?"));
    chunks.push(chunk(2, 2, "Settings Picture Contrast Enhancer: set contrast by itself."));
    let index = index(chunks);
    assert_eq!(ids(&index.search(&query("how do I set the contrast enhancer"), 1)), [2]);
    // A question of nothing else still finds what it can.
    assert!(!index.search(&query("what do I do"), 10).is_empty());
}

#[test]
fn words_that_stand_together_count_for_more() {
    let index = index(vec![
        chunk(1, 1, "A high shelf of dark wood and white paint, with contrast."),
        chunk(2, 2, "A switch for high contrast, white text of dark paint."),
    ]);
    let found = index.search(&query("high contrast"), 10);
    assert_eq!(ids(&found), [2, 1]);
    assert!(found[0].score > found[1].score);
}

#[test]
fn compounds_meet_their_parts() {
    let german = index(vec![
        in_language(1, "de", "Die Kosten der Rücksendung tragen wir."),
        in_language(2, "de", "Unsere Filialen haben am Samstag offen."),
    ]);
    assert_eq!(ids(&german.search(&query("Rücksendungskosten"), 10)), [1]);
    let english = index(vec![
        chunk(1, 1, "Open the web site of the shop."),
        chunk(2, 2, "A pet may travel in the car with you."),
    ]);
    assert_eq!(ids(&english.search(&query("website"), 10)), [1]);
    assert!(english.search(&query("carpet"), 10).is_empty());
    let joined = index(vec![chunk(1, 1, "Pair the SmartThings app."), chunk(2, 2, "Clean the screen.")]);
    assert_eq!(ids(&joined.search(&query("smart things"), 10)), [1]);
}

#[test]
fn scripts_without_spaces_are_found_by_pairs_of_characters() {
    for (language, passage, other, asked) in [
        ("ja", "返品は三十日以内に受け付けます。", "保証期間は二年です。", "返品できますか"),
        ("zh", "退货须在三十天内提出。", "保修期为两年。", "怎么退货"),
        ("th", "คืนสินค้าได้ภายในสามสิบวัน", "การรับประกันสองปี", "ขอคืนสินค้า"),
        ("ko", "환불은 삼십 일 안에 가능합니다.", "보증 기간은 이 년입니다.", "환불 되나요"),
    ] {
        let index = index(vec![in_language(1, language, passage), in_language(2, language, other)]);
        assert_eq!(index.search(&query(asked), 1).first().map(|hit| hit.chunk), Some(1), "{language}");
    }
}

#[test]
fn passages_that_repeat_a_better_one_are_left_out_and_counted() {
    let notice = "Call our service desk on weekdays between nine and five for help with any order you made.";
    let index = index(vec![
        chunk(1, 1, notice),
        chunk(2, 2, notice),
        chunk(3, 3, &notice.to_uppercase()),
        chunk(4, 4, "The service desk helps."),
    ]);
    let all = index.search(&query("service desk"), 10);
    assert_eq!(all.len(), 4);
    let found = index.search(&Query { repetition: Repetition::LeftOut, ..query("service desk") }, 10);
    assert_eq!(found.len(), 2);
    assert_eq!(found.iter().map(|hit| hit.repetitions).sum::<u32>(), 2);
    assert!(found.iter().any(|hit| hit.chunk == 4));
    let asked = Query { repetition: Repetition::LeftOut, ..query("service desk") };
    let collapsed = index.search_resolved(&asked, &index.resolve(asked.text), 10);
    let others = |chunk: u128| {
        let found = collapsed.iter().find(|found| found.best.chunk == chunk);
        found.map(|found| ids(&found.others)).unwrap_or_default()
    };
    assert_eq!((others(1), others(4)), (vec![2, 3], vec![]));
}

#[test]
fn passages_that_differ_in_facts_are_both_found() {
    let same = "Returns of the kitchen range are accepted within DAYS days of the purchase when the box is closed, \
                the receipt is there and the goods are as they were on the day of the sale in the shop or online";
    let with = |days: &str| same.replace("DAYS", days);
    let index = index(vec![
        chunk(1, 1, &with("30")),
        chunk(2, 2, &with("14")),
        chunk(3, 3, &with("30").replace("are accepted", "are not accepted")),
        chunk(4, 4, &with("E-417")),
        chunk(5, 5, &with("A-417")),
        chunk(6, 6, &with("30")),
        chunk(7, 7, &with("E 418")),
        chunk(8, 8, &with("A 418")),
        chunk(9, 9, &with("C++")),
        chunk(10, 10, &with("C#")),
    ]);
    let query = Query { repetition: Repetition::LeftOut, ..query("returns of the kitchen range") };
    let mut found = ids(&index.search(&query, 20));
    found.sort_unstable();
    assert_eq!(found, [1, 2, 3, 4, 5, 7, 8, 9, 10]);
}

#[test]
fn what_stands_behind_many_repetitions_is_found_too() {
    let notice = "service desk service desk call our service desk on weekdays between nine and five";
    let mut chunks: Vec<IndexedChunk> = (10..210).map(|id| chunk(id, id, notice)).collect();
    chunks.push(chunk(
        1,
        1,
        "A long page of other things, among them that the service of a desk is bookable.",
    ));
    let index = index(chunks);
    let query = Query { repetition: Repetition::LeftOut, ..query("service desk") };
    let found = index.search(&query, 2);
    assert_eq!(ids(&found), [10, 1]);
    assert_eq!(found[0].repetitions, 199);
}

#[test]
fn one_side_alone_decides_when_it_is_asked_to() {
    let index =
        index(vec![with_vector(1, 1, "warranty", &[0.0, 1.0]), with_vector(2, 2, "returns", &[1.0, 0.0])]);
    let both = Query { vector: Some(&[1.0, 0.1]), ..query("warranty") };
    let words = index.search(&Query { mode: Mode::Keyword, ..both }, 10);
    assert_eq!(ids(&words), [1]);
    assert_eq!(words[0].vector, None);
    let meaning = index.search(&Query { mode: Mode::Vector, ..both }, 10);
    assert_eq!(ids(&meaning), [2, 1]);
    assert_eq!(meaning[0].keyword, 0.0);
    assert_eq!(Some(meaning[0].score), meaning[0].vector);
}

#[test]
fn an_explanation_adds_up_to_the_keyword_score() {
    let index = index(vec![
        chunk(1, 1, "Reset the picture settings of the television in the expert menu."),
        chunk(2, 2, "The warranty covers the television."),
        chunk(3, 3, "Clean the screen with a dry cloth."),
    ]);
    let question = "how do I reset picture settings on the televsion unicorn";
    let found = index.search(&query(question), 1);
    let resolved = index.resolve(question);
    let why = index.explain(&resolved, &found[0]);
    let sum: f32 = why.iter().map(|part| part.share).sum();
    assert!((sum - found[0].keyword).abs() < 1e-5, "{sum} {}", found[0].keyword);
    let by = |word: &str| why.iter().find(|part| part.word == word).map(|part| part.by);
    assert_eq!(by("reset"), Some(By::Word));
    assert_eq!(by("how"), Some(By::Nothing));
    assert_eq!(by("the"), Some(By::FunctionWord));
    assert_eq!(by("televsion"), Some(By::Spelling));
    assert_eq!(by("unicorn"), Some(By::Nothing));
    assert_eq!(by("reset picture"), Some(By::Together));
    let marked = index.marks(&resolved, &found[0], "Reset the television: no reset.");
    assert_eq!(marked, [0..5, 10..20, 25..30]);
}
