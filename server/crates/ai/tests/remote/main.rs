//! Models elsewhere against endpoints that follow a script. Each behaviour is one function that is run for
//! every protocol; what only one of them has is in the file with its name.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up has to stop"
)]

mod answers;
mod anthropic;
mod endless;
mod gemini;
mod openai;
mod refusals;
mod requests;
mod server;
mod shapes;
mod silence;
mod structured;
mod torn;
