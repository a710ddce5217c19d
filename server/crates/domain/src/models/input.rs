//! What a person may enter as a model.

use chatsphere_contract::ids::ModelId;
use chatsphere_contract::limits::MODEL_PRICE_MICROS;
use chatsphere_contract::models::{ProviderKind, SaveModel};
use chatsphere_contract::money;
use chatsphere_contract::problem::FieldError;
use chatsphere_contract::spending::ModelPrices;
use chatsphere_db::models::ModelRecord;
use chatsphere_kernel::Ctx;
use url::Url;

use super::{ModelError, key, registry};
use crate::platform::Platform;

const URL_CHARS: usize = 500;
const MODEL_CHARS: usize = 200;
const KEY_CHARS: usize = 1_000;

/// How long a first word may take, in seconds: shorter is shorter than a good model needs, longer than a visitor waits.
const PATIENCE: std::ops::RangeInclusive<u16> = 2..=60;
const USUAL_PATIENCE: u16 = 15;

/// Checks every field and seals the key; an absent key is the stored one.
pub(super) fn check(
    platform: &Platform,
    ctx: &Ctx,
    id: ModelId,
    input: &SaveModel,
    stored: Option<&ModelRecord>,
) -> Result<ModelRecord, ModelError> {
    let mut errors = Vec::new();
    let base_url = base_url(platform, input.kind, &input.base_url).map_err(|error| errors.push(error)).ok();
    let model = model(&input.model).map_err(|error| errors.push(error)).ok();
    let new_key = api_key(input.api_key.as_deref()).map_err(|error| errors.push(error)).ok().flatten();
    let patience = patience(input.first_token_seconds, stored).map_err(|error| errors.push(error)).ok();
    let prices = prices(input.prices, stored, &mut errors);
    let kept = stored.filter(|stored| stored.sealed_key.is_some() && input.api_key.is_none());
    // Who may set the address must not learn the key by having it sent elsewhere.
    if let (Some(base_url), Some(kept)) = (&base_url, kept)
        && origin(base_url) != origin(&kept.base_url)
    {
        errors.push(error("api_key", "required", "Enter the key again: the address has changed."));
    }
    let (Some(base_url), Some(model), Some(first_token_seconds), true) =
        (base_url, model, patience, errors.is_empty())
    else {
        return Err(ModelError::Invalid(errors));
    };
    let (sealed_key, key_hint) = match new_key {
        Some(new) => {
            let sealed = key::seal(&platform.secret, platform.random.as_ref(), ctx.tenant, &new);
            (Some(sealed), Some(key::hint(&new)))
        }
        None => (kept.and_then(|kept| kept.sealed_key.clone()), kept.and_then(|kept| kept.key_hint.clone())),
    };
    let kind = input.kind;
    Ok(ModelRecord { id, kind, base_url, model, sealed_key, key_hint, first_token_seconds, prices })
}

pub(super) fn error(field: &str, code: &str, message: &str) -> FieldError {
    FieldError { field: field.to_owned(), code: code.to_owned(), message: message.to_owned() }
}

fn patience(given: Option<u16>, stored: Option<&ModelRecord>) -> Result<u16, FieldError> {
    let seconds = given.or(stored.map(|stored| stored.first_token_seconds)).unwrap_or(USUAL_PATIENCE);
    if PATIENCE.contains(&seconds) {
        return Ok(seconds);
    }
    let message = format!("Between {} and {} seconds, please.", PATIENCE.start(), PATIENCE.end());
    Err(error("first_token_seconds", "invalid", &message))
}

fn prices(
    given: Option<ModelPrices>,
    stored: Option<&ModelRecord>,
    errors: &mut Vec<FieldError>,
) -> ModelPrices {
    let prices = given.or(stored.map(|stored| stored.prices)).unwrap_or_default();
    let named = [
        ("prices.input_micros", prices.input_micros),
        ("prices.cached_input_micros", prices.cached_input_micros),
        ("prices.output_micros", prices.output_micros),
    ];
    for (field, micros) in named {
        if !(0..=MODEL_PRICE_MICROS).contains(&micros) {
            let message = format!("From 0 to {} for a million tokens.", money::shown(MODEL_PRICE_MICROS));
            errors.push(error(field, "invalid", &message));
        }
    }
    prices
}

/// The address in one form: without a slash at the end, without what the client adds itself.
fn base_url(platform: &Platform, kind: ProviderKind, text: &str) -> Result<String, FieldError> {
    let usual = registry::protocol(kind).default_base_url().unwrap_or_default();
    let text = Some(text.trim()).filter(|text| !text.is_empty()).unwrap_or(usual);
    let invalid = |message: &str| error("base_url", "invalid", message);
    if text.is_empty() {
        return Err(error("base_url", "required", "Enter the address of the model’s API."));
    }
    if text.chars().count() > URL_CHARS {
        return Err(error("base_url", "too_long", "The address is too long."));
    }
    let url = platform.models.check_address(text).map_err(|sentence| invalid(&sentence))?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err(invalid("The address must not contain “?” or “#”."));
    }
    Ok(url.as_str().trim_end_matches('/').trim_end_matches("/chat/completions").to_owned())
}

fn model(text: &str) -> Result<String, FieldError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(error("model", "required", "Enter the model’s name."));
    }
    if text.chars().count() > MODEL_CHARS || text.chars().any(char::is_control) {
        return Err(error("model", "invalid", "This cannot be a model’s name."));
    }
    Ok(text.to_owned())
}

/// Nothing entered is no key: some endpoints want none.
fn api_key(text: Option<&str>) -> Result<Option<String>, FieldError> {
    let text = text.map(str::trim).unwrap_or_default();
    if text.len() > KEY_CHARS || !text.chars().all(|c| c.is_ascii_graphic()) {
        return Err(error("api_key", "invalid", "This cannot be a key: it holds blanks or odd characters."));
    }
    Ok(Some(text.to_owned()).filter(|key| !key.is_empty()))
}

fn origin(url: &str) -> Option<url::Origin> {
    Url::parse(url).ok().map(|url| url.origin())
}
