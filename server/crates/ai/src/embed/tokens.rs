//! A tokenizer on a thread of its own, because rten-text's must stay on the thread that made it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc;
use std::thread;

use rten_text::Tokenizer;
use rten_text::tokenizer::EncodeOptions;

use super::EmbedError;

/// Tokens of a text that are looked at, special ones included. MiniLM was trained on 128 to 256; the
/// cost grows with the length.
const MAX_TOKENS: usize = 256;

/// Bytes of a text that can matter: tokens are shorter than this on average, and the tokenizer reads
/// all that it is given.
const MAX_TEXT_BYTES: usize = MAX_TOKENS * 32;

/// Text to token numbers. Tokenizing takes a hundredth of the model's time, so that one thread serves
/// every run.
pub(super) struct TokenizerThread {
    orders: mpsc::Sender<Order>,
}

type Tokens = Result<Vec<i32>, EmbedError>;

struct Order {
    text: String,
    reply: mpsc::SyncSender<Tokens>,
}

impl TokenizerThread {
    /// Loads a `tokenizer.json`.
    pub(super) fn load(file: &Path) -> Result<Self, EmbedError> {
        let (orders, inbox) = mpsc::channel::<Order>();
        let (ready, outcome) = mpsc::sync_channel(1);
        let path = file.to_owned();
        let serve = move || match Tokenizer::from_file(&path) {
            Ok(tokenizer) => {
                let _ = ready.send(Ok(()));
                for order in inbox {
                    let _ = order.reply.send(encode_safely(&tokenizer, &order.text));
                }
            }
            Err(error) => {
                let message = format!("{} cannot be used: {error}", path.display());
                let _ = ready.send(Err(EmbedError::Load(message)));
            }
        };
        let name = "embed-tokenizer".to_owned();
        let spawned = thread::Builder::new().name(name).spawn(serve);
        spawned.map_err(|error| EmbedError::Load(format!("no thread for the tokenizer: {error}")))?;
        outcome.recv().map_err(|_| EmbedError::Load(format!("{} cannot be used", file.display())))??;
        Ok(Self { orders })
    }

    /// The first [`MAX_TOKENS`] tokens of `text`.
    pub(super) fn encode(&self, text: &str) -> Tokens {
        let text = text.get(..text.floor_char_boundary(MAX_TEXT_BYTES)).unwrap_or(text).to_owned();
        let (reply, answer) = mpsc::sync_channel(1);
        self.orders.send(Order { text, reply }).map_err(|_| EmbedError::Stopped)?;
        answer.recv().map_err(|_| EmbedError::Stopped)?
    }
}

/// A tokenizer that panics on one text must not be gone for every later one.
fn encode_safely(tokenizer: &Tokenizer, text: &str) -> Tokens {
    let encode = || {
        let options = EncodeOptions { max_chunk_len: Some(MAX_TOKENS), overlap: 0 };
        let encoded = tokenizer.encode(text, Some(options));
        let encoded = encoded.map_err(|error| EmbedError::Run(format!("tokenizer: {error}")))?;
        let number = |token: &u32| {
            i32::try_from(*token).map_err(|_| EmbedError::Run("a token number is too large".to_owned()))
        };
        encoded.token_ids().iter().map(number).collect()
    };
    let panicked = |_| Err(EmbedError::Run("the tokenizer panicked on this text".to_owned()));
    catch_unwind(AssertUnwindSafe(encode)).unwrap_or_else(panicked)
}
