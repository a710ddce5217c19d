//! A workspace's API keys.

use chatsphere_contract::accounts::{ApiKey, CreateApiKey};
use chatsphere_contract::ids::ApiKeyId;
use chatsphere_db::api_keys::{self, ApiKeyRecord, NewApiKey};
use chatsphere_kernel::clock::rfc3339;
use chatsphere_kernel::permissions::Permission;
use chatsphere_kernel::secrets::token_hash;
use chatsphere_kernel::{Actor, Ctx, random};

use super::{AccountError, tokens, validate};
use crate::platform::Platform;

/// Prefix and four characters: enough to tell keys apart, nothing to guess from.
const HINT_CHARS: usize = 8;

/// All keys, newest first, without their secrets.
pub async fn list_api_keys(platform: &Platform, ctx: &Ctx) -> Result<Vec<ApiKey>, AccountError> {
    ctx.require(Permission::SettingsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let keys = api_keys::list(&tx).await?;
    tx.commit().await?;
    Ok(keys.into_iter().map(|key| shown(key, None)).collect())
}

/// A new key; the answer is the only place that ever has its secret.
pub async fn create_api_key(
    platform: &Platform,
    ctx: &Ctx,
    input: CreateApiKey,
) -> Result<ApiKey, AccountError> {
    let person = person(ctx)?;
    let name = validate::name("name", "what the key is for", &input.name)?;
    let secret = random::secret(platform.random.as_ref(), tokens::API_KEY_PREFIX);
    let key = NewApiKey {
        id: ApiKeyId(platform.uuid()),
        hash: token_hash(&secret),
        name,
        hint: secret.chars().take(HINT_CHARS).collect(),
        created_by: person,
        created_at: platform.clock.now(),
    };
    let tx = platform.db.tenant(ctx.tenant).await?;
    let key = api_keys::insert(&tx, key).await?;
    tx.commit().await?;
    Ok(shown(key, Some(secret)))
}

/// Removes a key; the next call with it is refused.
pub async fn delete_api_key(platform: &Platform, ctx: &Ctx, id: ApiKeyId) -> Result<(), AccountError> {
    person(ctx)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    if !api_keys::delete(&tx, id).await? {
        return Err(AccountError::NoSuchApiKey);
    }
    tx.commit().await?;
    Ok(())
}

/// The person who acts. A leaked key must not be able to make itself successors.
fn person(ctx: &Ctx) -> Result<chatsphere_contract::ids::UserId, AccountError> {
    ctx.require(Permission::SettingsWrite)?;
    match ctx.actor {
        Actor::User(user) => Ok(user),
        Actor::ApiKey(..) | Actor::Visitor | Actor::System => Err(AccountError::NeedsPerson),
    }
}

fn shown(key: ApiKeyRecord, secret: Option<String>) -> ApiKey {
    ApiKey {
        id: key.id,
        name: key.name,
        hint: key.hint,
        secret,
        created_at: rfc3339(key.created_at),
        last_used_at: key.last_used_at.map(rfc3339),
    }
}
