//! The buildpack.

fn main() {}
