//! The asynchronous front of an embedder: threads of its own, questions before passages; or an endpoint.

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tokio::sync::{mpsc, oneshot};

use super::endpoint::EndpointEmbedder;
use super::{EmbedError, Embedder};

/// Texts that may wait in either queue; whoever brings more waits until there is room.
const QUEUE_TEXTS: usize = 64;

/// Embeds without blocking the asynchronous threads. Cheap to clone; the threads end with the last clone.
///
/// Questions have threads of their own, so that a visitor never waits behind a document being read.
#[derive(Clone)]
pub struct Embeddings {
    works: Works,
}

#[derive(Clone)]
enum Works {
    /// On our own threads.
    Here { embedder: Arc<dyn Embedder>, questions: mpsc::Sender<Order>, passages: mpsc::Sender<Order> },
    /// Somewhere else.
    There(Arc<EndpointEmbedder>),
}

/// A text to embed, and where its vector goes.
struct Order {
    text: String,
    reply: oneshot::Sender<Result<Vec<f32>, EmbedError>>,
}

impl fmt::Debug for Embeddings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.works {
            Works::Here { embedder, .. } => f.debug_tuple("Embeddings").field(embedder).finish(),
            Works::There(endpoint) => f.debug_tuple("Embeddings").field(endpoint).finish(),
        }
    }
}

impl Embeddings {
    /// Starts the threads: one core is left to everything else while documents are read.
    pub fn new(embedder: Arc<dyn Embedder>) -> Result<Self, EmbedError> {
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Self::with_threads(embedder, cores.div_ceil(4), cores.saturating_sub(1).max(1))
    }

    /// The same with the number of threads given.
    pub fn with_threads(
        embedder: Arc<dyn Embedder>,
        question_threads: usize,
        passage_threads: usize,
    ) -> Result<Self, EmbedError> {
        let questions = start_threads("embed-question", question_threads, &embedder)?;
        let passages = start_threads("embed-passage", passage_threads, &embedder)?;
        Ok(Self { works: Works::Here { embedder, questions, passages } })
    }

    /// A model behind an endpoint.
    pub fn remote(endpoint: Arc<EndpointEmbedder>) -> Self {
        Self { works: Works::There(endpoint) }
    }

    /// Names the model; vectors of different ids must not be compared.
    pub fn id(&self) -> &str {
        match &self.works {
            Works::Here { embedder, .. } => embedder.id(),
            Works::There(endpoint) => endpoint.id(),
        }
    }

    /// Numbers in a vector.
    pub fn dimensions(&self) -> usize {
        match &self.works {
            Works::Here { embedder, .. } => embedder.dimensions(),
            Works::There(endpoint) => endpoint.dimensions(),
        }
    }

    /// The languages that the model knows, as ISO 639-1 codes; empty when it takes any.
    pub fn languages(&self) -> &[String] {
        match &self.works {
            Works::Here { embedder, .. } => embedder.languages(),
            Works::There(_) => &[],
        }
    }

    /// The vector of one short text that somebody waits for.
    pub async fn question(&self, text: &str) -> Result<Vec<f32>, EmbedError> {
        match &self.works {
            Works::Here { questions, .. } => {
                enqueue(questions, text.to_owned()).await?.await.map_err(|_| EmbedError::Stopped)?
            }
            Works::There(endpoint) => {
                let made = endpoint.embed_once(&[text.to_owned()]).await?;
                made.into_iter().next().ok_or_else(|| EmbedError::Refused("no vector came back".to_owned()))
            }
        }
    }

    /// The vectors of short texts that somebody waits for, in order.
    pub async fn questions(&self, texts: Vec<String>) -> Result<Vec<Vec<f32>>, EmbedError> {
        match &self.works {
            Works::Here { questions, .. } => embed_all(questions, texts).await,
            Works::There(endpoint) => endpoint.embed(&texts).await,
        }
    }

    /// The vectors of many texts, in order, by all passage threads at once.
    pub async fn passages(&self, texts: Vec<String>) -> Result<Vec<Vec<f32>>, EmbedError> {
        match &self.works {
            Works::Here { passages, .. } => embed_all(passages, texts).await,
            Works::There(endpoint) => endpoint.embed(&texts).await,
        }
    }
}

type Reply = oneshot::Receiver<Result<Vec<f32>, EmbedError>>;

async fn embed_all(queue: &mpsc::Sender<Order>, texts: Vec<String>) -> Result<Vec<Vec<f32>>, EmbedError> {
    let mut replies = Vec::with_capacity(texts.len());
    for text in texts {
        replies.push(enqueue(queue, text).await?);
    }
    let mut vectors = Vec::with_capacity(replies.len());
    for reply in replies {
        vectors.push(reply.await.map_err(|_| EmbedError::Stopped)??);
    }
    Ok(vectors)
}

async fn enqueue(queue: &mpsc::Sender<Order>, text: String) -> Result<Reply, EmbedError> {
    let (reply, answer) = oneshot::channel();
    queue.send(Order { text, reply }).await.map_err(|_| EmbedError::Stopped)?;
    Ok(answer)
}

fn start_threads(
    name: &str,
    count: usize,
    embedder: &Arc<dyn Embedder>,
) -> Result<mpsc::Sender<Order>, EmbedError> {
    let (sender, receiver) = mpsc::channel(QUEUE_TEXTS);
    let orders = Arc::new(Mutex::new(receiver));
    for index in 0..count.max(1) {
        let (embedder, orders) = (Arc::clone(embedder), Arc::clone(&orders));
        thread::Builder::new()
            .name(format!("{name}-{index}"))
            .spawn(move || work(&*embedder, &orders))
            .map_err(|error| EmbedError::Load(format!("no thread for it: {error}")))?;
    }
    Ok(sender)
}

/// Embeds until the last sender is gone. The lock is held while waiting, which is how the threads
/// take turns, and not while embedding.
fn work(embedder: &dyn Embedder, orders: &Mutex<mpsc::Receiver<Order>>) {
    loop {
        let next = orders.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv();
        let Some(Order { text, reply }) = next else { return };
        // Whoever asked may have gone away meanwhile.
        if !reply.is_closed() {
            let _ = reply.send(embed_safely(embedder, &text));
        }
    }
}

/// A model that panics on one text must not take its thread, and with it every later text, along.
fn embed_safely(embedder: &dyn Embedder, text: &str) -> Result<Vec<f32>, EmbedError> {
    let run = std::panic::AssertUnwindSafe(|| embedder.embed(text));
    std::panic::catch_unwind(run).unwrap_or_else(|_| Err(EmbedError::Run("the model panicked".to_owned())))
}
