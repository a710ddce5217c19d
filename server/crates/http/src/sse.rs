//! Server-sent events: a conversation's journal as `text/event-stream`.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;
use bytes::{BufMut, Bytes, BytesMut};
use chatsphere_contract::events::SequencedEvent;
use futures::{Stream, StreamExt};
use tokio::time::{Interval, MissedTickBehavior, interval_at};
use tokio_util::sync::CancellationToken;

/// A comment goes out this often, so that proxies do not take silence for a dead connection.
const COMMENT_EVERY: Duration = Duration::from_secs(15);
/// Events that are ready together go out together, at most so many.
const EVENTS_PER_CHUNK: usize = 64;
const COMMENT: &[u8] = b":\n\n";

/// A response that carries the events as they come, a comment at once and every 15 seconds, and ends
/// with them or when the server stops.
pub(crate) fn response<S>(events: S, shutdown: CancellationToken) -> Response
where
    S: Stream<Item = Arc<SequencedEvent>> + Send + 'static,
{
    let reader = Reader {
        events: Box::pin(events.ready_chunks(EVENTS_PER_CHUNK)),
        comments: comments(),
        shutdown,
        begun: false,
    };
    let chunks = futures::stream::unfold(reader, |mut reader| async {
        reader.next().await.map(|chunk| (Ok::<_, std::convert::Infallible>(chunk), reader))
    });
    let mut response = Response::new(Body::from_stream(chunks));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, no-transform"));
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

struct Reader<S> {
    events: std::pin::Pin<Box<S>>,
    comments: Interval,
    shutdown: CancellationToken,
    begun: bool,
}

impl<S: Stream<Item = Vec<Arc<SequencedEvent>>>> Reader<S> {
    async fn next(&mut self) -> Option<Bytes> {
        if !self.begun {
            self.begun = true;
            return Some(Bytes::from_static(COMMENT));
        }
        tokio::select! {
            biased;
            () = self.shutdown.cancelled() => None,
            events = self.events.next() => events.map(|events| encode(&events)),
            _ = self.comments.tick() => Some(Bytes::from_static(COMMENT)),
        }
    }
}

fn comments() -> Interval {
    let mut interval = interval_at(tokio::time::Instant::now() + COMMENT_EVERY, COMMENT_EVERY);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

/// Each event as `id:`, `event:` and one `data:` line. JSON never has a line break outside of strings,
/// and inside of them it is escaped.
fn encode(events: &[Arc<SequencedEvent>]) -> Bytes {
    let mut out = BytesMut::with_capacity(events.len() * 128);
    for sequenced in events {
        out.put_slice(format!("id: {}\nevent: {}\ndata: ", sequenced.seq, sequenced.event.name()).as_bytes());
        write_data(&mut out, sequenced);
        out.put_slice(b"\n\n");
    }
    out.freeze()
}

/// What is under `data` of the event; number and name have lines of their own.
fn write_data(out: &mut BytesMut, sequenced: &SequencedEvent) {
    let json = serde_json::to_string(&sequenced.event).unwrap_or_default();
    let before = format!("{{\"event\":\"{}\",\"data\":", sequenced.event.name());
    let data = json.strip_prefix(&before).and_then(|rest| rest.strip_suffix('}')).unwrap_or("{}");
    out.put_slice(data.as_bytes());
}

#[cfg(test)]
mod tests {
    use chatsphere_contract::conversations::ConversationStatus;
    use chatsphere_contract::events::ConversationEvent;
    use chatsphere_contract::ids::MessageId;

    use super::*;

    fn frame(seq: i64, event: ConversationEvent) -> String {
        let bytes = encode(&[Arc::new(SequencedEvent { seq, event })]);
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[test]
    fn an_event_is_three_lines_whatever_its_text() {
        let message_id = MessageId(uuid::Uuid::nil());
        for text in ["", "plain", "two\nlines\r\nand a \u{2028} separator", "id: 7\n\ndata: forged", "\"}"] {
            let event = ConversationEvent::MessageDelta { message_id, text: text.to_owned() };
            let frame = frame(41, event);
            let lines: Vec<&str> = frame.split('\n').collect();
            assert_eq!(lines.len(), 5, "{frame}");
            assert_eq!((lines[0], lines[1], lines[3], lines[4]), ("id: 41", "event: message.delta", "", ""));
            let data: serde_json::Value =
                serde_json::from_str(lines[2].strip_prefix("data: ").unwrap()).unwrap();
            assert_eq!(data["text"], text);
            assert_eq!(data["message_id"], message_id.to_string());
        }
    }

    #[test]
    fn every_kind_of_event_carries_its_data() {
        let event = ConversationEvent::ConversationUpdated { status: ConversationStatus::Open, agent: None };
        assert_eq!(frame(2, event), "id: 2\nevent: conversation.updated\ndata: {\"status\":\"open\"}\n\n");
    }
}
