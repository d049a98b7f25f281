//! What the user gave us, and what an image knows of itself. Shared by build and launch.

mod choice;
mod clients;
mod definition;
mod era;
mod factories;
mod facts;
mod line;
mod place;
mod python;
mod source;
mod texts;
mod variant;

pub use choice::{ChoiceError, PIO_VERSION, SCALA_VERSION, SPARK_VERSION, Wishes, choose};
pub use clients::{UsedClient, used_clients};
pub use definition::definition_files;
pub use era::{Era, read_era};
pub use factories::absent_factory;
pub use facts::{ClassPath, EngineFacts, FACTS_FILE, ImageFacts, PostgresqlFacts};
pub use line::Line;
pub use place::{PlaceError, engine_dir, engines_below, engines_of_projects, has_variant};
pub use python::python_training;
pub use source::{Sources, asks_for_pio, look_at};
pub use texts::Texts;
pub use variant::{Variant, VariantError, read_variant, repaired, variant_file};
