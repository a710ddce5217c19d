//! Routes by audience.
