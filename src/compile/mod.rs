//! The compilation of an engine: working copy, migrations, sbt.
