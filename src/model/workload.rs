//! What owns network interfaces besides instances: functions, databases, tasks and the like (rules S-132 to S-134).

use super::{Entity, InterfaceId, Kind, Place, Resource, SecurityGroupId, SubnetId, VpcId, WorkloadId};

/// What a workload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkloadKind {
    /// A Lambda function: a client only.
    Function,
    /// An RDS instance.
    Database,
    /// An RDS or Aurora cluster.
    DatabaseCluster,
    /// An ECS task.
    Task,
    /// An EKS cluster's control plane.
    KubernetesCluster,
    /// A Client VPN endpoint: a client only, on behalf of its users (rule S-106).
    ClientVpn,
}

impl WorkloadKind {
    /// The kind of its resource.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            WorkloadKind::Function => Kind::Function,
            WorkloadKind::Database => Kind::Database,
            WorkloadKind::DatabaseCluster => Kind::DatabaseCluster,
            WorkloadKind::Task => Kind::Task,
            WorkloadKind::KubernetesCluster => Kind::KubernetesCluster,
            WorkloadKind::ClientVpn => Kind::ClientVpnEndpoint,
        }
    }
}

/// Something that a service runs on network interfaces of a VPC.
#[derive(Clone, PartialEq, Debug)]
pub struct Workload {
    /// Its ARN where it has one, else its identifier.
    pub id: WorkloadId,
    /// What it is.
    pub kind: WorkloadKind,
    /// The name or identifier that people use; may be equal for two accounts or Regions.
    pub name: Box<str>,
    /// Other names that lead to it: names of its endpoints.
    pub aliases: Vec<Box<str>>,
    /// Its VPC; `None` for a function outside of any.
    pub vpc: Option<VpcId>,
    /// Subnets it may use; empty when the input does not say.
    pub subnets: Vec<SubnetId>,
    /// Groups that its interfaces carry.
    pub groups: Vec<SecurityGroupId>,
    /// The name of the zone it is in; empty when it may be in several.
    pub zone: Box<str>,
    /// AWS's word for its state; empty when unknown.
    pub state: Box<str>,
    /// The port it listens on, where its document says.
    pub port: Option<u16>,
    /// Identifiers of a cluster's instances.
    pub members: Vec<Box<str>>,
    /// Whether it may send IPv6.
    pub is_dual_stack: bool,
    /// Its interfaces, as far as they could be found.
    pub interfaces: Vec<InterfaceId>,
    /// Where it was read.
    pub place: Place,
}

impl Workload {
    /// It as a reference of its own kind.
    #[must_use]
    pub fn resource(&self) -> Resource {
        Resource::new(self.kind.kind(), self.id.as_str())
    }

    /// Whether it works in its state. Databases are busy in many states; only those that answer nobody are told.
    #[must_use]
    pub fn is_serving(&self) -> bool {
        let state = &*self.state;
        match self.kind {
            WorkloadKind::Function => state != "Failed",
            WorkloadKind::Database | WorkloadKind::DatabaseCluster => !matches!(
                state,
                "stopped"
                    | "stopping"
                    | "starting"
                    | "creating"
                    | "deleting"
                    | "failed"
                    | "restore-error"
                    | "inaccessible-encryption-credentials"
                    | "incompatible-network"
            ),
            WorkloadKind::Task => matches!(state, "" | "RUNNING"),
            WorkloadKind::KubernetesCluster => !matches!(state, "CREATING" | "DELETING" | "FAILED"),
            WorkloadKind::ClientVpn => matches!(state, "" | "available"),
        }
    }
}

impl Entity for Workload {
    type Id = WorkloadId;
    fn id(&self) -> &WorkloadId {
        &self.id
    }
}
