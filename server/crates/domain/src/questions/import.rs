//! Questions from a CSV file: `question,answer[,status,tags]`, tags with `;` or `|` between them.
//!
//! What begins like a formula stays text. Lines that are wrong are reported and cost the others nothing;
//! vectors are made by a job afterwards, so that the file is taken at once.

use chatsphere_contract::ids::BotId;
use chatsphere_contract::limits;
use chatsphere_contract::problem::FieldError;
use chatsphere_contract::questions::{NewQuestion, QuestionImport, QuestionStatus, RejectedRow};
use chatsphere_db::questions::{self, QuestionIndex};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::csv::{Row, rows, unguarded};
use super::edit::{new_record, too_many};
use super::matching::terms_of;
use super::validate::checked;
use super::{QuestionError, require_bot};
use crate::jobs::{self, Work};
use crate::platform::Platform;

/// Lines that are reported.
const REPORTED: usize = 1_000;

/// Where each column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Columns {
    question: usize,
    answer: usize,
    status: Option<usize>,
    tags: Option<usize>,
    count: usize,
}

/// Imports a file into a bot.
pub async fn import(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    file: &[u8],
) -> Result<QuestionImport, QuestionError> {
    ctx.require(Permission::DocumentsWrite)?;
    let mut result = QuestionImport::default();
    let mut wanted = read(file, &mut result.rejected)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    require_bot(&tx, bot).await?;
    let room = limits::QUESTIONS - questions::count(&tx, bot).await?;
    let room = usize::try_from(room).unwrap_or(0);
    for (line, _) in wanted.drain(room.min(wanted.len())..) {
        reject(&mut result.rejected, line, "too_many", &too_many());
    }
    for (_, input) in wanted {
        let index = QuestionIndex { terms: terms_of(&input.question), vector: None };
        questions::insert(&tx, &new_record(platform, bot, input), &index).await?;
        result.accepted += 1;
    }
    if result.accepted > 0 {
        jobs::enqueue(platform, &tx, &Work::EmbedQuestions { bot }).await?;
    }
    tx.commit().await?;
    result.rejected.sort_by_key(|row| row.line);
    Ok(result)
}

/// The pairs of a file that are right, with their lines.
fn read(file: &[u8], rejected: &mut Vec<RejectedRow>) -> Result<Vec<(u32, NewQuestion)>, QuestionError> {
    let invalid = |message: &str| {
        QuestionError::Invalid(vec![FieldError {
            field: "file".to_owned(),
            code: "invalid".to_owned(),
            message: message.to_owned(),
        }])
    };
    if file.len() > limits::QUESTIONS_CSV_BYTES {
        return Err(invalid("The file is larger than 8 MB. Send it in pieces."));
    }
    let Ok(text) = std::str::from_utf8(file) else {
        return Err(invalid("The file is not UTF-8 text. Save it as “CSV UTF-8”."));
    };
    let mut rows = rows(text).into_iter();
    let head = rows.next().and_then(|row| row.fields.ok());
    let columns = head.as_deref().and_then(columns).ok_or_else(|| {
        invalid(
            "The first line must name the columns “question” and “answer”; “status” and “tags” may follow.",
        )
    })?;
    let mut pairs = Vec::new();
    for Row { line, fields } in rows {
        match fields.map_err(|message| ("broken_quotes", message.to_owned())).and_then(|f| pair(&f, columns))
        {
            Ok(pair) => pairs.push((line, pair)),
            Err((code, message)) => reject(rejected, line, code, &message),
        }
    }
    Ok(pairs)
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
        question: field(columns.question).to_owned(),
        answer: field(columns.answer).to_owned(),
        status,
        tags: tags.split([';', '|']).map(str::to_owned).collect(),
    })
    .map_err(|errors| match errors.into_iter().next() {
        Some(error) => ("invalid", error.message),
        None => ("invalid", "This line is not valid.".to_owned()),
    })
}

fn reject(rejected: &mut Vec<RejectedRow>, line: u32, code: &str, message: &str) {
    if rejected.len() < REPORTED {
        rejected.push(RejectedRow { line, code: code.to_owned(), message: message.to_owned() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_lines_are_taken_and_bad_ones_named() {
        let file = "Question,Answer,Status,Tags\nHow?,=1+1,approved,a;b\nWhy?\nWhen?,Now,maybe,\n\
                    \"open,x,,\nWho?,You,,\na,b,c,d,e\n,empty,,\n";
        let mut rejected = Vec::new();
        let pairs = read(file.as_bytes(), &mut rejected).unwrap();
        assert_eq!(pairs.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 6]);
        assert_eq!(pairs[0].1.answer, "=1+1");
        assert_eq!(pairs[0].1.status, QuestionStatus::Approved);
        assert_eq!(pairs[0].1.tags, ["a", "b"]);
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
            assert!(matches!(read(file, &mut Vec::new()), Err(QuestionError::Invalid(_))), "{file:?}");
        }
    }
}
