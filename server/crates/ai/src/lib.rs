//! Chat and embedding providers behind two traits.
