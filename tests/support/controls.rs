//! Controls that stand beside routing, for the oracle: encryption of a VPC, and Lattice's addresses.
//!
//! **Boundary:** raw JSON and the naive walker; written from rules S-115 and S-130.

use serde_json::{Value, json};

use super::filters::{Relation, Says, acl_check, groups_say};
use super::generate::Tape;
use super::json::{find, list, text, within};
use super::oracle::{Arrived, End, Packet, Stop, Walk, dropped};
use super::services::push;

/// Rule S-130: an endpoint of a VPC that enforces encryption carries TLS only.
pub(super) fn encryption(document: &Value, vpc: &str, packet: &Packet) -> Result<(), Stop> {
    let Some(control) = find(document, "VpcEncryptionControls", "VpcId", vpc) else { return Ok(()) };
    if text(control, "Mode") != "enforce" || packet.dport == 443 {
        return Ok(());
    }
    if text(control, "State") != "available" || packet.protocol != 6 {
        return Err(Stop::Open("encryption that is being changed, or of another protocol".to_owned()));
    }
    dropped(format!("{vpc} enforces encryption"))
}

/// Whether an address is one of Lattice's.
pub(super) fn is_lattice(packet: &Packet) -> bool {
    within("169.254.171.0/24", packet.dst)
}

impl Walk<'_> {
    /// Rule S-115: no route, but the lists of the subnet and the association's groups.
    pub(super) fn to_lattice(&self, interface: &Value, packet: Packet) -> Arrived {
        let document = self.document;
        self.mark("lattice");
        let (subnet, vpc) = (text(interface, "SubnetId"), text(interface, "VpcId"));
        if packet.protocol != 6 {
            return Err(Stop::Open("another protocol than TCP to Lattice".to_owned()));
        }
        acl_check(document, subnet, &packet, true)?;
        let all: Vec<&Value> = document
            .as_object()
            .unwrap()
            .values()
            .filter(|one| one["serviceNetworkArn"].is_string() && text(one, "vpcId") == vpc)
            .collect();
        let [association] = all[..] else {
            return Err(Stop::Unknown(format!("association of {vpc}")));
        };
        if text(association, "status") != "ACTIVE" {
            return dropped(format!("the association of {vpc} is {}", association["status"]));
        }
        let groups: Vec<Value> =
            list(association, "securityGroupIds").iter().map(|id| json!({"GroupId": id})).collect();
        let peer: Vec<&str> = list(interface, "Groups").iter().map(|group| text(group, "GroupId")).collect();
        let door = json!({"Groups": groups});
        match groups_say(document, &door, &packet, false, &Relation::SameVpc, &peer) {
            Says::Yes => Ok((End::Beyond("lattice".to_owned()), packet)),
            Says::No => dropped("the association's groups do not admit"),
            // The reply may be denied for certain, which is not looked at here.
            Says::Unknown | Says::Open => Err(Stop::Open("a group of the association".to_owned())),
        }
    }

    /// The reply of a service comes to the interface that asked.
    pub(super) fn from_lattice(&self, packet: Packet) -> Arrived {
        let id = self.sender.borrow().clone();
        let interface = self.interface(&id)?;
        acl_check(self.document, text(interface, "SubnetId"), &packet, false)?;
        Ok((End::Interface(id), packet))
    }
}

/// Controls and associations of a random network.
pub fn add_controls(document: &mut Value, tape: &mut Tape<'_>) {
    document["VpcEncryptionControls"] = json!([]);
    let vpcs: Vec<String> = list(document, "Vpcs").iter().map(|one| text(one, "VpcId").to_owned()).collect();
    for vpc in vpcs {
        if tape.chance(15) {
            let mode = if tape.chance(75) { "enforce" } else { "monitor" };
            push(
                document,
                "VpcEncryptionControls",
                json!({"VpcEncryptionControlId": format!("vpcec-{vpc}"), "VpcId": vpc, "Mode": mode, "State": "available"}),
            );
        }
        if tape.chance(35) {
            let groups: Vec<Value> = list(document, "SecurityGroups")
                .iter()
                .filter(|group| text(group, "VpcId") == vpc)
                .map(|group| group["GroupId"].clone())
                .collect();
            let groups =
                if groups.is_empty() || tape.chance(30) { json!([]) } else { json!([tape.of(&groups)]) };
            let status = if tape.chance(10) { "CREATE_FAILED" } else { "ACTIVE" };
            document[format!("association-{vpc}")] = json!({"id": format!("snva-{vpc}"),
                "arn": format!("arn:aws:vpc-lattice:us-east-1:111122223333:servicenetworkvpcassociation/snva-{vpc}"),
                "serviceNetworkArn": "arn:aws:vpc-lattice:us-east-1:444455556666:servicenetwork/sn-1", "serviceNetworkName": "shared",
                "vpcId": vpc, "status": status, "securityGroupIds": groups});
        }
    }
}
