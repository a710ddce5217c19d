//! What a page needs to draw the bubble. Everything in it is public.

use chatsphere_contract::ids::{BotId, WorkspaceId};
use chatsphere_contract::widget::{Bootstrap, Branding};
use chatsphere_db::bots::{self, BotRecord};

use super::WidgetError;
use super::origin::{CallerOrigin, allowed};
use crate::platform::Platform;

/// A bot at its front door.
#[derive(Debug, Clone)]
pub struct Front {
    /// The workspace.
    pub tenant: WorkspaceId,
    /// The bot.
    pub bot: BotId,
    /// Hosts whose pages may show the widget; empty: any.
    pub allowed_domains: Vec<String>,
    /// What the page is told.
    pub bootstrap: Bootstrap,
}

/// The bot of a public key, before any Origin is looked at.
pub async fn front(platform: &Platform, public_key: &str) -> Result<Front, WidgetError> {
    let tx = platform.db.system().await?;
    let found = bots::find_by_public_key(&tx, public_key).await?;
    tx.commit().await?;
    let found = found.filter(|found| !found.suspended).ok_or(WidgetError::NoSuchBot)?;
    Ok(Front {
        tenant: found.tenant,
        bot: found.bot.id,
        allowed_domains: found.bot.allowed_domains.clone(),
        bootstrap: describe(found.bot),
    })
}

/// The bootstrap document, for a page whose Origin the bot accepts.
pub async fn bootstrap(
    platform: &Platform,
    public_key: &str,
    caller: &CallerOrigin,
) -> Result<Bootstrap, WidgetError> {
    let front = front(platform, public_key).await?;
    admit(platform, &front, caller).await?;
    Ok(front.bootstrap)
}

/// Checks a page's Origin against the bot's list and notes that it asked.
pub(super) async fn admit(
    platform: &Platform,
    front: &Front,
    caller: &CallerOrigin,
) -> Result<(), WidgetError> {
    let origin = match caller {
        CallerOrigin::Own(_) => return Ok(()),
        CallerOrigin::Absent => {
            return Err(WidgetError::OriginNotAllowed(
                "This request names no page (no Origin). The widget works only inside a page.".to_owned(),
            ));
        }
        CallerOrigin::Foreign(origin) => origin,
    };
    let is_allowed = allowed(origin, &front.allowed_domains);
    let tx = platform.db.tenant(front.tenant).await?;
    bots::record_origin(&tx, front.bot, origin.as_str(), is_allowed, platform.clock.now()).await?;
    tx.commit().await?;
    if is_allowed {
        return Ok(());
    }
    Err(WidgetError::OriginNotAllowed(format!(
        "{origin} is not on this bot's list of allowed domains. Its owner can add it on the bot's Install page."
    )))
}

fn describe(bot: BotRecord) -> Bootstrap {
    let look = bot.appearance;
    let name = if look.display_name.trim().is_empty() { bot.name } else { look.display_name };
    Bootstrap {
        name,
        branding: Branding {
            on_color: readable_on(&look.color).to_owned(),
            color: look.color,
            position: look.position,
            theme: look.theme,
        },
        greeting: look.greeting,
        suggested_questions: look.suggested_questions,
        languages: vec!["en".to_owned()],
    }
}

/// White or near-black, whichever has the higher contrast on a `#rrggbb` colour (WCAG 2.2 relative
/// luminance).
pub fn readable_on(color: &str) -> &'static str {
    const DARK: &str = "#0b1414";
    const LIGHT: &str = "#ffffff";
    let luminance = luminance(color);
    let on_light = (luminance + 0.05) / (self::luminance(DARK) + 0.05);
    let on_dark = 1.05 / (luminance + 0.05);
    if on_dark >= on_light { LIGHT } else { DARK }
}

fn luminance(color: &str) -> f32 {
    let channel = |at: usize| {
        let byte = color.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or(0);
        let value = f32::from(byte) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_on_the_accent_is_readable() {
        assert_eq!(readable_on("#0f766e"), "#ffffff");
        assert_eq!(readable_on("#ffffff"), "#0b1414");
        assert_eq!(readable_on("#fde047"), "#0b1414");
        assert_eq!(readable_on("not a colour"), "#ffffff");
    }
}
