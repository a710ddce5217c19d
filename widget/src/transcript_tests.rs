//! Tests of the transcript: nothing doubled, nothing lost.

use super::*;

fn message(id: &str, role: Role, state: State) -> Message {
    Message {
        id: id.into(),
        client_id: String::new(),
        reply_to: String::new(),
        role,
        text: String::new(),
        state,
        sentence: String::new(),
        answered: true,
        citations: Vec::new(),
        rating: 0,
        version: 0,
    }
}

fn asked(id: &str, client_id: &str, text: &str, state: State) -> Message {
    Message { client_id: client_id.into(), text: text.into(), ..message(id, Role::Visitor, state) }
}

fn answer(id: &str, reply_to: &str, text: &str, state: State) -> Message {
    Message { reply_to: reply_to.into(), text: text.into(), ..message(id, Role::Assistant, state) }
}

fn begun() -> Transcript {
    let mut transcript = Transcript::empty();
    transcript.add_ours("c1", "Hi");
    transcript.apply(1, Change::Created(asked("m1", "c1", "Hi", State::Pending)));
    transcript.apply(2, Change::Created(answer("m2", "m1", "", State::Streaming)));
    transcript.apply(3, Change::Delta("m2".into(), "Hel".into()));
    transcript
}

#[test]
fn the_echo_replaces_our_own_copy() {
    let transcript = begun();
    assert_eq!(transcript.messages.len(), 2);
    assert_eq!(transcript.messages[0].id, "m1");
    assert_eq!(transcript.messages[0].state, State::Completed);
    assert!(transcript.is_unfinished());
}

#[test]
fn a_stream_read_twice_changes_nothing() {
    let mut transcript = begun();
    for _ in 0..2 {
        transcript.apply(3, Change::Delta("m2".into(), "Hel".into()));
        transcript.apply(4, Change::Delta("m2".into(), "lo".into()));
        transcript.apply(2, Change::Created(answer("m2", "m1", "", State::Streaming)));
    }
    assert_eq!(transcript.messages[1].text, "Hello");
    let done = Message { text: "Hello!".into(), ..answer("m2", "", "", State::Completed) };
    transcript.apply(5, Change::Completed(done));
    assert_eq!(transcript.messages[1].text, "Hello!");
    assert_eq!(transcript.messages[1].reply_to, "m1");
    assert!(!transcript.is_unfinished());
}

#[test]
fn a_snapshot_in_the_middle_continues() {
    let mut transcript = begun();
    transcript.add_ours("c2", "Next");
    transcript.set_ours("c2", State::Unsent, "offline".into());
    let versions: Vec<u32> = transcript.messages.iter().map(|m| m.version).collect();
    let mut snapshot = begun();
    snapshot.last_seq = 9;
    snapshot.messages[1].text = "Hello wor".into();
    transcript.replace(snapshot);
    assert_eq!(versions, transcript.messages.iter().map(|m| m.version).collect::<Vec<_>>());
    transcript.apply(9, Change::Delta("m2".into(), "wor".into()));
    transcript.apply(10, Change::Delta("m2".into(), "ld".into()));
    assert_eq!(transcript.messages[1].text, "Hello world");
    assert_eq!(transcript.messages[2].client_id, "c2");
    let older = Transcript { last_seq: 4, ..Transcript::empty() };
    transcript.replace(older);
    assert_eq!(transcript.messages.len(), 3);
}

#[test]
fn retry_asks_the_same_again_and_replaces_the_failed_answer() {
    let mut transcript = begun();
    transcript.apply(4, Change::Failed("m2".into(), "It broke off.".into()));
    assert!(!transcript.is_unfinished());
    assert_eq!(transcript.source_of("m2"), Some("c1".into()));
    transcript.apply(5, Change::Created(answer("m3", "m1", "", State::Streaming)));
    assert_eq!(transcript.messages.len(), 2);
    assert_eq!(transcript.messages[1].id, "m3");

    let mut same_id = begun();
    same_id.apply(4, Change::Failed("m2".into(), "It broke off.".into()));
    same_id.apply(5, Change::Created(answer("m2", "m1", "", State::Streaming)));
    assert_eq!((same_id.messages.len(), same_id.messages[1].text.as_str()), (2, ""));
}

#[test]
fn people_keep_the_stream_open() {
    let mut transcript = begun();
    transcript.apply(4, Change::Updated(Status::WithAgent, "Dana".into()));
    assert!(transcript.has_person());
    transcript.apply(5, Change::Created(message("m4", Role::Agent, State::Completed)));
    transcript.apply(6, Change::Created(asked("m5", "c5", "Thanks", State::Pending)));
    transcript.apply(7, Change::Failed("m2".into(), String::new()));
    assert!(!transcript.is_unfinished());
}

#[test]
fn unsent_messages_know_their_text() {
    let mut transcript = Transcript::empty();
    transcript.add_ours("c1", "Hi");
    transcript.set_ours("c1", State::Unsent, "offline".into());
    assert_eq!(transcript.source_of("c1"), Some("c1".into()));
    assert_eq!(transcript.source_of("nope"), None);
    assert_eq!(transcript.source_of(""), None);
}

#[test]
fn a_message_gets_a_new_version_when_it_must_be_drawn_anew() {
    let mut transcript = begun();
    let growing = transcript.messages[1].version;
    transcript.apply(4, Change::Delta("m2".into(), "lo".into()));
    assert_eq!(transcript.messages[1].version, growing);
    transcript.apply(5, Change::Failed("m2".into(), "It broke off.".into()));
    assert_ne!(transcript.messages[1].version, growing);
}

#[test]
fn a_new_message_opens_an_ended_conversation() {
    let mut transcript = begun();
    transcript.apply(4, Change::Failed("m2".into(), String::new()));
    transcript.apply(5, Change::Updated(Status::Resolved, String::new()));
    transcript.add_ours("c2", "One more thing");
    transcript.accept("c2");
    assert!(transcript.is_unfinished());
}

#[test]
fn what_was_not_sent_outlives_an_expired_session() {
    let mut transcript = begun();
    transcript.add_ours("c2", "Next");
    transcript.forget(true);
    assert_eq!((transcript.messages.len(), transcript.last_seq), (1, 0));
    assert_eq!(transcript.source_of("c2"), Some("c2".into()));
    transcript.forget(false);
    assert!(transcript.messages.is_empty());
}
