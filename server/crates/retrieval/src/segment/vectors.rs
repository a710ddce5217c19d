//! Unit vectors in 16-bit fixed point, scanned exactly.
//!
//! A component v of a unit vector is kept as round(v · 32767). By the Cauchy-Schwarz inequality the sum of
//! products of two such vectors stays near 2^30 whatever their dimension, so 32-bit integers cannot
//! overflow; and because integers add up the same in any order, the compiler is free to use the
//! processor's widest multiply-add. The error of a cosine is about 1e-5: what the database's half
//! precision leaves anyway.

const ONE: f32 = 32767.0;
const NONE: u32 = u32::MAX;

/// A unit vector in fixed point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QuantizedVector(Vec<i16>);

impl QuantizedVector {
    /// Brings a vector to unit length; `None` when it has no direction.
    pub(crate) fn new(vector: &[f32]) -> Option<Self> {
        let norm = vector.iter().map(|v| f64::from(*v) * f64::from(*v)).sum::<f64>().sqrt();
        if !norm.is_normal() {
            return None;
        }
        let scale = ONE / norm as f32;
        Some(Self(vector.iter().map(|v| (v * scale).round() as i16).collect()))
    }

    /// Number of components.
    pub(crate) fn dimensions(&self) -> usize {
        self.0.len()
    }
}

/// The vectors of a segment's rows, all of one dimension; some rows may have none.
#[derive(Debug, Default)]
pub(crate) struct Vectors {
    dimensions: usize,
    components: Vec<i16>,
    /// For each row the number of its vector.
    slots: Vec<u32>,
}

impl Vectors {
    /// For rows with vectors of so many dimensions.
    pub(crate) fn with_dimensions(dimensions: usize) -> Self {
        Self { dimensions, ..Self::default() }
    }

    /// Adds the next row. A vector of another dimension cannot be compared and counts as none.
    pub(crate) fn push(&mut self, vector: Option<&[i16]>) {
        let slot = match vector {
            Some(components) if self.dimensions > 0 && components.len() == self.dimensions => {
                let slot = self.components.len() / self.dimensions;
                self.components.extend_from_slice(components);
                u32::try_from(slot).unwrap_or(NONE)
            }
            _ => NONE,
        };
        self.slots.push(slot);
    }

    /// Adds the next row from floating point.
    pub(crate) fn push_float(&mut self, vector: Option<&[f32]>) {
        let quantized = vector.and_then(QuantizedVector::new);
        self.push(quantized.as_ref().map(|q| q.0.as_slice()));
    }

    /// Gives back unused memory.
    pub(crate) fn shrink(&mut self) {
        self.components.shrink_to_fit();
        self.slots.shrink_to_fit();
    }

    /// The vector of a row.
    pub(crate) fn of(&self, row: usize) -> Option<&[i16]> {
        let slot = *self.slots.get(row)?;
        if slot == NONE {
            return None;
        }
        let start = slot as usize * self.dimensions;
        self.components.get(start..start + self.dimensions)
    }

    /// Components of a vector; 0 when there is none.
    pub(crate) fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The cosine of every row with `question`, in the order of rows.
    pub(crate) fn cosines(&self, question: &QuantizedVector) -> Vec<Option<f32>> {
        if self.dimensions == 0 || question.dimensions() != self.dimensions {
            return vec![None; self.slots.len()];
        }
        let by_slot: Vec<f32> = self
            .components
            .chunks_exact(self.dimensions)
            .map(|vector| dot(vector, &question.0) as f32 / (ONE * ONE))
            .collect();
        self.slots.iter().map(|slot| by_slot.get(*slot as usize).copied()).collect()
    }

    /// Memory in use.
    pub(crate) fn bytes(&self) -> usize {
        self.components.capacity() * size_of::<i16>() + self.slots.capacity() * size_of::<u32>()
    }
}

fn dot(left: &[i16], right: &[i16]) -> i32 {
    left.iter().zip(right).map(|(l, r)| i32::from(*l) * i32::from(*r)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cosines_of_known_angles() {
        let mut vectors = Vectors::with_dimensions(2);
        for vector in [Some([1.0, 0.0]), None, Some([0.0, 3.0]), Some([-1.0, 0.0]), Some([1.0, 1.0])] {
            vectors.push_float(vector.as_ref().map(|v| v.as_slice()));
        }
        let question = QuantizedVector::new(&[2.0, 0.0]).unwrap();
        let cosines = vectors.cosines(&question);
        let expected = [Some(1.0), None, Some(0.0), Some(-1.0), Some(0.5_f32.sqrt())];
        for (cosine, expected) in cosines.iter().zip(expected) {
            assert_eq!(cosine.is_some(), expected.is_some());
            assert!((cosine.unwrap_or(0.0) - expected.unwrap_or(0.0)).abs() < 1e-4);
        }
    }

    #[test]
    fn the_worst_case_does_not_overflow() {
        // One huge component, and equal components in the largest dimension we would ever meet.
        for vector in [vec![1.0], vec![1.0; 4096]] {
            let quantized = QuantizedVector::new(&vector).unwrap();
            let cosine = dot(&quantized.0, &quantized.0) as f32 / (ONE * ONE);
            assert!((cosine - 1.0).abs() < 2e-3, "{cosine}");
        }
    }

    #[test]
    fn no_direction_and_other_dimensions_are_no_vector() {
        assert_eq!(QuantizedVector::new(&[0.0, 0.0]), None);
        assert_eq!(QuantizedVector::new(&[f32::NAN, 0.0]), None);
        assert_eq!(QuantizedVector::new(&[]), None);
        let mut vectors = Vectors::with_dimensions(2);
        vectors.push_float(Some(&[1.0, 0.0, 0.0]));
        assert_eq!(vectors.of(0), None);
    }
}
