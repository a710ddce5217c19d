//! Rich Text Format to blocks.

mod fonts;
mod lexer;
mod paragraphs;

use fonts::Fonts;
use lexer::{Lexer, Token};
use paragraphs::{Paragraphs, Styles};

use crate::{document::Extracted, error::ExtractError, office::is_a_title, text};

/// Real files stay below 30.
const DEEPEST: usize = 500;

/// Blocks and title of an RTF file.
///
/// # Errors
///
/// `corrupt` when groups are nested too deeply.
pub(crate) fn parse(bytes: &[u8]) -> Result<Extracted, ExtractError> {
    let mut reader = RtfReader::default();
    for token in Lexer::new(bytes) {
        reader.token(token)?;
    }
    reader.end_run();
    let stated = text::one_line(&text::clean(&reader.title));
    let (titled, blocks) = reader.paragraphs.finish();
    let title = titled.or_else(|| Some(stated).filter(|title| is_a_title(title)));
    Ok(Extracted { title, blocks, ..Extracted::default() })
}

/// What a group says about the text in it; a group within inherits it.
#[derive(Clone)]
struct State {
    place: Place,
    font: i32,
    is_hidden: bool,
    /// How many characters stand in for one that is also given by its number.
    stand_ins: usize,
    started: bool,
    /// What a field shows.
    is_result: bool,
}

/// Where text goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Body,
    /// The marker of a list's entry, as the program computed it.
    Marker,
    FontTable,
    StyleSheet,
    Title,
    Note,
    /// What a field does: where a link leads.
    Instruction,
    Nowhere,
}

#[derive(Default)]
struct RtfReader {
    /// That of the group we are in.
    current: State,
    /// Those of the groups around it.
    stack: Vec<State>,
    fonts: Fonts,
    styles: Styles,
    paragraphs: Paragraphs,
    title: String,
    instruction: String,
    /// Bytes of one font, not yet decoded.
    run: Vec<u8>,
    skip: usize,
    ignorable: bool,
}

impl RtfReader {
    fn token(&mut self, token: Token<'_>) -> Result<(), ExtractError> {
        match token {
            Token::Open => {
                self.end_run();
                if self.stack.len() >= DEEPEST {
                    return Err(ExtractError::corrupt("its groups are nested too deeply"));
                }
                let inner = State { started: false, ..self.current.clone() };
                self.stack.push(std::mem::replace(&mut self.current, inner));
                self.skip = 0;
            }
            Token::Close => self.close(),
            Token::Byte(byte) => self.byte(byte),
            Token::Text(text) => text.iter().for_each(|byte| self.byte(*byte)),
            Token::Word(name, number) => self.word(name, number),
            Token::Ignorable => self.ignorable = true,
        }
        Ok(())
    }

