//! What each role may do. One list: the wire, the checks and the docs read it.

use chatsphere_contract::accounts::Role;

/// Something that a role permits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// See bots, documents, conversations.
    Read,
    /// Try a bot in the playground.
    Converse,
    /// Make and change bots.
    BotsWrite,
    /// Upload, import, delete and retry documents.
    DocumentsWrite,
    /// Change workspace settings: model provider, API keys.
    SettingsWrite,
}

impl Permission {
    /// All, in the order they are listed on the wire.
    pub const ALL: [Self; 5] =
        [Self::Read, Self::Converse, Self::BotsWrite, Self::DocumentsWrite, Self::SettingsWrite];

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Converse => "converse",
            Self::BotsWrite => "bots.write",
            Self::DocumentsWrite => "documents.write",
            Self::SettingsWrite => "settings.write",
        }
    }

    /// The least role that has it.
    pub fn least_role(self) -> Role {
        match self {
            Self::Read => Role::Viewer,
            Self::Converse => Role::Agent,
            Self::BotsWrite | Self::DocumentsWrite | Self::SettingsWrite => Role::Admin,
        }
    }
}
