//! What has to be in a source as it stands: numbers, codes, quotations.

use std::collections::HashSet;

/// Numbers and codes of a text, in one spelling.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// Each number in every way that it may be read: `2.000` is two thousand and two.
    pub(super) numbers: Vec<Vec<String>>,
    /// Codes by their letters and digits: `E-17` is `e17`.
    pub(super) codes: Vec<String>,
}

/// What a source holds of them.
#[derive(Debug, Default)]
pub(super) struct KnownFacts {
    numbers: HashSet<String>,
    codes: HashSet<String>,
}

/// Most letters that a unit behind a number has: `30GB`, `5th`, `12mm`.
const UNIT_LETTERS: usize = 4;

/// Most letters of a word that makes a code with the number after it: `E 17`, `USB 3`.
const CODE_LETTERS: usize = 4;

/// Numbers that people rather write as words, from one, in the languages that are written most.
const SMALL_NUMBERS: [&str; 12] = [
    "one ein eine einen einem einer eins uno una un une um uma een één",
    "two zwei dos deux due dois duas twee",
    "three drei tres trois tre três drie",
    "four vier cuatro quatre quattro quatro",
    "five fünf cinco cinq cinque vijf",
    "six sechs seis sei zes",
    "seven sieben siete sept sette sete zeven",
    "eight acht ocho huit otto oito",
    "nine neun nueve neuf nove negen",
    "ten zehn diez dix dieci dez tien",
    "eleven elf once onze undici",
    "twelve zwölf doce douze dodici doze twaalf",
];

impl Facts {
    /// Of a text.
    pub(super) fn of(text: &str) -> Self {
        let mut facts = Self::default();
        for token in tokens(text).filter(|token| token.contains(char::is_numeric)) {
            match as_number(token) {
                Some(number) => facts.numbers.extend(pieces(number).map(readings)),
                None => facts.codes.push(squashed(token)),
            }
        }
        facts
    }
}

impl KnownFacts {
    /// Takes in the facts of a text.
    pub(super) fn add(&mut self, text: &str) {
        let mut before: Option<&str> = None;
        for token in tokens(text) {
            let word = before.take();
            if !token.contains(char::is_numeric) {
                self.add_number_word(token);
                before = (token.chars().count() <= CODE_LETTERS).then_some(token);
                continue;
            }
            // `E-17` also names the number 17, and `E 17` the code.
            let runs = token.split(|c: char| !c.is_numeric() && !matches!(c, '.' | ','));
            let runs = runs.filter(|run| run.contains(char::is_numeric)).flat_map(pieces);
            self.numbers.extend(runs.flat_map(readings));
            self.codes.insert(squashed(token));
            if let Some(word) = word {
                self.codes.insert(squashed(word) + &squashed(token));
            }
        }
    }

    /// Whether it holds a number in one of its readings.
    pub(super) fn has_number(&self, readings: &[String]) -> bool {
        readings.iter().any(|reading| self.numbers.contains(reading))
    }

    /// Whether it holds a code.
    pub(super) fn has_code(&self, code: &String) -> bool {
        self.codes.contains(code)
    }

    fn add_number_word(&mut self, word: &str) {
        let word = word.to_lowercase();
        let numbers = SMALL_NUMBERS.iter().zip(1_u8..);
        let known = numbers.filter(|(names, _)| names.split(' ').any(|name| name == word));
        self.numbers.extend(known.map(|(_, number)| number.to_string()));
    }
}

/// What stands in quotation marks and says something. Apostrophes are none.
pub(super) fn quotations(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find(['"', '“', '„', '«', '»', '「', '『']) {
        let (before, from_open) = rest.split_at(open);
        let (mark, after) = split_first(from_open);
        if mark == '"' && before.ends_with(char::is_numeric) {
            // Inches.
            rest = after;
            continue;
        }
        let closing: &[char] = match mark {
            '"' => &['"'],
            '“' => &['”'],
            // German closes with what English opens with.
            '„' => &['“', '”'],
            '«' => &['»'],
            '»' => &['«'],
            '「' => &['」'],
            _ => &['』'],
        };
        let Some(close) = after.find(closing) else {
            rest = after;
            continue;
        };
        let (inside, from_close) = after.split_at(close);
        let quotation = comparable(inside);
        if quotation.chars().filter(|c| c.is_alphabetic()).count() > 1 {
            found.push(quotation);
        }
        rest = split_first(from_close).1;
    }
    found
}

/// A text as quotations are compared: without emphasis, with single blanks and plain apostrophes, without a
/// mark at its end, which belongs to the sentence around a quotation as often as to it.
pub(super) fn comparable(text: &str) -> String {
    let plain: String = text
        .chars()
        .filter(|c| !matches!(c, '*' | '`' | '_' | '\u{ad}'))
        .map(|c| if matches!(c, '’' | '‘') { '\'' } else { c })
        .collect();
    let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    line.trim_end_matches(['.', ',', ';', ':', '!', '?', '…']).to_owned()
}

