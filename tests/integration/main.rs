//! Integration tests: real `pack build`s with a real JDK, Spark, PIO and sbt, and a real PostgreSQL.
//!
//! One program instead of one per file, so that they link once; see `support` for what they need.

#![allow(clippy::expect_used, clippy::unwrap_used)]

mod build_refusals;
mod cluster;
mod cluster_yarn;
mod deployments;
mod dev;
mod eras;
mod event_data;
mod event_server;
mod launch_refusals;
mod life_of_an_engine;
mod line_0_14;
mod newer_models;
mod other_ways;
mod own_data;
mod own_index;
mod own_tests;
mod plugins;
mod releases;
mod shell;
mod storage;
mod support;
mod verified_database;
