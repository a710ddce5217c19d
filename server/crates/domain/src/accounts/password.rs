//! Passwords: argon2id, a few at a time, off the threads that serve requests.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use chatsphere_kernel::Random;
use tokio::sync::Semaphore;

use super::AccountError;

/// Each hash fills 19 MiB (the OWASP parameters for argon2id), so a burst of log-ins waits its turn here
/// instead of taking the machine's memory. One process has one memory: hence one limit for the process.
static HASHING: Semaphore = Semaphore::const_new(4);

/// What an unknown address is checked against, so that it takes as long as a known one. The hash of a
/// password that nobody knows, with the parameters that [`hash`] uses.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A password as it is stored: argon2id in PHC form with a salt of its own.
pub(super) async fn hash(random: &dyn Random, password: String) -> Result<String, AccountError> {
    let mut salt = [0; 16];
    random.fill(&mut salt);
    one_of_few(move || {
        Argon2::default()
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map(|hash| hash.to_string())
            .map_err(|error| AccountError::Hashing(error.to_string()))
    })
    .await
}

/// Whether the password is the stored one; with nothing stored it takes as long and says no.
pub(super) async fn matches(password: String, stored: Option<String>) -> Result<bool, AccountError> {
    one_of_few(move || {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| NOBODY.to_owned());
        let parsed = PasswordHash::new(&stored).map_err(|error| AccountError::Hashing(error.to_string()))?;
        let right = Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
        Ok(known && right)
    })
    .await
}

async fn one_of_few<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AccountError> + Send + 'static,
) -> Result<T, AccountError> {
    let turn = HASHING.acquire().await.map_err(|error| AccountError::Hashing(error.to_string()))?;
    let outcome = tokio::task::spawn_blocking(work).await;
    drop(turn);
    outcome.map_err(|error| AccountError::Hashing(error.to_string()))?
}

#[cfg(test)]
mod tests {
    use chatsphere_kernel::OsRandom;

    use super::*;

    #[tokio::test]
    async fn a_password_matches_its_own_hash_only() {
        let stored = hash(&OsRandom, "correct horse battery".to_owned()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(matches("correct horse battery".to_owned(), Some(stored.clone())).await.unwrap());
        assert!(!matches("wrong horse battery".to_owned(), Some(stored)).await.unwrap());
        assert!(!matches("anything at all".to_owned(), None).await.unwrap());
    }
}
