//! VPC Lattice, as far as a VPC's association with a service network decides (rule S-115).

use super::{Entity, LatticeAssociationId, Place, SecurityGroupId, VpcId};

/// A VPC's association with a service network (vpc-lattice get-service-network-vpc-association).
#[derive(Clone, PartialEq, Debug)]
pub struct LatticeAssociation {
    /// `snva-…`, or its ARN.
    pub id: LatticeAssociationId,
    /// The service network's name.
    pub name: Box<str>,
    /// The VPC whose clients it serves.
    pub vpc: VpcId,
    /// `ACTIVE`, or a state that carries no traffic; empty when unknown.
    pub status: Box<str>,
    /// Groups that judge the VPC's clients; none judges nobody.
    pub groups: Vec<SecurityGroupId>,
    /// Where it was read.
    pub place: Place,
}

impl Entity for LatticeAssociation {
    type Id = LatticeAssociationId;
    fn id(&self) -> &LatticeAssociationId {
        &self.id
    }
}
