//! Questions from a CSV file: `question,answer[,status,tags]`, tags with `;` or `|` between them.
//!
//! What begins like a formula stays text. Lines that are wrong are reported and cost the others nothing;
//! vectors are made by a job afterwards, so that the file is taken at once. A file is read no further than
//! there is room for what it holds, nor past many wrong lines: what it is then is no list of questions.

use std::collections::BTreeSet;

use chatsphere_contract::ids::BotId;
use chatsphere_contract::limits;
use chatsphere_contract::problem::FieldError;
use chatsphere_contract::questions::{NewQuestion, QuestionImport, QuestionStatus, RejectedRow};
use chatsphere_db::questions::{self, QuestionIndex};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::csv::{Row, rows, split, unguarded};
use super::edit::{new_record, too_many};
use super::matching::terms_of;
use super::validate::checked;
use super::{QuestionError, require_bot};
use crate::jobs::{self, Work};
use crate::platform::Platform;
use crate::tags::{self, name};

/// Wrong lines after which a file is not read any further.
const MOST_WRONG: usize = 1_000;

/// Pairs that are written at once.
const BATCH: usize = 200;

/// Where each column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Columns {
    question: usize,
    answer: usize,
    status: Option<usize>,
    tags: Option<usize>,
    count: usize,
}

/// A pair of a file.
#[derive(Debug, PartialEq, Eq)]
struct Pair {
    line: u32,
    input: NewQuestion,
    terms: Vec<String>,
}

/// What a file holds, as far as it was read.
#[derive(Debug, Default)]
struct Content {
    pairs: Vec<Pair>,
    rejected: Vec<RejectedRow>,
    /// The last line that was looked at, when there are more.
    stopped_at: Option<u32>,
}

/// Imports a file into a bot.
pub async fn import(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    file: &[u8],
) -> Result<QuestionImport, QuestionError> {
    ctx.require(Permission::DocumentsWrite)?;
    if file.len() > limits::QUESTIONS_CSV_BYTES {
        return Err(invalid("The file is larger than 8 MB. Send it in pieces."));
    }
    let tx = platform.db.tenant(ctx.tenant).await?;
    require_bot(&tx, bot).await?;
    let room = room(questions::count(&tx, bot).await?);
    tx.close();
    let file = file.to_vec();
    // Reading eight megabytes takes the processor for long enough that others would feel it.
    let read = tokio::task::spawn_blocking(move || read(&file, room));
    let Content { mut pairs, mut rejected, stopped_at } = read.await.map_err(QuestionError::Stopped)??;
    let tx = platform.db.tenant(ctx.tenant).await?;
    // Of two files at once, the second sees what the first has left.
    questions::hold_count(&tx, bot).await?;
    let room = self::room(questions::count(&tx, bot).await?);
    for pair in pairs.drain(room.min(pairs.len())..) {
        reject(&mut rejected, pair.line, "too_many", &too_many());
    }
    let all: BTreeSet<&String> = pairs.iter().flat_map(|pair| &pair.input.tags).collect();
    let written = tags::written(platform, &tx, &all.into_iter().cloned().collect::<Vec<_>>()).await?;
    let new: Vec<_> = pairs
        .into_iter()
        .map(|mut pair| {
            for tag in &mut pair.input.tags {
                if let Some(written) = written.get(&name::fold(tag)) {
                    tag.clone_from(written);
                }
            }
            let index = QuestionIndex { terms: pair.terms, vector: None };
            (new_record(platform, bot, pair.input), index)
        })
        .collect();
    for batch in new.chunks(BATCH) {
        questions::insert_all(&tx, batch).await?;
    }
    if !new.is_empty() {
        jobs::enqueue(platform, &tx, &Work::EmbedQuestions { bot }).await?;
    }
    tx.commit().await?;
    rejected.sort_by_key(|row| row.line);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let rejected_total = count(rejected.len());
    rejected.truncate(MOST_WRONG);
    Ok(QuestionImport { accepted: count(new.len()), rejected, rejected_total, stopped_at })
}

fn room(taken: i64) -> usize {
    usize::try_from(limits::QUESTIONS - taken).unwrap_or(0)
}

fn invalid(message: &str) -> QuestionError {
    QuestionError::Invalid(vec![FieldError {
        field: "file".to_owned(),
        code: "invalid".to_owned(),
        message: message.to_owned(),
    }])
}

