//! A tokenizer on a thread of its own, because rten-text's must stay on the thread that made it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc;
use std::thread;

use rten_text::Tokenizer;
use rten_text::tokenizer::{EncodeOptions, EncoderInput};

use super::LocalModelError;

/// Bytes a token that can matter: tokens are shorter than this on average, and the tokenizer reads all that
/// it is given.
const TOKEN_BYTES: usize = 32;

/// What a model is to read.
#[derive(Debug, Clone)]
pub(crate) enum Text {
    /// One text.
    One(String),
    /// A question and a text that may answer it; of both together the end is cut off, and of the question no
    /// more than half is read.
    Pair(String, String),
}

/// Text as numbers.
#[derive(Debug)]
pub(super) struct Tokens {
    pub(super) ids: Vec<i32>,
    /// 0 for the first of two texts, 1 for the second.
    pub(super) types: Vec<i32>,
}

/// Text to token numbers. Tokenizing takes a hundredth of the model's time, so that one thread serves
/// every run.
pub(super) struct TokenizerThread {
    most_tokens: usize,
    orders: mpsc::Sender<Order>,
}

type Outcome = Result<Tokens, LocalModelError>;

struct Order {
    text: Text,
    reply: mpsc::SyncSender<Outcome>,
}

impl TokenizerThread {
    /// Loads a `tokenizer.json`.
    pub(super) fn load(file: &Path, most_tokens: usize) -> Result<Self, LocalModelError> {
        let (orders, inbox) = mpsc::channel::<Order>();
        let (ready, outcome) = mpsc::sync_channel(1);
        let path = file.to_owned();
        let serve = move || match Tokenizer::from_file(&path) {
            Ok(tokenizer) => {
                let _ = ready.send(Ok(()));
                for order in inbox {
                    let _ = order.reply.send(encode_safely(&tokenizer, &order.text, most_tokens));
                }
            }
            Err(error) => {
                let message = format!("{} cannot be used: {error}", path.display());
                let _ = ready.send(Err(LocalModelError::Load(message)));
            }
        };
        let spawned = thread::Builder::new().name("tokenizer".to_owned()).spawn(serve);
        spawned.map_err(|error| LocalModelError::Load(format!("no thread for the tokenizer: {error}")))?;
        let gone = |_| LocalModelError::Load(format!("{} cannot be used", file.display()));
        outcome.recv().map_err(gone)??;
        Ok(Self { most_tokens, orders })
    }

    /// The first tokens of a text.
    pub(super) fn encode(&self, text: Text) -> Outcome {
        let most_bytes = self.most_tokens * TOKEN_BYTES;
        let text = match text {
            Text::One(text) => Text::One(cut(text, most_bytes)),
            Text::Pair(question, text) => Text::Pair(cut(question, most_bytes / 2), cut(text, most_bytes)),
        };
        let (reply, answer) = mpsc::sync_channel(1);
        self.orders.send(Order { text, reply }).map_err(|_| LocalModelError::Stopped)?;
        answer.recv().map_err(|_| LocalModelError::Stopped)?
    }
}

fn cut(mut text: String, most_bytes: usize) -> String {
    text.truncate(text.floor_char_boundary(most_bytes));
    text
}

/// A tokenizer that panics on one text must not be gone for every later one.
fn encode_safely(tokenizer: &Tokenizer, text: &Text, most_tokens: usize) -> Outcome {
    let encode = || match text {
        Text::One(text) => encode(tokenizer, EncoderInput::Item(text), Some(most_tokens)),
        Text::Pair(question, text) => encode_pair(tokenizer, question, text, most_tokens),
    };
    let panicked = |_| Err(LocalModelError::Run("the tokenizer panicked on this text".to_owned()));
    catch_unwind(AssertUnwindSafe(encode)).unwrap_or_else(panicked)
}

/// A question that leaves no room for a text is cut until it does.
fn encode_pair(tokenizer: &Tokenizer, question: &str, text: &str, most_tokens: usize) -> Outcome {
    let mut question = question;
    loop {
        let alone = encode(tokenizer, EncoderInput::Item(question), None)?;
        if alone.ids.len() <= most_tokens / 2 || question.is_empty() {
            return encode(tokenizer, EncoderInput::Pair((question, text)), Some(most_tokens));
        }
        question = question.get(..question.floor_char_boundary(question.len() / 2)).unwrap_or_default();
    }
}

fn encode(tokenizer: &Tokenizer, input: EncoderInput<'_>, most_tokens: Option<usize>) -> Outcome {
    let options = EncodeOptions { max_chunk_len: most_tokens, overlap: 0 };
    let encoded = tokenizer.encode(input, Some(options));
    let encoded = encoded.map_err(|error| LocalModelError::Run(format!("tokenizer: {error}")))?;
    let number = |token: &u32| {
        i32::try_from(*token).map_err(|_| LocalModelError::Run("a token number is too large".to_owned()))
    };
    let ids = encoded.token_ids().iter().map(number).collect::<Result<Vec<i32>, _>>()?;
    let types = encoded.token_type_ids().map(|kind| i32::from(kind > 0)).collect();
    Ok(Tokens { ids, types })
}
