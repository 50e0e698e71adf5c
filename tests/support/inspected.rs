//! Network Firewall endpoints on the way of a packet, for the oracle.
//!
//! **Boundary:** raw JSON and the naive walker; written from rules S-35, S-113 and S-129.

use serde_json::Value;

use super::filters::{Relation, acl_check};
use super::inspection::{Action, stateless};
use super::json::{find, list, text};
use super::oracle::{Arrived, Came, Crossing, Packet, Stop, Walk, dropped};
use super::stateful::{Outcome, inspect};

impl Walk<'_> {
    pub(super) fn is_firewall(&self, endpoint: &str) -> bool {
        find(self.document, "VpcEndpoints", "VpcEndpointId", endpoint)
            .is_some_and(|found| text(found, "VpcEndpointType") == "GatewayLoadBalancer")
    }

    /// Rules S-113 and S-129: in by the endpoint, through the firewall, on by the endpoint's own subnet.
    pub(super) fn through_firewall(&self, id: &str, from: &str, packet: Packet, depth: usize) -> Arrived {
        let Some(endpoint) = find(self.document, "VpcEndpoints", "VpcEndpointId", id) else {
            return Err(Stop::Unknown(id.to_owned()));
        };
        self.mark("firewall");
        let home = list(endpoint, "SubnetIds").first().and_then(Value::as_str).unwrap_or("");
        if depth > 64 {
            return dropped("ROUTING_LOOP");
        }
        if home == from {
            // The outbound list was asked; of the inbound one the document does not speak (rule S-113).
            self.mark("firewall in the sender's subnet");
            if acl_check(self.document, home, &packet, false).is_err() {
                return Err(Stop::Open(
                    "the inbound list of a subnet that the packet does not leave".to_owned(),
                ));
            }
        } else {
            acl_check(self.document, home, &packet, false)?;
        }
        if text(endpoint, "State") != "available" {
            return dropped(format!("{id} is {}", endpoint["State"]));
        }
        let again = |one: &Crossing| one.endpoint == id && one.is_reply == self.reply && one.packet == packet;
        if self.firewalls.borrow().iter().any(again) {
            return dropped("ROUTING_LOOP");
        }
        let stateful = match stateless(self.document, id, &packet)? {
            Action::Drop => return dropped(format!("the firewall at {id} drops {packet}")),
            Action::Pass => false,
            Action::Forward => true,
        };
        // A box that did not see a flow's first packet drops its replies, whatever a stateless rule would say (rule S-35).
        let mut request = None;
        if self.reply {
            let saw = self
                .firewalls
                .borrow()
                .iter()
                .find(|one| one.endpoint == id && one.is_answered_by(&packet))
                .cloned();
            let Some(saw) = saw else {
                return dropped(format!("ASYMMETRIC: the firewall at {id} did not see the request"));
            };
            if !saw.stateful && stateful && packet.protocol == 6 {
                return dropped(format!("ASYMMETRIC: the stateful engine at {id} did not see the request"));
            }
            request = Some(saw);
        }
        let mut passed = request.is_some_and(|request| request.passed);
        if stateful {
            self.mark("stateful engine");
            if !passed {
                match inspect(self.document, id, &packet, self.reply)? {
                    Outcome::Passed => {
                        self.mark("stateful rule passes");
                        passed = true;
                    }
                    Outcome::LetGo => {}
                    Outcome::Stopped => {
                        self.mark(if self.reply {
                            "stateful rule stops a reply"
                        } else {
                            "stateful rule stops"
                        });
                        return dropped(format!("the stateful engine at {id} drops {packet}"));
                    }
                }
            }
        }
        let (endpoint, is_reply) = (id.to_owned(), self.reply);
        let crossing = Crossing { endpoint, is_reply, stateful, passed, packet: packet.clone() };
        self.firewalls.borrow_mut().push(crossing);
        let vpc = find(self.document, "Subnets", "SubnetId", home).map_or("", |one| text(one, "VpcId"));
        if let Some(owner) = self.owner(vpc, packet.dst)
            && text(owner, "SubnetId") == home
        {
            return self.deliver(owner, packet, &Relation::Lost, depth + 1);
        }
        self.forward(home, packet, Came::FromOwnInterface, &Relation::Lost, depth + 1)
    }

    /// A stateful engine that saw the request of a connection must see the reply (rule S-35). A protocol without a
    /// handshake has nothing to miss: its half flow passes, as an assumption.
    pub(super) fn replies_are_inspected(&self, protocol: u8) -> Result<(), Stop> {
        let all = self.firewalls.borrow();
        for asked in all.iter().filter(|one| !one.is_reply && one.stateful) {
            let id = &asked.endpoint;
            let answered = all
                .iter()
                .find(|one| one.endpoint == *id && one.is_reply && asked.is_answered_by(&one.packet));
            if answered.is_some_and(|one| one.stateful) {
                continue;
            }
            if protocol == 6 {
                return dropped(format!("ASYMMETRIC: the reply does not come back to {id}"));
            }
            self.mark("half a flow without a handshake");
        }
        Ok(())
    }
}
