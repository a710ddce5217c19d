//! Template database, builders, scripted model, authorization matrix.
