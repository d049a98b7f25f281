//! What the user gave us, and what an image knows of itself. Shared by build and launch.

mod facts;
mod source;
mod variant;

pub use facts::{ClassPath, EngineFacts, FACTS_FILE, ImageFacts};
pub use source::{Sources, look_at};
pub use variant::{Variant, VariantError, read_variant};
