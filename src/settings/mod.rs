//! Every setting, at build and at launch, in one table.
