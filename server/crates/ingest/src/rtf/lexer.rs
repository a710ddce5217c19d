//! The bytes of an RTF file as groups, control words and text.

/// One piece.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// `\name` or `\name12`
    Word(&'a [u8], Option<i32>),
    /// `\*`: who does not know the next word leaves the group out.
    Ignorable,
    /// `\'e9`, or a sign that was escaped.
    Byte(u8),
    /// As it stands.
    Text(&'a [u8]),
}

/// Reads tokens; never fails: what is no RTF is text.
pub(super) struct Lexer<'a> {
    rest: &'a [u8],
}

impl<'a> Lexer<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    fn advance(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    fn control(&mut self) -> Option<Token<'a>> {
        let first = *self.rest.first()?;
        if first.is_ascii_alphabetic() {
            return Some(self.word());
        }
        self.advance(1);
        Some(match first {
            b'\'' => {
                let hex = self.rest.get(..2).and_then(|two| std::str::from_utf8(two).ok());
                let byte = hex.and_then(|two| u8::from_str_radix(two, 16).ok());
                self.advance(if byte.is_some() { 2 } else { 0 });
                Token::Byte(byte.unwrap_or(b'?'))
            }
            b'*' => Token::Ignorable,
            b'~' => Token::Byte(b' '),
            b'_' => Token::Byte(b'-'),
            b'-' => Token::Text(&[]),
            b'\r' | b'\n' => Token::Word(b"par", None),
            b'\t' => Token::Word(b"tab", None),
            other => Token::Byte(other),
        })
    }

    fn word(&mut self) -> Token<'a> {
        let length = self.rest.iter().take(32).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let name = self.rest.get(..length).unwrap_or_default();
        self.advance(length);
        let sign = usize::from(self.rest.first() == Some(&b'-'));
        let digits = self.rest.iter().skip(sign).take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let mut number = None;
        if digits > 0 {
            let text = self.rest.get(..sign + digits).and_then(|text| std::str::from_utf8(text).ok());
            number = text.and_then(|text| text.parse::<i64>().ok());
            self.advance(sign + digits);
        }
        if self.rest.first() == Some(&b' ') {
            self.advance(1);
        }
        if name == b"bin" {
            // So many bytes of a picture follow, which may be anything.
            let count = number.and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
            self.advance(count.min(self.rest.len()));
        }
        let number = number.map(|number| i32::try_from(number).unwrap_or(i32::MAX));
        Token::Word(name, number)
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            match *self.rest.first()? {
                b'{' => {
                    self.advance(1);
                    return Some(Token::Open);
                }
                b'}' => {
                    self.advance(1);
                    return Some(Token::Close);
                }
                b'\\' => {
                    self.advance(1);
                    return self.control();
                }
                // Lines of the file are not lines of the text.
                b'\r' | b'\n' | 0 => self.advance(1),
                _ => {
                    let is_text = |byte: &&u8| !matches!(**byte, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0);
                    let length = self.rest.iter().take_while(is_text).count();
                    let text = self.rest.get(..length).unwrap_or_default();
                    self.advance(length);
                    return Some(Token::Text(text));
                }
            }
        }
    }
}
