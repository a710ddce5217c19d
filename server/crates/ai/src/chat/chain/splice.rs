//! Going on with an answer that another model began: the joint shows neither a gap nor a repetition.
//!
//! What the visitor has read cannot be taken back. The model that goes on may repeat the last words, begin
//! anew with the same words, or stop and start in the middle of a word; its first words are held back until it
//! is known which. Where the two do not fit, that is said instead of shown. See `docs/adr/0009`.

use std::collections::HashSet;

use crate::chat::{ChatRequest, NO_ANSWER};

/// Characters of the continuation that are read before any is shown.
const HELD_CHARS: usize = 160;

/// Characters that two texts must begin with in common for the second to be the first, begun anew.
const SAME_BEGINNING: usize = 16;

/// The continuation is none.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct DoesNotFit;

/// See the module.
#[derive(Debug)]
pub(super) struct Splice {
    shown: String,
    /// Words of the question and its sources, to know a half word by.
    known: HashSet<String>,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// The first words, not yet understood.
    Holding(String),
    /// It begins anew: this much of what was shown has come again, in bytes.
    Repeating(usize),
    /// What comes is new.
    Joined,
}

impl Splice {
    pub(super) fn new(shown: &str, request: &ChatRequest) -> Self {
        let passages = request.passages.iter().map(|passage| passage.text.as_str());
        let texts = passages.chain([request.question.as_str(), shown]);
        let mut known: HashSet<String> = texts.flat_map(words).map(str::to_lowercase).collect();
        // The half word itself is no evidence.
        if let Some(last) = last_word(shown) {
            let elsewhere = request.passages.iter().map(|passage| passage.text.as_str());
            let mut elsewhere = elsewhere.chain([request.question.as_str()]).flat_map(words);
            if !elsewhere.any(|word| word.eq_ignore_ascii_case(last)) {
                known.remove(&last.to_lowercase());
            }
        }
        Self { shown: shown.to_owned(), known, stage: Stage::Holding(String::new()) }
    }

    /// Takes the next piece; gives what can be shown of it.
    pub(super) fn push(&mut self, piece: &str) -> Result<String, DoesNotFit> {
        match &mut self.stage {
            Stage::Joined => Ok(piece.to_owned()),
            Stage::Holding(held) => {
                held.push_str(piece);
                if held.chars().count() < HELD_CHARS {
                    return Ok(String::new());
                }
                let held = std::mem::take(held);
                self.join(&held)
            }
            Stage::Repeating(at) => {
                let at = *at;
                self.repeat(at, piece)
            }
        }
    }

    /// The continuation is over: what was still held back of it.
    pub(super) fn finish(&mut self) -> Result<String, DoesNotFit> {
        match &mut self.stage {
            Stage::Joined => Ok(String::new()),
            // It began anew and stopped before anything was new: the answer had been all there.
            Stage::Repeating(_) => Ok(String::new()),
            Stage::Holding(held) => {
                let held = std::mem::take(held);
                self.join(&held)
            }
        }
    }

    fn join(&mut self, held: &str) -> Result<String, DoesNotFit> {
        self.stage = Stage::Joined;
        let text = held.trim_start();
        if text.starts_with(NO_ANSWER) {
            return Err(DoesNotFit);
        }
        let begun = self.shown.trim_start();
        let same = common_prefix(begun, text);
        let is_whole = same == begun.len() || same == text.len();
        if same > 0 && is_whole && (same == begun.len() || count(text, same) >= SAME_BEGINNING) {
            let at = self.shown.len() - begun.len();
            return self.repeat(at, text);
        }
        if count(text, same) >= SAME_BEGINNING {
            // Begun anew, in other words: shown behind the first beginning it would say things twice.
            return Err(DoesNotFit);
        }
        if let Some(overlap) = overlap(&self.shown, text) {
            return Ok(text.get(overlap..).unwrap_or_default().to_owned());
        }
        self.glue(held)
    }

    /// `piece` repeats what was shown from byte `at` on, or goes beyond its end.
    fn repeat(&mut self, at: usize, piece: &str) -> Result<String, DoesNotFit> {
        let rest = self.shown.get(at..).unwrap_or_default();
        let same = common_prefix(rest, piece);
        if same == rest.len() {
            self.stage = Stage::Joined;
            return Ok(piece.get(same..).unwrap_or_default().to_owned());
        }
        if same < piece.len() {
            return Err(DoesNotFit);
        }
        self.stage = Stage::Repeating(at + same);
        Ok(String::new())
    }

    /// Puts a blank between the two where there should be one.
    fn glue(&self, held: &str) -> Result<String, DoesNotFit> {
        let (Some(before), Some(after)) = (self.shown.chars().next_back(), held.chars().next()) else {
            return Ok(held.to_owned());
        };
        if before.is_whitespace() {
            return Ok(held.trim_start().to_owned());
        }
        let is_word = |c: char| c.is_alphanumeric() && !is_written_without_blanks(c);
        if !is_word(before) {
            let opens = matches!(before, '(' | '[' | '“' | '‘' | '„' | '-' | '/' | '’' | '\'');
            let needs_blank = is_word(after) && !opens && !is_written_without_blanks(before);
            return Ok(if needs_blank { format!(" {held}") } else { held.to_owned() });
        }
        if !is_word(after) {
            let needs_blank = matches!(after, '(' | '[' | '“' | '„' | '*' | '`');
            return Ok(if needs_blank { format!(" {held}") } else { held.to_owned() });
        }
        // Two words, or two halves of one?
        let (half, next) =
            (last_word(&self.shown).unwrap_or_default(), words(held).next().unwrap_or_default());
        let whole = format!("{half}{next}").to_lowercase();
        if self.known.contains(&whole) && !self.known.contains(&half.to_lowercase()) {
            return Ok(held.to_owned());
        }
        if before.is_ascii_digit() && after.is_ascii_digit() {
            // Half a number, perhaps: guessing it would be worse than stopping.
            return Err(DoesNotFit);
        }
        Ok(format!(" {held}"))
    }
}

