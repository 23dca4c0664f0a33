//! What programs may call, and how they are answered.

mod keys;
