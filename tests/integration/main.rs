//! Integration tests: real `pack build`s with a real JDK, Spark, PIO and sbt, and a real PostgreSQL.
//!
//! One program instead of one per file, so that they link once; see `support` for what they need.

#![allow(unused_crate_dependencies)]

mod build_refusals;
mod life_of_an_engine;
mod support;
