DROP FUNCTION settle_spending, reserve_spending, applying_budgets;
DROP TABLE model_usage, spending, budgets;
ALTER TABLE messages DROP COLUMN micros;
ALTER TABLE chat_models DROP COLUMN input_price, DROP COLUMN cached_input_price, DROP COLUMN output_price;
