//! What every use case needs and no I/O: who is asking, what time it is, randomness, secrets.

pub mod clock;
pub mod ctx;
pub mod ids;
pub mod permissions;
pub mod random;
pub mod secrets;

pub use clock::{Clock, SystemClock};
pub use ctx::{Actor, Ctx};
pub use random::{OsRandom, Random};
