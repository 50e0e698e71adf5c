//! Each block's code and words.

use super::balancers;
use super::codes::Code;
use super::explanation::line_way;
use super::firewalls;
use super::fragment::Sentence;
use super::lines;
use super::steps::way_word;
use crate::model::{BlockMode, Kind, Network, Way};
use crate::trace::{Block, Line, NotInPeer, Step};

/// The code of a block.
pub(super) const fn code(block: &Block) -> Code {
    match block {
        Block::InterfaceState { .. }
        | Block::InstanceState { .. }
        | Block::NatState { .. }
        | Block::PeeringState { .. }
        | Block::TransitState { .. }
        | Block::EndpointState { .. }
        | Block::GatewayState { .. }
        | Block::BgpDown { .. }
        | Block::WorkloadState { .. } => Code::BadState,
        Block::AttachmentState { .. } | Block::NotAttached { .. } => Code::BadStateAttachment,
        Block::SourceDestCheck { .. } => Code::SourceDestCheck,
        Block::GroupMismatch { .. } => Code::GroupRulesMismatch,
        Block::GroupWithoutRules { .. } => Code::GroupHasNoRules,
        Block::GroupReferenceLost { .. } => Code::GroupReferenceLost,
        Block::GroupReferenceUnsupported { .. } => Code::GroupReferenceUnsupported,
        Block::AclDenies { .. } => Code::SubnetAcl,
        Block::NoRoute { .. } => Code::NoRoute,
        Block::Blackhole { .. } => Code::BadStateRoute,
        Block::NoSuchHost { .. } => Code::NoSuchHost,
        Block::NoPublicSource { .. } => Code::NoPublicSource,
        Block::NoPublicDestination { .. } => Code::NoPublicDestination,
        Block::PrivateDestination { .. } => Code::PrivateDestination,
        Block::PrivateSource { .. } => Code::PrivateSource,
        Block::NoInternetGateway => Code::NoInternetGateway,
        Block::PrivateIpv6 { .. } => Code::PrivateIpv6,
        Block::DenyAllInternet => Code::DenyAllInternet,
        Block::PublicAccess { .. } => Code::PublicAccess,
        Block::EgressOnly => Code::EgressOnly,
        Block::NatInitiateOnly => Code::NatInitiateOnly,
        Block::NatScope => Code::NatScope,
        Block::NatZone { .. } => Code::NatZone,
        Block::Protocol => Code::Protocol,
        Block::RoutingLoop => Code::RoutingLoop,
        Block::Asymmetric(_) => Code::Asymmetric,
        Block::NotInPeer { why: NotInPeer::Elsewhere, .. } => Code::NotInPeer,
        Block::NotInPeer { why: NotInPeer::BehindPeering, .. } => Code::NoTransitivePeering,
        Block::NotInPeer { why: NotInPeer::BehindGateway, .. } => Code::NoEdgeToEdge,
        Block::ForeignSource { .. } => Code::ForeignSource,
        Block::ForeignAtVpnGateway { .. } => Code::ForeignAtVpnGateway,
        Block::NotAnnounced { .. } => Code::NotAnnounced,
        Block::DirectConnectTransit { .. } => Code::DirectConnectTransit,
        Block::PlatformRemote { .. } => Code::PlatformRemote,
        Block::UnknownPrefix { .. } => Code::UnknownPrefix,
        Block::VpnDown => Code::VpnDown,
        Block::NotBehindVpnGateway { .. } => Code::NotBehindVpnGateway,
        Block::TransitNotAttached => Code::TransitNotAttached,
        Block::TransitZone { .. } => Code::TransitZone,
        Block::TransitNoTable => Code::TransitNoTable,
        Block::TransitNoRoute { .. } => Code::TransitNoRoute,
        Block::TransitBlackhole { .. } => Code::TransitBlackhole,
        Block::WavelengthZones { .. } => Code::WavelengthZones,
        Block::CoreNoRoute { .. } => Code::CoreNoRoute,
        Block::CoreBlackhole { .. } => Code::CoreBlackhole,
        Block::EndpointProtocol => Code::EndpointProtocol,
        Block::NeverInitiates => Code::NeverInitiates,
        Block::NotADestination | Block::NotAnEnd => Code::NotADestination,
        Block::FunctionOutsideVpc => Code::FunctionOutsideVpc,
        Block::IngressRedirected { .. } => Code::IngressRedirected,
        Block::IngressNoPublicAddress => Code::IngressNoPublicAddress,
        Block::MetadataOff => Code::MetadataOff,
        Block::ResolverOff => Code::ResolverOff,
        Block::Unbalanced(why) => balancers::code(why),
        Block::FirewallDrops { .. } => Code::FirewallRules,
        Block::ServiceNotInZone { .. } => Code::ServiceNotInZone,
        Block::EncryptionControl => Code::EncryptionControl,
        Block::GatewayBalancerProtocol => Code::GatewayBalancerProtocol,
        Block::GatewayBalancerPort => Code::GatewayBalancerPort,
        Block::NoConnection => Code::NoPath,
        Block::WrongEnd { .. } => Code::WrongEnd,
        Block::NotVia { .. } | Block::Avoided { .. } => Code::ComponentFilter,
    }
}

