//! Reading JSON: one pass over the text that proves it to be JSON and fills typed structs on the way.
//!
//! What no struct names is skipped where it stands. Knows nothing of AWS.

mod cursor;
mod keys;
mod shape;
mod string;
mod trail;

pub use cursor::{Cursor, Stop};
pub use keys::{Keys, is_same};
pub(crate) use keys::{camel, index, pascal, pascal_length};
pub(crate) use shape::shapes;
pub use shape::{Fields, Read};
pub use trail::Trail;
