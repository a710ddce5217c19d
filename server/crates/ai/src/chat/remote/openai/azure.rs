//! Azure OpenAI: the same protocol at other addresses, with the key in a header of its own.
//!
//! An address is entered in one of three forms:
//!
//! - the resource (`https://NAME.openai.azure.com`), for which the `v1` API is taken: it wants no version in
//!   the query, and the deployment's name as the model;
//! - the `v1` API itself (`…/openai/v1`);
//! - a deployment (`…/openai/deployments/NAME`), for which the API wants a dated version: the last one that
//!   is generally available, unless the address has its own.

use reqwest::header::HeaderName;

use super::super::wire::{Decoder, Dialect, Wire};
use super::{OpenAi, without_path};
use crate::chat::ChatRequest;

/// The last dated version; `v1` has taken the place of dates.
const API_VERSION: &str = "2024-10-21";

/// See the module.
#[derive(Debug)]
pub(in super::super) struct Azure;

impl Wire for Azure {
    fn url(&self, base_url: &str, model: &str) -> String {
        let (base, query) = base_url.split_once('?').unwrap_or((base_url, ""));
        let base = without_path(base.trim_end_matches('/'));
        if base.contains("/deployments/") {
            let version = format!("api-version={API_VERSION}");
            let query = if query.contains("api-version=") { query } else { version.as_str() };
            return format!("{base}/chat/completions?{query}");
        }
        let base = base.trim_end_matches("/v1").trim_end_matches("/openai");
        OpenAi.url(&format!("{base}/openai/v1"), model)
    }

    fn key_header(&self) -> (HeaderName, &'static str) {
        (HeaderName::from_static("api-key"), "")
    }

    fn body(&self, model: &str, request: &ChatRequest, dialect: Dialect) -> serde_json::Result<Vec<u8>> {
        OpenAi.body(model, request, dialect)
    }

    fn after_refusal(&self, dialect: Dialect, detail: &str) -> Option<Dialect> {
        OpenAi.after_refusal(dialect, detail)
    }

    fn decoder(&self, request: &ChatRequest) -> Box<dyn Decoder> {
        OpenAi.decoder(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_address_is_understood() {
        let v1 = "https://shop.openai.azure.com/openai/v1/chat/completions";
        let classic = "https://shop.openai.azure.com/openai/deployments/small/chat/completions";
        for (base_url, url) in [
            ("https://shop.openai.azure.com", v1.to_owned()),
            ("https://shop.openai.azure.com/openai", v1.to_owned()),
            ("https://shop.openai.azure.com/openai/v1", v1.to_owned()),
            ("https://shop.openai.azure.com/openai/v1/chat/completions", v1.to_owned()),
            (
                "https://shop.openai.azure.com/openai/deployments/small",
                format!("{classic}?api-version=2024-10-21"),
            ),
            (
                "https://shop.openai.azure.com/openai/deployments/small/chat/completions?api-version=2025-01-01-preview",
                format!("{classic}?api-version=2025-01-01-preview"),
            ),
        ] {
            assert_eq!(Azure.url(base_url, "small"), url, "{base_url}");
        }
    }
}
