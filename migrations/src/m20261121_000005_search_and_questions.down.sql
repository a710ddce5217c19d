DROP TABLE questions;
DROP TABLE test_questions;
DROP TABLE search_queries;
