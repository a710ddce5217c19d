//! Randomness, injected: secrets and ids are drawn from here and nowhere else.

use std::fmt::Debug;

use rand::TryRng;

/// A cryptographically secure source of bytes.
pub trait Random: Debug + Send + Sync + 'static {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsRandom;

impl Random for OsRandom {
    #[expect(clippy::panic, reason = "without randomness no secret is safe: stopping is the only answer")]
    fn fill(&self, bytes: &mut [u8]) {
        if let Err(error) = rand::rngs::SysRng.try_fill_bytes(bytes) {
            panic!("the operating system gave no random bytes: {error}");
        }
    }
}

/// 32 random bytes as 52 characters of lower-case base32, after a prefix that says what the secret is.
pub fn secret(random: &dyn Random, prefix: &str) -> String {
    let mut bytes = [0; 32];
    random.fill(&mut bytes);
    format!("{prefix}{}", base32(&bytes))
}

fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut out = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut buffer, mut bits) = (0_u32, 0);
    let mut push = |digit: u32| out.push(char::from(*ALPHABET.get((digit & 31) as usize).unwrap_or(&b'0')));
    for byte in bytes {
        buffer = (buffer << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            push(buffer >> bits);
        }
        buffer &= (1 << bits) - 1;
    }
    if bits > 0 {
        push(buffer << (5 - bits));
    }
    out
}
