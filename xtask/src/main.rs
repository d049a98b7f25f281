//! The project's own tools, behind the commands in `scripts/`.

fn main() {}
