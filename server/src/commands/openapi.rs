//! `chatsphere openapi`

/// Prints the document; needs no configuration.
pub fn openapi() -> anyhow::Result<()> {
    let document = chatsphere_http::openapi::document(None);
    println!("{}", serde_json::to_string_pretty(&document)?);
    Ok(())
}
