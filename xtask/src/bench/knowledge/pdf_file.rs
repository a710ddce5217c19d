//! A PDF of many pages of text, written by hand (ISO 32000-1, sections 7.5 and 9.4).

use std::fmt::Write;

use super::prose::Prose;

/// A page has a heading and so many paragraphs of so many bytes: about 450 words, as a manual's page.
const PARAGRAPHS: usize = 5;
const PARAGRAPH_BYTES: usize = 520;
/// Characters of a line: what fits between the margins in 10 points.
const LINE_CHARS: usize = 95;
/// The catalogue, the page tree and two fonts.
const FIRST_PAGE_OBJECT: usize = 5;

/// A file of so many pages.
pub fn write(pages: usize) -> Vec<u8> {
    let page_objects = (0..pages).map(|page| FIRST_PAGE_OBJECT + 2 * page);
    let kids: String = page_objects.map(|object| format!("{object} 0 R ")).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!(
            "<< /Type /Pages /Count {pages} /Kids [{kids}] /MediaBox [0 0 595 842] \
             /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
        ),
        font("Helvetica"),
        font("Helvetica-Bold"),
    ];
    for page in 0..pages {
        let content = content(page);
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /Contents {} 0 R >>",
            FIRST_PAGE_OBJECT + 2 * page + 1
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    file(&objects).into_bytes()
}

fn font(name: &str) -> String {
    format!("<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>")
}

/// What is drawn on a page. The prose has no character that a string would have to escape.
fn content(page: usize) -> String {
    let mut prose = Prose::new(page as u64);
    let mut content = format!("BT /F2 16 Tf 56 780 Td (Chapter {}) Tj ET\n", page + 1);
    content.push_str("BT /F1 10 Tf 13 TL 56 750 Td\n");
    for _ in 0..PARAGRAPHS {
        for line in lines(&prose.paragraph(PARAGRAPH_BYTES)) {
            content.push_str(&format!("({line}) Tj T*\n"));
        }
        // An empty line.
        content.push_str("T*\n");
    }
    content.push_str("ET");
    content
}

fn lines(paragraph: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in paragraph.split(' ') {
        if !line.is_empty() && line.len() + 1 + word.len() > LINE_CHARS {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

/// The objects, numbered from 1, with the table of where each begins.
fn file(objects: &[String]) -> String {
    let mut file = "%PDF-1.4\n".to_owned();
    // The head of the list of free objects; every entry has 20 bytes.
    let mut table = "0000000000 65535 f \n".to_owned();
    for (object, number) in objects.iter().zip(1..) {
        // Writing into a string cannot fail.
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        let _ = writeln!(file, "{number} 0 obj\n{object}\nendobj");
    }
    let (start, size) = (file.len(), objects.len() + 1);
    let _ = write!(
        file,
        "xref\n0 {size}\n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    );
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_where_the_objects_are() {
        let file = String::from_utf8(write(3)).unwrap();
        let start: usize =
            file.rsplit("startxref\n").next().unwrap().lines().next().unwrap().parse().unwrap();
        let table = file[start..].strip_prefix("xref\n0 11\n").unwrap();
        for (entry, number) in table.lines().skip(1).take(10).zip(1..) {
            assert_eq!(entry.len(), 19);
            let offset: usize = entry.split(' ').next().unwrap().parse().unwrap();
            assert!(file[offset..].starts_with(&format!("{number} 0 obj\n")), "{entry}");
        }
        assert!(file.contains("/Count 3 ") && file.contains("(Chapter 3)"));
    }

    #[test]
    fn lines_keep_every_word() {
        let paragraph = Prose::new(1).paragraph(500);
        let lines = lines(&paragraph);
        assert!(lines.iter().all(|line| line.len() <= LINE_CHARS));
        assert_eq!(lines.join(" "), paragraph);
    }
}