/// The direction of a block, where it has one.
pub(super) fn way(block: &Block, line: Option<&Line>) -> Option<Way> {
    if let Block::SourceDestCheck { way, .. }
    | Block::GroupMismatch { way, .. }
    | Block::GroupWithoutRules { way }
    | Block::GroupReferenceUnsupported { way, .. }
    | Block::AclDenies { way } = block
    {
        return Some(*way);
    }
    if matches!(block, Block::GroupReferenceLost { .. }) {
        Some(Way::Ingress)
    } else {
        line.and_then(line_way)
    }
}

/// The reason in words: what, where, and which line.
#[expect(clippy::too_many_lines, reason = "one arm a block; a table would be no shorter")]
pub(super) fn sentence(network: &Network, block: &Block, step: &Step, is_reply: bool) -> Sentence {
    let here = &step.at;
    let packet = if is_reply { "the reply" } else { "the request" };
    let line = step.line.as_ref().map(|line| lines::line_text(network, line));
    match block {
        Block::InterfaceState { status } => Sentence::text("network interface ")
            .name(here)
            .say(format!(" is `{status}`, attached to nothing that works")),
        Block::AttachmentState { status } => {
            Sentence::text("the attachment of ").name(here).say(format!(" is `{status}`, not `attached`"))
        }
        Block::InstanceState { state } => {
            Sentence::text("instance ").name(here).say(format!(" is `{state}`, not `running`"))
        }
        Block::SourceDestCheck { way, address } => {
            let what = match way {
                Way::Ingress => format!(
                    " drops packets for {address}, which is not its own: source/destination check is on"
                ),
                Way::Egress => format!(
                    " drops packets from {address}, which is not its own: source/destination check is on"
                ),
            };
            Sentence::text("network interface ").name(here).say(what)
        }
        Block::GroupMismatch { way, others } => {
            let first =
                Sentence::text(format!("no {} rule of security group ", way_word(*way))).name(here);
            others
                .iter()
                .fold(first, |sentence, other| sentence.say(" or ").name(other))
                .say(format!(" allows {packet}{}", in_part(step)))
        }
        Block::GroupWithoutRules { way } => Sentence::text("security group ")
            .name(here)
            .say(format!(" has no {} rules at all", way_word(*way))),
        Block::GroupReferenceLost { by } => Sentence::text("security group ")
            .name(here)
            .say(" names the sender's group, but that is no longer known behind ")
            .name(by)
            .say("; a rule for its address range would work"),
        Block::GroupReferenceUnsupported { by, way } => Sentence::text("security group ")
            .name(here)
            .say(format!(" names the peer's group {}, but ", way_word(*way)))
            .name(by)
            .say(" does not carry group references; a rule for its address range would work"),
        Block::AclDenies { way } => {
            let entry = match line {
                Some(line) => format!(" denies {packet} {} ({line})", way_word(*way)),
                None => format!(" denies {packet} {}", way_word(*way)),
            };
            Sentence::text("network ACL ").name(here).say(entry)
        }
        Block::NoRoute { destination } => {
            Sentence::text("route table ").name(here).say(format!(" has no route for {destination}"))
        }
        Block::Blackhole { destination } => Sentence::text("the most specific route of ")
            .name(here)
            .say(format!(" for {destination} is a blackhole; AWS does not fall back to a shorter one")),
        Block::NoSuchHost { address } if here.kind == Kind::Internet => Sentence::text(format!(
            "nothing of the input has the public address {address}, so a packet for it stays on the internet"
        )),
        Block::NoSuchHost { address } => Sentence::text(format!("nobody owns {address} in "))
            .name(here)
            .say("; a packet for it is dropped there"),
        Block::NoPublicSource { address } => {
            Sentence::text(format!("{address} has no public address, so internet gateway "))
                .name(here)
                .say(" drops what it sends")
        }
        Block::NoPublicDestination { address, known_as: Some(public) } => Sentence::text(format!(
            "{address} is a private address; the internet reaches it at its public address {public}, by "
        ))
        .name(here),
        Block::NoPublicDestination { known_as: None, .. } => {
            Sentence::text("the destination has no public address that ").name(here).say(" could map to it")
        }
        Block::PrivateDestination { address } => Sentence::text("internet gateway ").name(here).say(format!(
            " drops packets for {address}, a private address; a more specific route is missing"
        )),
        Block::PrivateSource { address } => Sentence::text("internet gateway ")
            .name(here)
            .say(format!(" drops packets from {address}, a private address")),
        Block::NoInternetGateway => Sentence::text("no internet gateway is attached to ").name(here),
        Block::NotAttached { state } if state.is_empty() => {
            Sentence::text("").name(here).say(" is not attached to this VPC")
        }
        Block::NotAttached { state } => {
            Sentence::text("the attachment of ").name(here).say(format!(" to this VPC is `{state}`"))
        }
        Block::PrivateIpv6 { address } => Sentence::text("")
            .name(here)
            .say(format!(" passes public IPv6 addresses only, and {address} is not one")),
        Block::DenyAllInternet => {
            Sentence::text("network interface ").name(here).say(" refuses all internet gateway traffic")
        }
        Block::PublicAccess { mode, of } => {
            let rest = match mode {
                BlockMode::Ingress => "; only what NAT gateways and egress-only gateways carry out passes",
                BlockMode::Off | BlockMode::Bidirectional | BlockMode::Unknown => "",
            };
            Sentence::text(format!(
                "VPC Block Public Access ({}) stops {packet} between ",
                line.unwrap_or_default()
            ))
            .name(here)
            .say(" and ")
            .name(of)
            .say(rest)
        }
        Block::EgressOnly => Sentence::text("egress-only internet gateway ")
            .name(here)
            .say(" passes only what was started inside, and this flow started outside"),
        Block::NatState { state } => {
            Sentence::text("NAT gateway ").name(here).say(format!(" is `{state}`, not `available`"))
        }
        Block::NatInitiateOnly => Sentence::text("nothing can be opened through NAT gateway ")
            .name(here)
            .say("; it only carries what clients behind it start"),
        Block::NatScope => Sentence::text("NAT gateway ").name(here).say(
            " serves only its own VPC and transit gateway attachments, not what comes in by peering or VPN",
        ),
        Block::NatZone { zone } => {
            Sentence::text("regional NAT gateway ").name(here).say(format!(" has no address in zone {zone}"))
        }
        Block::Protocol => Sentence::text("").name(here).say(" does not carry this protocol"),
        Block::RoutingLoop => {
            Sentence::text("the packet comes to ").name(here).say(" a second time: a routing loop")
        }
        Block::Asymmetric(stateful) => Sentence::text("the reply goes to ")
            .name(&stateful.got)
            .say(", but only ")
            .name(&stateful.expected)
            .say(" knows the connection"),
        Block::PeeringState { status } => {
            Sentence::text("peering connection ").name(here).say(format!(" is `{status}`, not `active`"))
        }
        Block::NotInPeer { address, why } => {
            let sentence = Sentence::text("peering connection ").name(here);
            sentence.say(match why {
                NotInPeer::Elsewhere => format!(" delivers only to the peer VPC's own addresses, and {address} is not one"),
                NotInPeer::BehindPeering => {
                    format!(" does not carry on to a second peering: {address} is behind another one (no transitive peering)")
                }
                NotInPeer::BehindGateway => format!(
                    " does not carry on to a gateway of the peer: {address} is behind one (no edge-to-edge routing)"
                ),
            })
        }
        Block::ForeignSource { address } => Sentence::text("")
            .name(here)
            .say(format!(" takes only addresses of its own VPC, and {address} is not one")),
        Block::ForeignAtVpnGateway { address } => Sentence::text("virtual private gateway ")
            .name(here)
            .say(format!(" takes only addresses of interfaces of its VPC, and {address} is not one")),
        Block::GatewayState { state } => {
            Sentence::text("").name(here).say(format!(" is `{state}`, not `available`"))
        }
        Block::WorkloadState { state } => {
            Sentence::text("").name(here).say(format!(" is `{state}`, so it takes part in no connection"))
        }
        Block::FunctionOutsideVpc => Sentence::text("function ")
            .name(here)
            .say(" is in no VPC: it reaches public addresses, and no private ones"),
        Block::BgpDown { is_v6 } => Sentence::text("no BGP session of ").name(here).say(if *is_v6 {
            " for IPv6 is up"
        } else {
            " is up"
        }),
        Block::NotAnnounced { address } => Sentence::text("the allowed prefixes of ")
            .name(here)
            .say(format!(" keep {address} from being announced, so on-premises has no route to it")),
        Block::DirectConnectTransit { gateway } => Sentence::text("Direct Connect gateway ")
            .name(gateway)
            .say(" does not carry packets from one of its associations to another"),
        Block::PlatformRemote { address } => Sentence::text(format!("{address} is a platform address of "))
            .name(here)
            .say(", which answers only inside that VPC"),
        Block::UnknownPrefix { address } => Sentence::text("virtual private gateway ")
            .name(here)
            .say(format!(" knows no prefix for {address}")),
        Block::VpnDown => Sentence::text("no VPN tunnel of ").name(here).say(" is up"),
        Block::NotBehindVpnGateway { address } => Sentence::text("virtual private gateway ")
            .name(here)
            .say(format!(" delivers only to its VPC's own addresses, and {address} is not one")),
        Block::TransitNotAttached => {
            Sentence::text("this VPC has no attachment to transit gateway ").name(here)
        }
        Block::TransitState { state } => Sentence::text("transit gateway attachment ")
            .name(here)
            .say(format!(" is `{state}`, not `available`")),
        Block::TransitZone { zone } => Sentence::text("transit gateway attachment ")
            .name(here)
            .say(format!(" has no subnet in zone {zone}, where the packet comes from")),
        Block::TransitNoTable => {
            Sentence::text("transit gateway attachment ").name(here).say(" is associated with no route table")
        }
        Block::TransitNoRoute { destination } => Sentence::text("transit gateway route table ")
            .name(here)
            .say(format!(" has no route for {destination}")),
        Block::TransitBlackhole { destination } => {
            Sentence::text("the most specific route of transit gateway route table ")
                .name(here)
                .say(format!(" for {destination} is a blackhole"))
        }
        Block::WavelengthZones { zones: [from, to] } => Sentence::text("").name(here).say(format!(
            " is in {to}, another Wavelength Zone than {from}; a VPC carries nothing between them"
        )),
        Block::CoreNoRoute { destination, segment } => {
            Sentence::text(format!("segment `{segment}` of core network "))
                .name(here)
                .say(format!(" has no route for {destination}"))
        }
        Block::CoreBlackhole { destination, segment } => {
            Sentence::text(format!("the most specific route of segment `{segment}` of core network "))
                .name(here)
                .say(format!(" for {destination} is a blackhole"))
        }
        Block::EndpointState { state } => {
            Sentence::text("VPC endpoint ").name(here).say(format!(" is `{state}`, not `available`"))
        }
        Block::EndpointProtocol => {
            Sentence::text("gateway endpoint ").name(here).say(" carries TCP and ICMP echo only")
        }
        Block::NeverInitiates => Sentence::text("")
            .name(here)
            .say(" belongs to an endpoint, which answers but never starts a connection"),
        Block::NotADestination => {
            Sentence::text("").name(here).say(" starts connections only; nothing can connect to it")
        }
        Block::IngressRedirected { to } => {
            Sentence::text("a gateway route table sends what comes in for this subnet to ")
                .name(to)
                .say(", so it may not leave directly by ")
                .name(here)
        }
        Block::IngressNoPublicAddress => Sentence::text("the gateway route table leads to ")
            .name(here)
            .say(", which needs a public address to receive internet traffic"),
        Block::ResolverOff => Sentence::text("the resolver of ").name(here).say(" is switched off (`enableDnsSupport`)"),
        Block::MetadataOff => Sentence::text("the metadata service of ").name(here).say(" is switched off"),
        Block::Unbalanced(why) => balancers::reason(why, step),
        Block::ServiceNotInZone { zone } => Sentence::text("endpoint service ")
            .name(here)
            .say(format!(" has no load balancer in zone {zone}, where the endpoint's interface is")),
        Block::EncryptionControl => Sentence::text("").name(here).say(
            " carries TLS on port 443 only, because encryption controls of its VPC are enforced",
        ),
        Block::GatewayBalancerProtocol => Sentence::text("Gateway Load Balancer ")
            .name(here)
            .say(" sends GENEVE (UDP 6081) to its appliances, and health checks, but nothing else"),
        Block::GatewayBalancerPort => Sentence::text("Gateway Load Balancer ")
            .name(here)
            .say(" sends GENEVE to port 6081, and to no other UDP port"),
        Block::NotAnEnd => Sentence::text("Gateway Load Balancer ").name(here).say(
            " takes packets from its endpoints only; nothing can connect to it. Ask for what lies behind the endpoint",
        ),
        Block::FirewallDrops { engine } => firewalls::reason(*engine, step, packet, line),
        Block::NoConnection => Sentence::text("no VPN, Direct Connect or transit gateway joins ")
            .name(here)
            .say(" to the destination's VPC"),
        Block::WrongEnd { got } => {
            Sentence::text("the packet ends at ").name(got).say(", not where it was asked to")
        }
        Block::NotVia { wanted } => Sentence::text("the path does not pass ").name(wanted),
        Block::Avoided { unwanted } => Sentence::text("the path passes ").name(unwanted),
    }
}

/// Says so when a line stops only some of the ports.
const fn in_part(step: &Step) -> &'static str {
    if step.ports.is_some() { " for all of the ports" } else { "" }
}
