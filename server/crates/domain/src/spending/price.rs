//! From tokens to money, in whole numbers.

use chatsphere_contract::spending::ModelPrices;

/// Tokens that a price is for.
const PRICED_TOKENS: i128 = 1_000_000;

/// What an answer costs, in micro-units, rounded up to the next one. `cached` are those of the `input` tokens that came
/// from the provider's cache; where they have no price of their own they cost what the others do.
pub fn cost_micros(prices: ModelPrices, input: u32, cached: u32, output: u32) -> i64 {
    let cached = cached.min(input);
    let cached_price =
        if prices.cached_input_micros > 0 { prices.cached_input_micros } else { prices.input_micros };
    let part = |tokens: u32, price: i64| i128::from(tokens) * i128::from(price.max(0));
    let total = part(input - cached, prices.input_micros)
        + part(cached, cached_price)
        + part(output, prices.output_micros);
    i64::try_from((total + PRICED_TOKENS - 1) / PRICED_TOKENS).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 0.15, 0.075 and 0.60 for a million tokens.
    const SMALL: ModelPrices =
        ModelPrices { input_micros: 150_000, cached_input_micros: 75_000, output_micros: 600_000 };

    #[test]
    fn each_kind_of_token_has_its_price() {
        assert_eq!(cost_micros(SMALL, 1_000_000, 0, 0), 150_000);
        assert_eq!(cost_micros(SMALL, 1_000_000, 1_000_000, 0), 75_000);
        assert_eq!(cost_micros(SMALL, 0, 0, 1_000_000), 600_000);
        assert_eq!(cost_micros(SMALL, 2_000, 1_000, 500), 150 + 75 + 300);
    }

    #[test]
    fn a_part_of_a_micro_unit_counts_as_one_and_nothing_as_nothing() {
        assert_eq!(cost_micros(SMALL, 1, 0, 0), 1);
        assert_eq!(cost_micros(SMALL, 0, 0, 0), 0);
        assert_eq!(cost_micros(ModelPrices::default(), 1_000, 0, 1_000), 0);
    }

    #[test]
    fn cached_tokens_without_a_price_cost_what_the_others_do() {
        let unknown = ModelPrices { cached_input_micros: 0, ..SMALL };
        assert_eq!(cost_micros(unknown, 1_000_000, 400_000, 0), 150_000);
    }

    #[test]
    fn the_largest_numbers_neither_wrap_nor_fail() {
        let dear = ModelPrices { input_micros: i64::MAX, cached_input_micros: 0, output_micros: i64::MAX };
        assert_eq!(cost_micros(dear, u32::MAX, u32::MAX, u32::MAX), i64::MAX);
        assert_eq!(cost_micros(SMALL, 10, 11, 0), 1, "more cached than read is all that was read");
    }
}