fn split_first(text: &str) -> (char, &str) {
    let mut letters = text.chars();
    let first = letters.next().unwrap_or_default();
    (first, letters.as_str())
}

/// Runs of letters and digits with what connects them (`LX-7731`, `9:00`, `1,234.50`).
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let connects = |c: char| matches!(c, '-' | '.' | ',' | ':' | '/' | '_' | '–' | '\'' | '’');
    text.split(move |c: char| !c.is_alphanumeric() && !connects(c))
        .map(move |token| token.trim_matches(connects))
        .filter(|token| !token.is_empty())
}

/// A token that is a number, or several with what connects them; a short unit behind it is left out.
fn as_number(token: &str) -> Option<&str> {
    let number = token.trim_end_matches(char::is_alphabetic);
    let unit = token.get(number.len()..)?;
    let is_number = !number.contains(char::is_alphabetic) && number.ends_with(char::is_numeric);
    (is_number && unit.chars().count() <= UNIT_LETTERS).then_some(number)
}

/// `9-17`, `09:30` and `1/2` are two numbers each.
fn pieces(number: &str) -> impl Iterator<Item = &str> {
    let pieces = number.split(['-', '–', ':', '/', '_']);
    let pieces = pieces.map(|piece| piece.trim_matches(['.', ',']));
    // The full hour and the zero before a point say nothing.
    pieces.filter(|piece| !piece.is_empty() && *piece != "00")
}

/// The ways to read a number, without zeros that change nothing.
fn readings(number: &str) -> Vec<String> {
    let number = &number.replace(['\'', '’'], "");
    let points = number.matches('.').count();
    let commas = number.matches(',').count();
    let decimal = match (points, commas) {
        (0, 0) => None,
        // The last of two kinds is the decimal one.
        (1.., 1..) => {
            if number.rfind('.') > number.rfind(',') {
                Some('.')
            } else {
                Some(',')
            }
        }
        (1, 0) => Some('.'),
        (0, 1) => Some(','),
        // Several of one kind group digits, or number a version.
        _ => return vec![number.replace(',', "."), digits(number)],
    };
    let Some(decimal) = decimal else { return vec![without_zeros(number, "")] };
    let (whole, fraction) = number.rsplit_once(decimal).unwrap_or((number, ""));
    let mut readings = vec![without_zeros(&digits(whole), fraction)];
    if points + commas == 1 && fraction.chars().count() == 3 {
        readings.push(without_zeros(&digits(number), ""));
    }
    readings
}

fn digits(number: &str) -> String {
    number.chars().filter(|c| c.is_numeric()).collect()
}

fn without_zeros(whole: &str, fraction: &str) -> String {
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
}

fn squashed(token: &str) -> String {
    token.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a source with the second text holds all facts of the first.
    fn holds(said: &str, source: &str) -> bool {
        let mut known = KnownFacts::default();
        known.add(source);
        let facts = Facts::of(said);
        facts.numbers.iter().all(|number| known.has_number(number))
            && facts.codes.iter().all(|code| known.has_code(code))
    }

    #[test]
    fn a_number_is_the_same_in_every_spelling() {
        for (said, source) in [
            ("30 days", "within 30 days."),
            ("3,50 €", "€3.50"),
            ("3.5 €", "3,50 €"),
            ("2000 points", "2,000 points"),
            ("2.000 Punkte", "2000 Punkte"),
            ("1.234,50 €", "1,234.5 €"),
            ("30 GB", "30GB"),
            ("30GB", "30 GB of data"),
            ("from 9 to 17", "09:00-17:00"),
            ("9:00–17:00", "from 9 to 17"),
            ("after 2 years", "after two years"),
            ("nach 2 Jahren", "nach zwei Jahren"),
            ("the 5th floor", "floor 5"),
            ("E-17", "Error E 17"),
            ("E17", "error e-17."),
            ("LX-7731", "The LX7731, a lamp"),
            ("version 2.10.1", "v2.10.1 is out, version 2.10.1"),
            ("no numbers at all", ""),
        ] {
            assert!(holds(said, source), "{said} | {source}");
        }
    }

    #[test]
    fn another_number_is_another_fact() {
        for (said, source) in [
            ("30 days", "within 14 days"),
            ("30 days", "within 130 days"),
            ("3.50 €", "35 €"),
            ("2000", "200"),
            ("E-17", "E-18"),
            ("E-17", "17 litres"),
            ("A-417", "E-417"),
            ("after 3 years", "after two years"),
            ("1.234,50", "1,234.60"),
            ("10:30", "10:45"),
        ] {
            assert!(!holds(said, source), "{said} | {source}");
        }
    }

    #[test]
    fn quotations_are_what_stands_between_their_marks() {
        assert_eq!(
            quotations(
                "Press “Save  all.” or \"Quit\", not „Beenden“, «Quitter» or 'this' and “never closed"
            ),
            ["Save all", "Quit", "Beenden", "Quitter"]
        );
        assert!(quotations("a 5\" screen, a 7\" screen").is_empty());
        assert_eq!(comparable("**Don’t**  `stop`."), "Don't stop");
    }
}
