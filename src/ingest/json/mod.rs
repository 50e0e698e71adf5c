//! Reading JSON: one pass over the text that proves it to be JSON and fills typed structs on the way.
//!
//! What no struct names is skipped where it stands. Knows nothing of AWS.

mod cursor;
mod keys;
mod shape;
mod string;

pub(crate) use cursor::{Cursor, Stop};
pub(crate) use keys::{Keys, camel, index, pascal, pascal_length};
pub(crate) use shape::{Fields, Read, shapes};
