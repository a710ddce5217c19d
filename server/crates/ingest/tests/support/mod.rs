//! A tiny PDF writer: the test files are made here, each with one thing wrong, so that none is stored.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that can't make its file shall fail"
)]

use std::io::Write;

use flate2::{Compression, write::ZlibEncoder};

/// A line of text on a page.
pub struct Line<'a> {
    pub size: u32,
    pub text: &'a str,
}

/// A PDF under construction: object 1 is the catalog, 2 the page tree, 3 the font.
pub struct PdfWriter {
    objects: Vec<Vec<u8>>,
    pages: Vec<usize>,
    trailer_extra: String,
}

impl PdfWriter {
    pub fn new() -> Self {
        let font =
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec();
        let catalog = b"<< /Type /Catalog /Pages 2 0 R >>".to_vec();
        Self { objects: vec![catalog, Vec::new(), font], pages: Vec::new(), trailer_extra: String::new() }
    }

    /// Adds an object and gives its number.
    pub fn object(&mut self, body: impl Into<Vec<u8>>) -> usize {
        self.objects.push(body.into());
        self.objects.len()
    }

    pub fn stream(&mut self, dictionary: &str, data: &[u8]) -> usize {
        let mut body = format!("<< {dictionary} /Length {} >>\nstream\n", data.len()).into_bytes();
        body.extend_from_slice(data);
        body.extend_from_slice(b"\nendstream");
        self.object(body)
    }

    pub fn page_with_content(&mut self, content: usize, resources: &str) {
        let page = self.object(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {content} 0 R /Resources << {resources} >> >>"
        ));
        self.pages.push(page);
    }

    pub fn text_page(&mut self, lines: &[Line<'_>]) {
        let mut content = String::from("BT\n72 740 Td\n");
        for line in lines {
            let text = line.text.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
            content.push_str(&format!("/F1 {} Tf\n({text}) Tj\n0 -{} Td\n", line.size, line.size * 3 / 2));
        }
        content.push_str("ET");
        let content = self.stream("", content.as_bytes());
        self.page_with_content(content, "/Font << /F1 3 0 R >>");
    }

    pub fn image_page(&mut self) {
        let image = self.stream(
            "/Type /XObject /Subtype /Image /Width 4 /Height 4 /ColorSpace /DeviceGray /BitsPerComponent 8",
            &[0x80; 16],
        );
        let content = self.stream("", b"q 612 0 0 792 0 0 cm /Im1 Do Q");
        self.page_with_content(content, &format!("/XObject << /Im1 {image} 0 R >>"));
    }

    /// Protects it with a password that is not the empty one: the check values are noise.
    pub fn encrypt(&mut self) {
        let noise = |seed: u8| {
            (0..32u8).map(|n| format!("{:02x}", n.wrapping_mul(37).wrapping_add(seed))).collect::<String>()
        };
        let encrypt = self.object(format!(
            "<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <{}> /U <{}> >>",
            noise(11),
            noise(97)
        ));
        let id = "<00112233445566778899aabbccddeeff>";
        self.trailer_extra = format!("/Encrypt {encrypt} 0 R /ID [{id} {id}]");
    }

    /// The page tree leads back to itself, at once or by way of a node below.
    pub fn loop_page_tree(&mut self, through_a_child: bool) {
        let node = self.object(b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 3 >>".to_vec());
        let kid = if through_a_child { node } else { 2 };
        self.objects[1] = format!("<< /Type /Pages /Kids [{kid} 0 R] /Count 3 >>").into_bytes();
    }

    pub fn finish(mut self) -> Vec<u8> {
        if self.objects[1].is_empty() {
            let kids: String = self.pages.iter().map(|page| format!("{page} 0 R ")).collect();
            self.objects[1] =
                format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", self.pages.len()).into_bytes();
        }
        let mut file = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
        let mut offsets = Vec::new();
        for (index, object) in self.objects.iter().enumerate() {
            offsets.push(file.len());
            file.extend_from_slice(format!("{} 0 obj\n", index + 1).as_bytes());
            file.extend_from_slice(object);
            file.extend_from_slice(b"\nendobj\n");
        }
        let xref = file.len();
        file.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", offsets.len() + 1).as_bytes());
        for offset in &offsets {
            file.extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes());
        }
        let trailer = format!(
            "trailer\n<< /Size {} /Root 1 0 R {} >>\nstartxref\n{xref}\n%%EOF\n",
            offsets.len() + 1,
            self.trailer_extra
        );
        file.extend_from_slice(trailer.as_bytes());
        file
    }
}

/// One line a page.
pub fn simple_pdf(pages: &[&str]) -> Vec<u8> {
    let mut pdf = PdfWriter::new();
    for text in pages {
        pdf.text_page(&[Line { size: 12, text }]);
    }
    pdf.finish()
}

/// A manual of so many pages: a running header, a heading, 40 lines, a page number.
pub fn manual(pages: usize) -> Vec<u8> {
    let mut pdf = PdfWriter::new();
    for page in 1..=pages {
        let heading = format!("Chapter {page}: Pump model P-{page:03}");
        let body: Vec<String> = (0..40)
            .map(|line| {
                format!("Line {line} of page {page} tells how the pump behaves when valve {line} is open.")
            })
            .collect();
        let number = format!("Page {page} of {pages}");
        let mut lines =
            vec![Line { size: 8, text: "Acme Pumps service manual" }, Line { size: 18, text: &heading }];
        lines.extend(body.iter().map(|text| Line { size: 10, text }));
        lines.push(Line { size: 8, text: &number });
        pdf.text_page(&lines);
    }
    pdf.finish()
}

/// A page whose compressed content unfolds to this pattern, over and over.
pub fn content_bomb(pattern: &[u8], unfolded_bytes: usize) -> Vec<u8> {
    let block: Vec<u8> =
        pattern.iter().copied().cycle().take(pattern.len() * (1024 * 1024 / pattern.len())).collect();
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..unfolded_bytes.div_ceil(block.len()) {
        encoder.write_all(&block).unwrap();
    }
    let packed = encoder.finish().unwrap();
    let mut pdf = PdfWriter::new();
    let content = pdf.stream("/Filter /FlateDecode", &packed);
    pdf.page_with_content(content, "/Font << /F1 3 0 R >>");
    pdf.finish()
}
