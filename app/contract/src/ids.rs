//! Typed, time-sortable ids with a readable prefix on the wire: `bot_01k2…`.
//!
//! An id is a UUIDv7 in the database and `prefix_` followed by 26 characters of Crockford's base32
//! (lower case) everywhere else. Ids are opaque to callers.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// The id is not of the form that its type asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidId;

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a valid id")
    }
}

impl std::error::Error for InvalidId {}

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// 128 bits as 26 base32 characters, most significant first, so that text order is time order.
fn encode(uuid: Uuid) -> String {
    let value = uuid.as_u128();
    (0..26)
        .rev()
        .map(|place| {
            let digit = (value >> (place * 5)) & 31;
            char::from(*ALPHABET.get(digit as usize).unwrap_or(&b'0'))
        })
        .collect()
}

fn decode(text: &str) -> Result<Uuid, InvalidId> {
    if text.len() != 26 {
        return Err(InvalidId);
    }
    let mut value: u128 = 0;
    for (place, byte) in text.bytes().enumerate() {
        let digit = ALPHABET.iter().position(|c| *c == byte).ok_or(InvalidId)?;
        if place == 0 && digit > 7 {
            return Err(InvalidId);
        }
        value = (value << 5) | digit as u128;
    }
    Ok(Uuid::from_u128(value))
}

macro_rules! typed_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Uuid);

        impl $name {
            /// What the id starts with on the wire, with its underscore.
            pub const PREFIX: &'static str = concat!($prefix, "_");
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}{}", Self::PREFIX, encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let rest = text.strip_prefix(Self::PREFIX).ok_or(InvalidId)?;
                decode(rest).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .description(Some(concat!("Opaque id that starts with `", $prefix, "_`.")))
                    .build()
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}
    };
}

typed_id!(
    /// A workspace: the tenant. Every tenant-owned row carries it first.
    WorkspaceId, "wsp");
typed_id!(
    /// A person with a login; may belong to several workspaces.
    UserId, "usr");
typed_id!(
    /// A bot of a workspace.
    BotId, "bot");
typed_id!(
    /// A document in a bot's knowledge base.
    DocumentId, "doc");
typed_id!(
    /// A passage of a document: the unit of search.
    ChunkId, "chk");
typed_id!(
    /// A tag of a workspace.
    TagId, "tag");
typed_id!(
    /// A background job.
    JobId, "job");
typed_id!(
    /// A conversation between a visitor (or the playground) and a bot.
    ConversationId, "cnv");
typed_id!(
    /// One message of a conversation.
    MessageId, "msg");
typed_id!(
    /// A question with an answer that a person wrote.
    QuestionId, "qna");
typed_id!(
    /// A question with the passage that should be found for it.
    TestQuestionId, "tqn");
typed_id!(
    /// A visitor's session, bound to one conversation and one Origin.
    SessionId, "ses");
typed_id!(
    /// A bot's knowledge at one moment.
    SnapshotId, "snp");
typed_id!(
    /// A chat model of a workspace.
    ModelId, "mdl");
typed_id!(
    /// A workspace API key (the row; the secret starts with `csk_`).
    ApiKeyId, "key");
typed_id!(
    /// A web source of a bot: a page, a list of them, a sitemap or a whole site.
    SourceId, "src");
typed_id!(
    /// A page of a web source.
    SourcePageId, "pag");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_survive_the_wire_and_sort_by_time() {
        let early = BotId(Uuid::from_u128(1));
        let late = BotId(Uuid::from_u128(u128::MAX));
        assert!(early.to_string() < late.to_string());
        for id in [early, late] {
            assert_eq!(id.to_string().parse::<BotId>(), Ok(id));
        }
    }

    #[test]
    fn foreign_and_damaged_ids_are_refused() {
        let bot = BotId(Uuid::from_u128(77)).to_string();
        assert!(bot.parse::<DocumentId>().is_err());
        for text in [
            "",
            "bot_",
            "bot_é",
            "bot_8zzzzzzzzzzzzzzzzzzzzzzzzz",
            &bot[..bot.len() - 1],
            &bot.to_uppercase(),
        ] {
            assert!(text.parse::<BotId>().is_err(), "{text}");
        }
    }
}
