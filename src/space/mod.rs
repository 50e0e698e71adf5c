//! Ground floor: sets of ports and addresses, protocols, packets. Arithmetic that has never heard of AWS.

pub mod addresses;
pub mod packet;
pub mod ports;
pub mod protocol;
pub mod ranges;

pub use addresses::{AddressSet, Family, address_range, range_to_networks};
pub use packet::Packet;
pub use ports::PortSet;
pub use protocol::Protocol;
pub use ranges::RangeSet;
