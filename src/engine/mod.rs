//! What the user gave us, and what an image knows of itself. Shared by build and launch.

mod facts;

pub use facts::{ClassPath, EngineFacts, FACTS_FILE, ImageFacts};
