//! A VPC's association with a service network of VPC Lattice (rule S-115).

use crate::model::*;
use crate::raw::lattice as raw;
use crate::reader::{Reader, region_of_arn};

pub(crate) fn association(reader: &mut Reader<'_>, raw: &raw::Association<'_>, place: Place) {
    let id = if raw.id.is_empty() { &raw.arn } else { &raw.id };
    let Some(id) = reader.own_id(id, "id", &place) else { return };
    reader.scope("", region_of_arn(&raw.arn));
    let association = LatticeAssociation {
        id,
        name: (*raw.service_network_name).into(),
        vpc: reader.id(&raw.vpc_id),
        status: (*raw.status).into(),
        groups: raw.security_group_ids.iter().map(|group| reader.id(group)).collect(),
        place,
    };
    reader.out.lattice_associations.push(association);
}
