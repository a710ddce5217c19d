//! Codes, names and short forms: found as they stand, and nothing like them.

use std::collections::HashSet;

use chatsphere_retrieval::{By, Scored};

use crate::{chunk, ids, index, query};

#[test]
fn part_numbers_are_found_in_every_spelling() {
    for written in ["E-4012", "E4012", "e 4012"] {
        let index = index(vec![
            chunk(1, 1, &format!("Error {written}: the filter is blocked.")),
            chunk(2, 2, "Error E-4013: the pump is blocked."),
            chunk(3, 3, "Error codes appear on the display."),
        ]);
        for typed in ["E-4012", "e4012", "E 4012", "error e_4012?"] {
            let found = index.search(&query(typed), 10);
            assert_eq!(found.first().map(|s| s.chunk), Some(1), "{typed} in {written}");
        }
    }
}

#[test]
fn a_short_form_finds_what_is_written_out_and_the_other_way_round() {
    let chunks = || {
        vec![
            chunk(1, 1, "Every Service Level Agreement (SLA) is signed by us."),
            chunk(2, 2, "The service level agreements hold for a year."),
            chunk(3, 3, "An SLA is broken when a parcel comes late."),
            chunk(4, 4, "The level of our service is high, and every agreement counts."),
        ]
    };
    let index = index(chunks());
    let short = index.search(&query("sla"), 10);
    assert_eq!(short.iter().map(|hit| hit.chunk).collect::<HashSet<_>>(), HashSet::from([1, 2, 3]));
    let of = |found: &[Scored], chunk: u128| *found.iter().find(|hit| hit.chunk == chunk).unwrap();
    assert!(of(&short, 2).score < of(&short, 3).score, "the other form counts for less");
    let why = index.explain(&index.resolve("sla"), &of(&short, 2));
    assert_eq!((why[0].by, why[0].term.as_str()), (By::OtherForm, "service level agreement"));
    assert!((why[0].share - of(&short, 2).keyword).abs() < 1e-6);
    let long = index.search(&query("what is a service level agreement"), 10);
    assert!(of(&long, 3).score > 0.0);
    let why = index.explain(&index.resolve("service level agreement"), &of(&long, 3));
    let other = why.iter().find(|part| part.by == By::OtherForm).unwrap();
    assert_eq!((other.word.as_str(), other.term.as_str()), ("service level agreement", "sla"));
    assert!(other.share > 0.0);
    // Explained by nobody any more.
    let after = index.apply(2, &[1], Vec::new());
    assert_eq!(ids(&after.search(&query("sla"), 10)), [3]);
}

#[test]
fn a_common_word_is_a_short_form_only_where_it_is_written_as_one() {
    let index = index(vec![
        chunk(1, 1, "Our Information Technology (IT) desk is on the second floor."),
        chunk(2, 2, "Ask information technology for a new screen."),
        chunk(3, 3, "Leave it in the box."),
    ]);
    let found = |asked: &str| ids(&index.search(&query(asked), 10));
    assert!(found("who is IT").contains(&2));
    assert!(!found("where is it").contains(&2));
}

#[test]
fn names_with_signs_are_found_as_they_stand() {
    let index = index(vec![
        chunk(1, 1, "Bindings for C are built in."),
        chunk(2, 2, "Bindings for C++ need a compiler."),
        chunk(3, 3, "Bindings for C# need the .NET runtime."),
        chunk(4, 4, "Bindings for F# need a net of helpers."),
    ]);
    let first = |typed: &str| index.search(&query(typed), 10).first().map(|hit| hit.chunk);
    assert_eq!(first("C++ bindings"), Some(2));
    assert_eq!(first("bindings for c#?"), Some(3));
    assert_eq!(first("F# bindings"), Some(4));
    assert_eq!(first("which .NET bindings"), Some(3));
    assert_eq!(ids(&index.search(&query("c++"), 10)), [2]);
    let resolved = index.resolve("C++");
    let found = index.search(&query("C++"), 1);
    assert_eq!(index.marks(&resolved, &found[0], "C++, not C or AC++; C++!"), [0..3, 20..23]);
}

#[test]
fn exact_tokens_are_told_apart_however_long_and_like_each_other() {
    let long = "https://shop.example/".to_owned() + &"path/".repeat(30);
    let texts = [
        "Update v1.23 fixes the pump.".to_owned(),
        "Update v12.3 fixes the pump.".to_owned(),
        "Write to a.b@shop.example about the pump.".to_owned(),
        "Write to ab@shop.example about the pump.".to_owned(),
        format!("The pump is at {long}one?colour=red&size=7 to buy."),
        format!("The pump is at {long}one?colour=red&size=8 to buy."),
        format!("Serial {}A of the pump.", "0123456789".repeat(9)),
        format!("Serial {}B of the pump.", "0123456789".repeat(9)),
    ];
    let index = index((1..).zip(&texts).map(|(id, text)| chunk(id, id, text)).collect());
    for (id, typed) in (1..).zip([
        "pump v1.23",
        "pump V12.3",
        "a.b@shop.example pump",
        "AB@shop.example pump",
        &format!("pump {long}one?colour=red&size=7"),
        &format!("pump {long}one?colour=red&size=8"),
        &format!("pump {}a", "0123456789".repeat(9)),
        &format!("pump {}b", "0123456789".repeat(9)),
    ]) {
        let found = index.search(&query(typed), 10);
        assert_eq!(found[0].chunk, id, "{typed}");
        assert!(found[0].score > found[1].score, "{typed}");
    }
}

#[test]
fn a_code_is_not_corrected_to_another() {
    let index = index(vec![
        chunk(1, 1, "The ABCD-4012 belt."),
        chunk(2, 2, "Write to marion@shop.example for belts."),
    ]);
    for typed in ["ABCE-4012", "xabcd4012", "mario@shop.example"] {
        let found = index.search(&query(typed), 10);
        assert!(found.iter().all(|hit| hit.trigram == 0.0), "{typed}");
    }
    assert!(index.search(&query("marioon"), 10)[0].trigram > 0.0);
}

#[test]
fn typos_are_forgiven_and_said_so() {
    let index = index(vec![
        chunk(1, 1, "How to pair the remote with Bluetooth."),
        chunk(2, 2, "How to clean the screen."),
    ]);
    let found = index.search(&query("bluetoth"), 10);
    assert_eq!(ids(&found), [1]);
    assert!(found[0].trigram > 0.0 && found[0].trigram <= found[0].keyword);
    let exact = index.search(&query("bluetooth"), 10);
    assert_eq!(exact[0].trigram, 0.0);
    assert!(exact[0].keyword > found[0].keyword);
}
