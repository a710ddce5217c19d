//! The install's master secret and what is derived from it: sealing at rest, role passwords.
//!
//! Each use derives its own key by HMAC-SHA-256 over a label, so that no secret leads to another.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, KeyInit, Nonce};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use crate::random::Random;

/// Fewest characters of a master secret.
pub const MASTER_SECRET_CHARS: usize = 32;

/// The master secret cannot be used, or something sealed cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// Too short to be safe.
    #[error(
        "the master secret (CHATSPHERE_SECRET) needs at least {MASTER_SECRET_CHARS} characters; make one with `openssl rand -hex 32`"
    )]
    TooShort,
    /// Damaged, or sealed under another secret or for another purpose.
    #[error("this was sealed under another secret, or is damaged")]
    CannotOpen,
}

/// The master secret.
#[derive(Clone)]
pub struct MasterSecret(zeroize::Zeroizing<Vec<u8>>);

impl std::fmt::Debug for MasterSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterSecret(…)")
    }
}

impl MasterSecret {
    /// Takes the secret from the configuration.
    pub fn new(text: &str) -> Result<Self, SecretError> {
        if text.chars().count() < MASTER_SECRET_CHARS {
            return Err(SecretError::TooShort);
        }
        Ok(Self(zeroize::Zeroizing::new(text.as_bytes().to_vec())))
    }

    /// 32 bytes for one labelled use.
    #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
    pub fn derive(&self, label: &str) -> [u8; 32] {
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.0)
            .expect("HMAC takes keys of every length");
        mac.update(label.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// A password in hex for one labelled use.
    pub fn derive_password(&self, label: &str) -> String {
        self.derive(label).iter().map(|b| format!("{b:02x}")).collect()
    }

    /// Encrypts with ChaCha20-Poly1305 (RFC 8439): 12 bytes of nonce, then the ciphertext. `purpose` (the table and
    /// the row) is authenticated, so that a sealed value cannot be moved elsewhere.
    #[expect(clippy::expect_used, reason = "encryption in memory fails only over 256 GB")]
    pub fn seal(&self, random: &dyn Random, purpose: &str, plain: &[u8]) -> Vec<u8> {
        let mut nonce = [0; 12];
        random.fill(&mut nonce);
        let sealed = self
            .cipher()
            .encrypt(&Nonce::from(nonce), Payload { msg: plain, aad: purpose.as_bytes() })
            .expect("short plaintext");
        [nonce.as_slice(), &sealed].concat()
    }

    /// Opens what [`Self::seal`] made for the same purpose.
    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, SecretError> {
        let (nonce, ciphertext) = sealed.split_first_chunk::<12>().ok_or(SecretError::CannotOpen)?;
        self.cipher()
            .decrypt(&Nonce::from(*nonce), Payload { msg: ciphertext, aad: purpose.as_bytes() })
            .map_err(|_| SecretError::CannotOpen)
    }

    fn cipher(&self) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new(&Key::from(self.derive("seal")))
    }
}

/// How a credential is stored: its SHA-256. The credentials are 256 random bits, so no salt is needed.
pub fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::OsRandom;

    #[test]
    fn sealed_values_open_only_where_they_were_sealed() {
        let master = MasterSecret::new(&"x".repeat(32)).unwrap();
        let sealed = master.seal(&OsRandom, "provider:1", b"sk-secret");
        assert_eq!(master.open("provider:1", &sealed).unwrap(), b"sk-secret");
        assert_eq!(master.open("provider:2", &sealed), Err(SecretError::CannotOpen));
        assert_eq!(master.open("provider:1", &sealed[..5]), Err(SecretError::CannotOpen));
        let other = MasterSecret::new(&"y".repeat(32)).unwrap();
        assert_eq!(other.open("provider:1", &sealed), Err(SecretError::CannotOpen));
    }

    #[test]
    fn weak_master_secrets_are_refused() {
        assert_eq!(MasterSecret::new("changeme").err(), Some(SecretError::TooShort));
    }
}
