//! A measured number, its target, and the table of them.

/// One measured number; less is better.
#[derive(Debug, Clone)]
pub struct Figure {
    /// What was measured.
    pub what: String,
    /// How much it is.
    pub measured: f64,
    /// The most it should be.
    pub most: f64,
    /// What both are counted in.
    pub unit: &'static str,
}

impl Figure {
    /// A number that should be at most `most`.
    pub fn at_most(what: &str, measured: f64, most: f64, unit: &'static str) -> Self {
        Self { what: what.to_owned(), measured, most, unit }
    }

    /// Whether the target is met.
    pub fn met(&self) -> bool {
        self.measured <= self.most
    }
}

/// Prints the table.
#[expect(clippy::print_stdout, reason = "the table is the command's result")]
pub fn print(figures: &[Figure]) {
    for line in table(figures) {
        println!("{line}");
    }
}

fn table(figures: &[Figure]) -> Vec<String> {
    let width = figures.iter().map(|figure| figure.what.chars().count()).max().unwrap_or(0).max(4);
    let mut lines = vec![format!("{:width$}  {:>14}  {:>14}", "what", "measured", "target")];
    lines.extend(figures.iter().map(|figure| {
        let (measured, most) = (amount(figure.measured, figure.unit), amount(figure.most, figure.unit));
        let verdict = if figure.met() { "ok" } else { "MISSED" };
        format!("{:width$}  {measured:>14}  {most:>14}  {verdict}", figure.what)
    }));
    lines
}

fn amount(value: f64, unit: &str) -> String {
    if value.fract() == 0.0 { format!("{value:.0} {unit}") } else { format!("{value:.2} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missed_target_is_named() {
        let figures = [Figure::at_most("start", 0.5, 1.0, "s"), Figure::at_most("memory", 60.0, 50.0, "MB")];
        let lines = table(&figures);
        assert!(lines[1].ends_with("ok") && lines[1].contains("0.50 s"), "{lines:?}");
        assert!(lines[2].ends_with("MISSED") && lines[2].contains("50 MB"), "{lines:?}");
    }
}
