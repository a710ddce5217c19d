//! Reads `text/event-stream`: bytes in, whole events out. Pure.

/// One event of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SseEvent {
    /// The `id:` field.
    pub id: String,
    /// The `event:` field.
    pub name: String,
    /// The `data:` lines, joined by line feeds.
    pub data: String,
}

/// Collects text until an event is whole. Comments and unknown fields are skipped.
#[derive(Debug, Default)]
pub struct SseReader {
    rest: String,
}

impl SseReader {
    /// Takes more text and gives the events that it completes.
    pub fn push(&mut self, text: &str) -> Vec<SseEvent> {
        // A server may end lines with CR LF; a CR at the end of a chunk is joined with its LF here.
        self.rest.push_str(text);
        if self.rest.contains('\r') {
            self.rest = self.rest.replace("\r\n", "\n");
        }
        let mut events = Vec::new();
        while let Some(end) = self.rest.find("\n\n") {
            let block: String = self.rest.drain(..end + 2).collect();
            events.extend(event(&block));
        }
        events
    }
}

fn event(block: &str) -> Option<SseEvent> {
    let (mut id, mut name) = (String::new(), String::new());
    let mut data: Vec<&str> = Vec::new();
    for line in block.lines() {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "id" => value.clone_into(&mut id),
            "event" => value.clone_into(&mut name),
            "data" => data.push(value),
            _ => {}
        }
    }
    (!data.is_empty()).then(|| SseEvent { id, name, data: data.join("\n") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_whole_however_the_bytes_arrive() {
        let text = ": hello\n\nid: 7\nevent: message.delta\ndata: {\"text\":\"a\"}\n\nevent: x\r\ndata: 1\r\ndata: 2\r\n\r\n";
        let expected = vec![
            SseEvent { id: "7".into(), name: "message.delta".into(), data: "{\"text\":\"a\"}".into() },
            SseEvent { id: String::new(), name: "x".into(), data: "1\n2".into() },
        ];
        assert_eq!(SseReader::default().push(text), expected);
        for cut in 0..text.len() {
            let (left, right) = text.split_at(cut);
            let mut reader = SseReader::default();
            let mut events = reader.push(left);
            events.extend(reader.push(right));
            assert_eq!(events, expected, "cut at {cut}");
        }
    }
}