/// The pairs of a file that are right, with their lines, and what is wrong with the others. Of right ones at
/// most one more than there is room for, so that there is one to say so of.
fn read(file: &[u8], room: usize) -> Result<Content, QuestionError> {
    let Ok(text) = std::str::from_utf8(file) else {
        return Err(invalid("The file is not UTF-8 text. Save it as “CSV UTF-8”."));
    };
    let mut rows = rows(text);
    let head = rows.next().and_then(|row| row.fields.ok());
    let columns = head.as_deref().and_then(columns).ok_or_else(|| {
        invalid(
            "The first line must name the columns “question” and “answer”; “status” and “tags” may follow.",
        )
    })?;
    let mut content = Content::default();
    let mut last = 0;
    for Row { line, fields } in rows {
        if content.pairs.len() > room || content.rejected.len() >= MOST_WRONG {
            content.stopped_at = Some(last);
            break;
        }
        last = line;
        match fields.map_err(|(code, message)| (code, message.to_owned())).and_then(|f| pair(&f, columns)) {
            Ok(input) => {
                let terms = terms_of(&input.question);
                content.pairs.push(Pair { line, input, terms });
            }
            Err((code, message)) => reject(&mut content.rejected, line, code, &message),
        }
    }
    Ok(content)
}

fn columns(head: &[String]) -> Option<Columns> {
    let place = |name: &str| head.iter().position(|field| field.trim().eq_ignore_ascii_case(name));
    Some(Columns {
        question: place("question")?,
        answer: place("answer")?,
        status: place("status"),
        tags: place("tags"),
        count: head.len(),
    })
}

fn pair(fields: &[String], columns: Columns) -> Result<NewQuestion, (&'static str, String)> {
    let required = columns.question.max(columns.answer) + 1;
    if fields.len() > columns.count || fields.len() < required {
        let message = format!("This line has {} fields; the first line has {}.", fields.len(), columns.count);
        return Err(("wrong_number_of_fields", message));
    }
    let field = |place: usize| fields.get(place).map(|field| unguarded(field)).unwrap_or_default();
    let status = match columns.status.map(field).unwrap_or_default().trim().to_lowercase().as_str() {
        "" => QuestionStatus::Draft,
        word => QuestionStatus::parse(word)
            .ok_or_else(|| ("invalid", "The status can be “draft” or “approved”.".to_owned()))?,
    };
    let tags = columns.tags.map(field).unwrap_or_default();
    checked(NewQuestion {
        question: field(columns.question),
        answer: field(columns.answer),
        status,
        tags: split(&tags),
    })
    .map_err(|errors| match errors.into_iter().next() {
        Some(error) => ("invalid", error.message),
        None => ("invalid", "This line is not valid.".to_owned()),
    })
}

fn reject(rejected: &mut Vec<RejectedRow>, line: u32, code: &str, message: &str) {
    rejected.push(RejectedRow { line, code: code.to_owned(), message: message.to_owned() });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_lines_are_taken_and_bad_ones_named() {
        let file = "Question,Answer,Status,Tags\nHow?,=1+1,approved,a;b\nWhy?\nWhen?,Now,maybe,\n\
                    \"open,x,,\nWho?,You,,\na,b,c,d,e\n,empty,,\n";
        let Content { pairs, rejected, stopped_at } = read(file.as_bytes(), 10).unwrap();
        assert_eq!(stopped_at, None);
        assert_eq!(pairs.iter().map(|pair| pair.line).collect::<Vec<_>>(), [2, 6]);
        let first = &pairs[0].input;
        assert_eq!((first.answer.as_str(), first.status), ("=1+1", QuestionStatus::Approved));
        assert_eq!(first.tags, ["a", "b"]);
        let rejected: Vec<_> = rejected.iter().map(|row| (row.line, row.code.as_str())).collect();
        let expected = [
            (3, "wrong_number_of_fields"),
            (4, "invalid"),
            (5, "broken_quotes"),
            (7, "wrong_number_of_fields"),
            (8, "invalid"),
        ];
        assert_eq!(rejected, expected);
    }

    #[test]
    fn files_that_are_none_are_refused() {
        for file in [&b""[..], b"a,b\nc,d", b"\xff\xfequestion,answer", b"\"question,answer\nx,y"] {
            assert!(matches!(read(file, 10), Err(QuestionError::Invalid(_))), "{file:?}");
        }
    }

    #[test]
    fn a_file_is_read_as_far_as_there_is_room() {
        let file = format!("question,answer\n{}", "How?,So.\n".repeat(50));
        let Content { pairs, rejected, stopped_at } = read(file.as_bytes(), 3).unwrap();
        assert_eq!((pairs.len(), rejected.len(), stopped_at), (4, 0, Some(5)));
    }

    #[test]
    fn a_file_of_wrong_lines_is_not_read_to_its_end() {
        let file = format!("question,answer\n{}", "x\",\"\n".repeat(1_000_000));
        let Content { pairs, rejected, stopped_at } = read(file.as_bytes(), 3).unwrap();
        assert_eq!((pairs.len(), rejected.len(), stopped_at), (0, MOST_WRONG, Some(1_001)));
    }
}