    fn close(&mut self) {
        self.end_run();
        self.skip = 0;
        self.ignorable = false;
        let Some(outer) = self.stack.pop() else { return };
        let closed = std::mem::replace(&mut self.current, outer);
        let outer = self.current.place;
        if closed.is_result && !self.current.is_result {
            self.end_link();
        }
        match closed.place {
            Place::FontTable => self.fonts.end_entry(),
            Place::StyleSheet => self.styles.end_entry(),
            Place::Note if outer != Place::Note => self.paragraphs.write("]"),
            _ => {}
        }
        self.current.started = true;
    }

    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        self.ignorable = false;
        self.current.started = true;
        self.run.push(byte);
    }

    fn character(&mut self, character: char) {
        self.end_run();
        let mut buffer = [0; 4];
        self.write(character.encode_utf8(&mut buffer));
    }

    /// Decodes the bytes that came in one font.
    fn end_run(&mut self) {
        if self.run.is_empty() {
            return;
        }
        let run = std::mem::take(&mut self.run);
        let font = self.current.font;
        let decoded = self.fonts.decode(font, &run);
        self.write(&decoded);
    }

    fn write(&mut self, text: &str) {
        let State { place, font, is_hidden, .. } = self.current;
        match place {
            Place::Body | Place::Note if !is_hidden => {
                self.paragraphs.is_monospaced(self.fonts.is_monospaced(font), text);
                self.paragraphs.write(text);
            }
            Place::Marker => self.paragraphs.write_marker(text),
            Place::FontTable => self.fonts.write_name(text),
            Place::StyleSheet => self.styles.write_name(text),
            Place::Title => self.title.push_str(text),
            Place::Instruction if self.instruction.len() < 1_000 => self.instruction.push_str(text),
            _ => {}
        }
    }

    fn word(&mut self, name: &[u8], number: Option<i32>) {
        let ignorable = std::mem::take(&mut self.ignorable);
        if name == b"u" {
            self.unicode(number.unwrap_or(0));
            return;
        }
        self.end_run();
        let opens = !std::mem::replace(&mut self.current.started, true);
        if opens && self.opens_destination(name, ignorable) {
            return;
        }
        let is_on = number != Some(0);
        let count = usize::try_from(number.unwrap_or(1).max(0)).unwrap_or(1);
        match name {
            b"uc" => self.current.stand_ins = count.min(16),
            b"ansicpg" => self.fonts.set_page(number.unwrap_or(0)),
            b"mac" => self.fonts.set_page(10_000),
            b"deff" => self.fonts.set_default(number.unwrap_or(0)),
            b"f" => match self.current.place {
                Place::FontTable => self.fonts.begin_entry(number.unwrap_or(0)),
                _ => self.current.font = number.unwrap_or(0),
            },
            b"fcharset" => self.fonts.set_charset(number.unwrap_or(0)),
            b"v" | b"deleted" => self.current.is_hidden = is_on,
            b"plain" => {
                let default = self.fonts.default_font();
                (self.current.font, self.current.is_hidden) = (default, false);
            }
            b"s" if self.current.place == Place::StyleSheet => self.styles.begin_entry(number.unwrap_or(0)),
            b"outlinelevel" if self.current.place == Place::StyleSheet => self.styles.set_outline(number),
            // A note is part of the sentence it stands at.
            b"par" if self.current.place == Place::Note => self.paragraphs.write(" "),
            _ if matches!(self.current.place, Place::Body | Place::Note) => {
                self.paragraphs.word(name, number, &self.styles);
            }
            _ => {}
        }
    }

    /// A word that says where the text of this group goes.
    fn opens_destination(&mut self, name: &[u8], ignorable: bool) -> bool {
        let inside = self.current.place;
        let place = match name {
            b"fonttbl" => Place::FontTable,
            b"stylesheet" => Place::StyleSheet,
            b"title" => Place::Title,
            b"info" | b"shpinst" | b"shptxt" | b"field" | b"fldrslt" | b"upr" | b"ud" => inside,
            b"listtext" | b"pntext" => Place::Marker,
            b"footnote" => Place::Note,
            b"fldinst" => Place::Instruction,
            b"colortbl" | b"pict" | b"object" | b"objdata" | b"header" | b"headerl" | b"headerr"
            | b"headerf" | b"footer" | b"footerl" | b"footerr" | b"footerf" | b"listtable"
            | b"listoverridetable" | b"rsidtbl" | b"nonshppict" | b"sp" | b"nonesttables"
            | b"nesttableprops" | b"author" | b"operator" | b"company" | b"subject" | b"keywords"
            | b"doccomm" | b"creatim" | b"revtim" | b"printim" | b"comment" | b"manager" | b"category"
            | b"template" | b"bkmkstart" | b"bkmkend" | b"annotation" | b"atnid" | b"atnauthor" | b"xe"
            | b"tc" | b"rxe" | b"txe" => Place::Nowhere,
            _ if ignorable => Place::Nowhere,
            _ => return false,
        };
        let place = if inside == Place::Nowhere { inside } else { place };
        if name == b"fldrslt" {
            self.current.is_result = true;
        }
        if place == Place::Note && inside == Place::Body {
            self.paragraphs.write(" [");
        }
        self.current.place = place;
        true
    }

    /// Puts the address of a link behind its words, as "download it here" is no answer without one.
    fn end_link(&mut self) {
        let instruction = std::mem::take(&mut self.instruction);
        let Some(rest) = instruction.trim_start().strip_prefix("HYPERLINK") else { return };
        let address = rest.trim().trim_start_matches('"').split(['"', ' ']).next().unwrap_or_default();
        if address.starts_with("http") && address.len() <= 120 && self.current.place == Place::Body {
            self.paragraphs.write_address(address);
        }
    }

    /// A character by its number; halves of a pair come one after the other.
    fn unicode(&mut self, number: i32) {
        let unit = u16::try_from(number.rem_euclid(65_536)).unwrap_or(0);
        let stand_ins = self.current.stand_ins;
        self.end_run();
        match self.paragraphs.high_half.take() {
            Some(high) if (0xdc00..0xe000).contains(&unit) => {
                let pair = [high, unit];
                if let Some(Ok(character)) = char::decode_utf16(pair).next() {
                    self.character(character);
                }
            }
            _ if (0xd800..0xdc00).contains(&unit) => self.paragraphs.high_half = Some(unit),
            _ => {
                if let Some(character) = char::from_u32(u32::from(unit)) {
                    self.character(character);
                }
            }
        }
        self.current.started = true;
        self.skip = stand_ins;
    }
}

impl Default for State {
    fn default() -> Self {
        Self {
            place: Place::Body,
            font: -1,
            is_hidden: false,
            stand_ins: 1,
            started: false,
            is_result: false,
        }
    }
}

#[cfg(test)]
mod tests;