/// Runs of letters and digits, also with points, commas and hyphens inside.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | ',' | '-' | '’' | '\'')))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
}

fn last_word(text: &str) -> Option<&str> {
    let start = text.char_indices().rev().take_while(|(_, c)| !c.is_whitespace()).last()?.0;
    words(text.get(start..)?).last()
}

/// Bytes that both begin with, at a character's end.
fn common_prefix(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
}

fn count(text: &str, bytes: usize) -> usize {
    text.get(..bytes).map_or(0, |text| text.chars().count())
}

/// Bytes at the begin of `text` that are the last words of `shown`, the last of them perhaps a half one.
fn overlap(shown: &str, text: &str) -> Option<usize> {
    let starts_word = |at: usize| {
        let before = shown.get(..at).and_then(|text| text.chars().next_back());
        before.is_none_or(|c| !c.is_alphanumeric() || is_written_without_blanks(c))
    };
    let starts = shown.char_indices().rev().take(HELD_CHARS);
    let starts = starts.filter(|(at, c)| c.is_alphanumeric() && starts_word(*at)).map(|(at, _)| at);
    let tail = |at: usize| shown.get(at..).unwrap_or_default();
    let at = starts.filter(|at| text.starts_with(tail(*at).trim_end())).min()?;
    let words = tail(at).trim_end().len();
    // Behind a blank that was shown already none is needed.
    let rest = text.get(words..)?;
    let blanks = if words < tail(at).len() { rest.len() - rest.trim_start().len() } else { 0 };
    // One letter in common is chance.
    (count(text, words) >= 2).then_some(words + blanks)
}

/// Scripts whose words stand without blanks between them.
fn is_written_without_blanks(c: char) -> bool {
    matches!(u32::from(c), 0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::Passage;

    fn request() -> ChatRequest {
        let text = "Open the settings page. A refund takes 14 days and costs 12.50 euros.";
        let passages = vec![Passage { n: 1, text: text.to_owned(), ..Passage::default() }];
        ChatRequest { question: "How do refunds work?".to_owned(), passages, ..ChatRequest::default() }
    }

    /// The whole text as shown, for every way in which the continuation is cut into pieces.
    fn joined(shown: &str, continuation: &str) -> Result<String, DoesNotFit> {
        let outcomes = (1..40).map(|size| {
            let mut splice = Splice::new(shown, &request());
            let mut out = shown.to_owned();
            let chars: Vec<char> = continuation.chars().collect();
            for piece in chars.chunks(size) {
                out.push_str(&splice.push(&piece.iter().collect::<String>())?);
            }
            out.push_str(&splice.finish()?);
            Ok(out)
        });
        let outcomes: Vec<Result<String, DoesNotFit>> = outcomes.collect();
        let mut outcomes = outcomes.into_iter();
        let first = outcomes.next().unwrap();
        assert!(outcomes.all(|other| other == first), "the pieces must not matter");
        first
    }

    #[test]
    fn words_are_neither_doubled_nor_glued_together() {
        for (shown, continuation, whole) in [
            ("Go to the", "settings page.", "Go to the settings page."),
            ("Go to the", " settings page.", "Go to the settings page."),
            ("Go to the ", " settings page.", "Go to the settings page."),
            ("Go to the", "the settings page.", "Go to the settings page."),
            ("Go to the sett", "ings page.", "Go to the settings page."),
            ("Go to the sett", "settings page.", "Go to the settings page."),
            ("Go to the sett", "the settings page.", "Go to the settings page."),
            ("It takes 14 days", ", as a rule.", "It takes 14 days, as a rule."),
            ("It takes 14 days", "[1].", "It takes 14 days [1]."),
            ("It takes 14 days [1].", "You pay nothing.", "It takes 14 days [1]. You pay nothing."),
            ("It costs 12", ".50 euros.", "It costs 12.50 euros."),
            ("It costs 1", "2.50 euros.", "It costs 12.50 euros."),
            ("返金は", "十四日かかります。", "返金は十四日かかります。"),
        ] {
            assert_eq!(joined(shown, continuation).as_deref(), Ok(whole), "{shown:?} + {continuation:?}");
        }
    }

    #[test]
    fn an_answer_begun_anew_goes_on_where_the_first_one_stopped() {
        let whole = format!("To be paid back, {} and wait for it.", "write to us, ".repeat(30));
        for cut in [12, 20, 60, 200, 350] {
            assert_eq!(joined(&whole[..cut], &whole).as_deref(), Ok(whole.as_str()), "{cut}");
        }
        assert_eq!(joined(&whole, &whole[..200]).as_deref(), Ok(whole.as_str()), "nothing was missing");
    }

    #[test]
    fn what_does_not_fit_is_not_shown() {
        let begun = "To be paid back, write to us and wait for fourteen days";
        assert_eq!(joined(begun, "To be paid back, fill in the form."), Err(DoesNotFit));
        assert_eq!(joined(begun, "NO_ANSWER"), Err(DoesNotFit));
        assert_eq!(joined("The number is 73", "41."), Err(DoesNotFit), "half a number is not guessed");
    }
}
