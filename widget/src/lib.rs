//! The chat panel that visitors see: web-sys, no framework.
