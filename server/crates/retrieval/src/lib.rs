//! Hybrid search: BM25, vectors, trigrams, score fusion.
