//! Configuration: embedded defaults, one optional TOML file, environment overrides.
