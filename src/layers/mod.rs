//! One file per layer of the image.
