//! What went wrong → what to do: one message per cause.
