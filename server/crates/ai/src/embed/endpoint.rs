//! Any endpoint that speaks OpenAI's embeddings protocol.

use std::fmt;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use serde::{Deserialize, Serialize};

use super::EmbedError;

/// Texts of one request.
const BATCH: usize = 16;
/// Most numbers of a vector: what PostgreSQL's half-precision vectors and our memory are made for.
const MAX_DIMENSIONS: usize = 4_000;
/// Most bytes of an answer: `BATCH` of the longest vectors as JSON.
const ANSWER_BYTES: usize = 4 * 1024 * 1024;
/// One request.
const LIMIT: Duration = Duration::from_secs(30);
/// Attempts at a request that fails for reasons that pass, and the first pause between them.
const ATTEMPTS: u32 = 3;
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// Most characters of an endpoint's words that are repeated to people.
const QUOTED_CHARS: usize = 200;

/// A model behind an OpenAI-compatible embeddings endpoint.
pub struct EndpointEmbedder {
    client: reqwest::Client,
    url: String,
    api_key: Option<String>,
    model: String,
    id: String,
    dimensions: usize,
}

#[derive(Serialize)]
struct Request<'a> {
    model: &'a str,
    input: &'a [String],
    encoding_format: &'static str,
}

#[derive(Deserialize)]
struct Answer {
    data: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    index: Option<usize>,
    embedding: Vec<f32>,
}

impl fmt::Debug for EndpointEmbedder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EndpointEmbedder").field("id", &self.id).finish_non_exhaustive()
    }
}

impl EndpointEmbedder {
    /// A model at `base_url` (without `/embeddings`). `id` names the model in our index; `dimensions` is
    /// what its vectors have to have, 0 before that is known. The client decides which addresses may be
    /// reached.
    pub fn new(
        client: reqwest::Client,
        base_url: &str,
        api_key: Option<String>,
        model: &str,
        (id, dimensions): (&str, usize),
    ) -> Self {
        let base_url = base_url.trim().trim_end_matches('/').trim_end_matches("/embeddings");
        Self {
            client,
            url: format!("{base_url}/embeddings"),
            api_key: api_key.map(|key| key.trim().to_owned()).filter(|key| !key.is_empty()),
            model: model.to_owned(),
            id: id.to_owned(),
            dimensions,
        }
    }

    /// Names the model.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Numbers in a vector.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The vectors of texts, in order, each of length 1.
    pub async fn embed(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, EmbedError> {
        let mut vectors = Vec::with_capacity(texts.len());
        for batch in texts.chunks(BATCH) {
            vectors.extend(self.embed_patiently(batch).await?);
        }
        Ok(vectors)
    }

    /// The vectors of a few texts, or what is wrong at once.
    pub async fn embed_once(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, EmbedError> {
        tokio::time::timeout(LIMIT, self.request(texts))
            .await
            .unwrap_or_else(|_| Err(EmbedError::Unavailable("it did not answer in time".to_owned())))
    }

    async fn embed_patiently(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, EmbedError> {
        let mut pause = FIRST_PAUSE;
        for _ in 1..ATTEMPTS {
            match self.embed_once(texts).await {
                Err(EmbedError::Unavailable(_)) => {}
                outcome => return outcome,
            }
            tokio::time::sleep(pause).await;
            pause *= 4;
        }
        self.embed_once(texts).await
    }

    async fn request(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, EmbedError> {
        let request = Request { model: &self.model, input: texts, encoding_format: "float" };
        let body = serde_json::to_vec(&request).map_err(|error| EmbedError::Run(error.to_string()))?;
        let mut builder = self.client.post(&self.url).header(CONTENT_TYPE, "application/json").body(body);
        if let Some(key) = &self.api_key {
            let mut value = HeaderValue::try_from(format!("Bearer {key}"))
                .map_err(|_| EmbedError::Refused("the key holds characters that no key has".to_owned()))?;
            value.set_sensitive(true);
            builder = builder.header(AUTHORIZATION, value);
        }
        let mut response = builder.send().await.map_err(|error| unreachable(&error))?;
        let status = response.status().as_u16();
        let mut answer = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|error| unreachable(&error))? {
            if answer.len() + piece.len() > ANSWER_BYTES {
                return Err(EmbedError::Refused("its answer is larger than vectors can be".to_owned()));
            }
            answer.extend_from_slice(&piece);
        }
        match status {
            200..=299 => self.vectors(&answer, texts.len()),
            408 | 425 | 429 | 500..=599 => {
                Err(EmbedError::Unavailable(format!("it answers with {status}: {}", self.quote(&answer))))
            }
            400 | 413 | 422 => {
                Err(EmbedError::Run(format!("it answers with {status}: {}", self.quote(&answer))))
            }
            300..=399 => {
                Err(EmbedError::Refused("it sends us to another address. Enter that one".to_owned()))
            }
            _ => Err(EmbedError::Refused(format!("it answers with {status}: {}", self.quote(&answer)))),
        }
    }

    fn vectors(&self, answer: &[u8], expected: usize) -> Result<Vec<Vec<f32>>, EmbedError> {
        let wrong =
            |what: &str| EmbedError::Refused(format!("it does not speak the embeddings protocol: {what}"));
        let mut answer: Answer =
            serde_json::from_slice(answer).map_err(|_| wrong("no “data” with vectors"))?;
        if answer.data.len() != expected {
            return Err(wrong("another number of vectors than texts"));
        }
        if answer.data.iter().all(|entry| entry.index.is_some()) {
            answer.data.sort_by_key(|entry| entry.index);
        }
        answer.data.into_iter().map(|entry| self.checked(entry.embedding)).collect()
    }

    /// A vector of length 1 of the known size.
    fn checked(&self, mut vector: Vec<f32>) -> Result<Vec<f32>, EmbedError> {
        let refuse = |what: String| Err(EmbedError::Refused(what));
        if vector.is_empty() || vector.len() > MAX_DIMENSIONS {
            return refuse(format!(
                "its vectors have {} numbers; 1 to {MAX_DIMENSIONS} are possible",
                vector.len()
            ));
        }
        if self.dimensions != 0 && vector.len() != self.dimensions {
            let (now, before) = (vector.len(), self.dimensions);
            return refuse(format!(
                "its vectors have {now} numbers now and had {before}: it is another model"
            ));
        }
        let length = vector.iter().map(|number| number * number).sum::<f32>().sqrt();
        if !length.is_finite() || length <= f32::EPSILON {
            return refuse("a vector without a direction".to_owned());
        }
        vector.iter_mut().for_each(|number| *number /= length);
        Ok(vector)
    }

    /// The endpoint's own words, fit to be shown: short, on one line, without the key.
    fn quote(&self, answer: &[u8]) -> String {
        let words =
            String::from_utf8_lossy(answer.get(..answer.len().min(4_096)).unwrap_or_default()).into_owned();
        let words = match &self.api_key {
            Some(key) => words.replace(key.as_str(), "…"),
            None => words,
        };
        words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(QUOTED_CHARS).collect()
    }
}

fn unreachable(error: &reqwest::Error) -> EmbedError {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    EmbedError::Unavailable(format!("it cannot be reached: {cause}"))
}
