//! Compiles the crate again when a file that it embeds comes or goes.

fn main() {
    println!("cargo:rerun-if-changed=jvm");
    println!("cargo:rerun-if-changed=inventory");
}
