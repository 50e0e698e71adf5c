//! AWS's documents: JSON, proved and read in one pass, and the shapes that AWS writes it in. What people wait for
//! while a network is loaded happens here. Must not know what a network is.

pub mod json;
#[allow(missing_docs, reason = "the names are AWS's own, and documented by AWS")]
pub mod raw;
