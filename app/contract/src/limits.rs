//! Limits that both sides state: the form says them before, the server holds them after.

/// Longest visitor message, in characters.
pub const MESSAGE_CHARS: usize = 4_000;
/// Largest uploaded file.
pub const FILE_BYTES: u64 = 25 * 1024 * 1024;
/// Most files in one upload request.
pub const FILES_PER_UPLOAD: usize = 50;
/// Largest text of one imported document, in bytes.
pub const IMPORT_TEXT_BYTES: usize = 1024 * 1024;
/// Most lines in one NDJSON import.
pub const IMPORT_LINES: u64 = 100_000;
/// Longest name of a bot, workspace, person or document, in characters.
pub const NAME_CHARS: usize = 120;
/// Longest greeting, in characters.
pub const GREETING_CHARS: usize = 500;
/// Longest instructions to the model, in characters.
pub const INSTRUCTIONS_CHARS: usize = 8_000;
/// Longest tone in a tenant's own words, in characters.
pub const CUSTOM_TONE_CHARS: usize = 300;
/// Most topics that a bot is kept to, and most that it is kept from.
pub const TOPICS: usize = 30;
/// Longest topic, in characters.
pub const TOPIC_CHARS: usize = 80;
/// Longest reply of a bot that does not know, in characters.
pub const UNKNOWN_REPLY_CHARS: usize = 600;
/// Most randomness of a model.
pub const TEMPERATURE: f32 = 2.0;
/// Longest note on a published version, in characters.
pub const VERSION_NOTE_CHARS: usize = 300;
/// Most suggested questions of a bot, and the length of each in characters.
pub const SUGGESTED_QUESTIONS: usize = 6;
/// Longest suggested question, in characters.
pub const SUGGESTED_QUESTION_CHARS: usize = 120;
/// Most allowed domains of a bot.
pub const ALLOWED_DOMAINS: usize = 100;
/// Shortest and longest password, in characters.
pub const PASSWORD_CHARS: std::ops::RangeInclusive<usize> = 10..=200;
/// Longest name of a tag, in characters.
pub const TAG_CHARS: usize = 50;
/// Longest description of a tag, in characters.
pub const TAG_DESCRIPTION_CHARS: usize = 300;
/// Most tags of a workspace.
pub const TAGS: usize = 1_000;
/// Most tags of one document.
pub const TAGS_PER_DOCUMENT: usize = 20;
/// Most documents named one by one in a bulk action; a filter may match any number.
pub const BULK_IDS: usize = 1_000;
/// For how long a deleted document can be restored, in minutes.
pub const UNDO_MINUTES: i64 = 10;
/// Longest search query, in characters.
pub const QUERY_CHARS: usize = 1_000;
/// Most questions with a written answer of a bot, and the length of such an answer in characters.
pub const QUESTIONS: i64 = 5_000;
/// Longest written answer, in characters.
pub const ANSWER_CHARS: usize = 8_000;
/// Most tags of a question, a document or a source, and the length of each in characters.
pub const QUESTION_TAGS: usize = 20;
/// Largest CSV file of questions, in bytes.
pub const QUESTIONS_CSV_BYTES: usize = 8 * 1024 * 1024;
/// Most test questions of a bot.
pub const TEST_QUESTIONS: i64 = 500;
/// Most hits of one search.
pub const SEARCH_HITS: u32 = 100;
/// How long a visitor's session lives without use, in days.
pub const SESSION_DAYS: i64 = 30;
/// Longest text of a passage that a person writes, in characters.
pub const PASSAGE_CHARS: usize = 6_000;
/// Most pinned passages of a bot.
pub const PINNED_PASSAGES: usize = 5;
/// Most snapshots of a bot.
pub const SNAPSHOTS: i64 = 20;
/// Most web sources of a bot.
pub const SOURCES: i64 = 200;
/// Most addresses in a list.
pub const SOURCE_ADDRESSES: usize = 1_000;
/// Longest web address of a source or a page, in characters.
pub const ADDRESS_CHARS: usize = 2_000;
/// Most pages of a source, and how many when nothing is said.
pub const SOURCE_PAGES: i32 = 10_000;
/// Pages of a source when nothing is said.
pub const SOURCE_PAGES_DEFAULT: i32 = 500;
/// Most links from where a crawl begins to a page.
pub const CRAWL_DEPTH: i32 = 50;
/// The same when nothing is said.
pub const CRAWL_DEPTH_DEFAULT: i32 = 10;
/// Most patterns of a source, of each kind.
pub const SOURCE_PATTERNS: usize = 50;
/// Longest pattern, in characters.
pub const SOURCE_PATTERN_CHARS: usize = 300;
/// Most other hosts that a crawl may enter.
pub const SOURCE_HOSTS: usize = 20;
/// Longest time between two syncs, in hours: a year.
pub const SYNC_HOURS: i32 = 8_784;
/// Dearest model: micro-units for a million tokens, a million units of money.
pub const MODEL_PRICE_MICROS: i64 = 1_000_000_000_000;
/// Most answers of a budget.
pub const BUDGET_ANSWERS: i64 = 1_000_000_000;
/// Most money of a budget, in micro-units: a thousand million units.
pub const BUDGET_MICROS: i64 = 1_000_000_000_000_000;
/// Most days of a usage report.
pub const USAGE_DAYS: i64 = 366;
