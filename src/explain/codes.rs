//! The registry of codes: each is declared once, here, with its page.
//!
//! From it come the `Code` enum, `pathlight codes`, and `www/reference/codes.html`. Names are API: never renamed,
//! never reused. Where the meaning equals AWS's, the name is AWS's.

/// What a code is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Family {
    /// The path stops here.
    Reason,
    /// A yes rests on this.
    Assumption,
    /// A gap or an oddity of the input.
    Notice,
}

/// Everything about a code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CodeInfo {
    /// The stable name.
    pub name: &'static str,
    /// What it is about.
    pub family: Family,
    /// The nearest code of AWS's Reachability Analyzer.
    pub aws: Option<&'static str>,
    /// The version that brought it.
    pub since: &'static str,
    /// Its page: a sentence, then the headings `Why`, `Fix`, `Example` and `Source` with their text.
    pub doc: &'static str,
}

impl CodeInfo {
    /// The first paragraph of the page: what the code means, in one sentence.
    #[must_use]
    pub fn summary(&self) -> String {
        one_line(self.doc.split("\n # ").next().unwrap_or_default())
    }

    /// The rest of the page: each heading with its text.
    #[must_use]
    pub fn sections(&self) -> Vec<(&'static str, String)> {
        let parts = self.doc.split("\n # ").skip(1);
        let halves = parts.map(|part| part.split_once('\n').unwrap_or((part, "")));
        halves.map(|(heading, text)| (heading.trim(), one_line(text))).collect()
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

macro_rules! codes {
    ($( $(#[doc = $doc:literal])+ $variant:ident = $name:literal, $family:ident, aws: $aws:expr, since: $since:literal; )+) => {
        /// A stable name of a blocker, an assumption or a notice.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
        pub enum Code { $( $(#[doc = $doc])+ $variant, )+ }

        impl Code {
            /// All codes, in the order of the page.
            pub const ALL: &'static [Code] = &[$(Code::$variant),+];

            // Beside the pages, so that the browser's engine, which shows none, need not hold them.
            /// The stable name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $( Code::$variant => $name, )+ }
            }

            /// The nearest code of AWS's Reachability Analyzer.
            #[must_use]
            pub const fn aws(self) -> Option<&'static str> {
                match self { $( Code::$variant => $aws, )+ }
            }

            /// Everything about the code.
            #[must_use]
            pub const fn info(self) -> CodeInfo {
                match self { $( Code::$variant => CodeInfo {
                    name: $name, family: Family::$family, aws: $aws, since: $since, doc: concat!($($doc, "\n"),+),
                }, )+ }
            }
        }
    };
}

codes! {
    /// A component on the path is not in a working state.
    ///
    /// # Why
    /// An instance that is stopped, an interface that is attached to nothing, a NAT gateway, endpoint, peering
    /// connection, transit gateway attachment or Direct Connect virtual interface that is pending, failed, down or
    /// deleted, or has no BGP session, drops what it gets. So does a database that is stopped. A
    /// route to it may still print `active`: AWS lags, so the component itself is looked at.
    ///
    /// # Fix
    /// Start the instance (`StartInstances`), accept the peering connection, endpoint or attachment that waits for
    /// it, or replace what failed and point the route at the new one (`ReplaceRoute`).
    ///
    /// # Example
    /// Case `nat/failed`: the route to the NAT gateway is active, the NAT gateway is not.
    ///
    /// # Source
    /// EC2 API reference, states of each resource; Reachability Analyzer guide, explanation codes. Rules S-6, S-26,
    /// S-79, S-96 and S-110.
    BadState = "BAD_STATE", Reason, aws: Some("BAD_STATE"), since: "0.1.0";
    /// An attachment between two components does not work, or does not exist.
    ///
    /// # Why
    /// A gateway serves only the VPC it is attached to, and an interface only the instance it is attached to. A route
    /// may name a gateway that was detached, or that belongs to another VPC.
    ///
    /// # Fix
    /// Attach the gateway to this VPC (`AttachInternetGateway`, `AttachVpnGateway`) or the interface to its instance
    /// (`AttachNetworkInterface`), or point the route at the gateway that is attached here.
    ///
    /// # Example
    /// Case `routes/gateway-detached`: the route prints `active`, but the internet gateway is attached to no VPC.
    ///
    /// # Source
    /// EC2 API reference, attachment states; Reachability Analyzer guide, explanation codes. Rules S-6, S-26 and
    /// S-87.
    BadStateAttachment = "BAD_STATE_ATTACHMENT", Reason, aws: Some("BAD_STATE_ATTACHMENT"), since: "0.1.0";
    /// A rule of a Network Firewall, or its policy's default, drops the packet.
    ///
    /// # Why
    /// The stateless engine compares each packet, request and reply alike, with its groups in the order of their
    /// priorities; the first match decides, else the default action. What it forwards goes to the stateful engine: by
    /// default its pass rules go before its drop rules and what matches none passes; in strict order the first match
    /// decides, else the default action. Packets are taken to be whole: what happens to fragments is not asked here.
    ///
    /// # Fix
    /// Change the named rule, put a pass rule before it, or change the default action (`UpdateRuleGroup`,
    /// `UpdateFirewallPolicy`). A stateless pass rule needs a second one for the replies.
    ///
    /// # Example
    /// Case `firewall/stateless-drop`: a stateless rule drops SSH before the stateful engine sees it.
    ///
    /// # Source
    /// Network Firewall Developer Guide, how traffic is filtered; evaluation order of stateful rules. Rule S-129.
    FirewallRules = "FIREWALL_RULES_RESTRICTION", Reason, aws: Some("FIREWALL_RULES_RESTRICTION"), since: "0.1.0";
    /// The service behind an endpoint has no load balancer in the zone of the endpoint's interface.
    ///
    /// # Why
    /// A PrivateLink connection stays in its zone: from the endpoint's interface to the node of the provider's load
    /// balancer in the same zone, by zone id.
    ///
    /// # Fix
    /// Use an interface of the endpoint in a zone that the service offers, or let the provider enable the load balancer
    /// in this zone (`SetSubnets`).
    ///
    /// # Example
    /// Case `private-link/other-zone`: the load balancer is in use1-az2, the endpoint's interface in use1-az1.
    ///
    /// # Source
    /// PrivateLink Guide, share your services; Reachability Analyzer guide, explanation codes. Rule S-112.
    ServiceNotInZone = "VPCE_SERVICE_NOT_INSTALLED_IN_AZ", Reason, aws: Some("VPCE_SERVICE_NOT_INSTALLED_IN_AZ"), since: "0.1.0";
    /// Encryption controls of the VPC keep an endpoint from carrying what is not TLS.
    ///
    /// # Why
    /// In enforce mode endpoints of the VPC drop what is not encrypted. Port 443 is taken to be TLS, every other port
    /// not to be.
    ///
    /// # Fix
    /// Use TLS on port 443, or set the encryption controls of the VPC to monitor (`ModifyVpcEncryptionControl`).
    ///
    /// # Example
    /// Case `endpoints/encryption-enforced`: port 80 of an interface endpoint is dropped, port 443 is not.
    ///
    /// # Source
    /// VPC User Guide, VPC encryption controls. Rule S-130.
    EncryptionControl = "ENCRYPTION_CONTROL", Reason, aws: None, since: "0.1.0";
    /// A Gateway Load Balancer sends only GENEVE and health checks.
    ///
    /// # Why
    /// What a Gateway Load Balancer hands its appliances is wrapped in GENEVE, UDP port 6081. Besides that it sends the
    /// health checks of its target groups.
    ///
    /// # Fix
    /// Ask for `udp 6081`, or for the port of the health check; to follow the packets inside, ask from the client to the
    /// destination, through the endpoint.
    ///
    /// # Example
    /// Case `gwlb/sends-geneve-only`: a port that is not that of the health check.
    ///
    /// # Source
    /// Gateway Load Balancers guide; Reachability Analyzer guide, explanation codes. Rule S-125.
    GatewayBalancerProtocol = "GWLB_PROTOCOL_RESTRICTION", Reason, aws: Some("GWLB_PROTOCOL_RESTRICTION"), since: "0.1.0";
    /// A Gateway Load Balancer sends to port 6081 only.
    ///
    /// # Why
    /// GENEVE has one port, UDP 6081.
    ///
    /// # Fix
    /// Ask for `udp 6081`.
    ///
    /// # Example
    /// Case `lb/gateway`: UDP 6082 is never sent.
    ///
    /// # Source
    /// Gateway Load Balancers guide; Reachability Analyzer guide, explanation codes. Rule S-125.
    GatewayBalancerPort = "GWLB_DESTINATION_PORT_RESTRICTION", Reason, aws: Some("GWLB_DESTINATION_PORT_RESTRICTION"), since: "0.1.0";
    /// The VPC's resolver does not answer, because DNS support is off.
    ///
    /// # Why
    /// The resolver at the VPC's base address plus two, and at 169.254.169.253, answers only where the attribute
    /// `enableDnsSupport` is on.
    ///
    /// # Fix
    /// Switch it on (`ModifyVpcAttribute`), or use a DNS server that the VPC can reach.
    ///
    /// # Example
    /// Case `platform/resolver-off`: the same question is answered where the attribute is on.
    ///
    /// # Source
    /// VPC User Guide, DNS attributes for your VPC. Rules S-11 and S-131.
    ResolverOff = "RESOLVER_OFF", Reason, aws: None, since: "0.1.0";
    /// The winning route is a blackhole.
    ///
    /// # Why
    /// The target of the route was deleted or detached. AWS still chooses the most specific route and then drops the
    /// packet; it does not fall back to a wider route that would work.
    ///
    /// # Fix
    /// Point the route at a target that exists (`ReplaceRoute`), or delete it (`DeleteRoute`) so that the wider route
    /// takes over.
    ///
    /// # Example
    /// Case `routes/blackhole-wins`: the route for 10.1.0.0/16 is a blackhole, and the default route is not tried.
    ///
    /// # Source
    /// EC2 API reference, the state of a route; VPC User Guide, route priority. Rules S-19 and S-25.
    BadStateRoute = "BAD_STATE_ROUTE", Reason, aws: Some("BAD_STATE_ROUTE"), since: "0.1.0";
    /// No tunnel of the VPN connection is up.
    ///
    /// # Why
    /// Each connection has two tunnels and one is enough, but here the telemetry of all of them says `DOWN`: the
    /// customer gateway is off, its address or keys changed, or a firewall blocks UDP 500, UDP 4500 or protocol 50.
    ///
    /// # Fix
    /// Check the customer gateway and the status message of the tunnels (`aws ec2 describe-vpn-connections`), then
    /// export again.
    ///
    /// # Example
    /// Case `vpn/both-tunnels-down`: the route leads to the virtual private gateway, and nothing goes on from there.
    ///
    /// # Source
    /// Site-to-Site VPN User Guide, tunnels and their telemetry. Rules S-88 and S-92.
    VpnDown = "BAD_STATE_VPN", Reason, aws: Some("BAD_STATE_VPN"), since: "0.1.0";
    /// Source/destination check drops an address that is not the interface's own.
    ///
    /// # Why
    /// By default an interface accepts only packets for its own addresses and sends only packets from them. Whatever
    /// forwards for others (a NAT instance, a firewall, a router) must have the check switched off.
    ///
    /// # Fix
    /// `aws ec2 modify-network-interface-attribute --network-interface-id ENI --no-source-dest-check`, if the
    /// instance is meant to forward.
    ///
    /// # Example
    /// Case `nat/instance-check-on`: a NAT instance whose check was forgotten.
    ///
    /// # Source
    /// VPC User Guide, NAT instances, disable source/destination checks. Rule S-7.
    SourceDestCheck = "ENI_SOURCE_DEST_CHECK_RESTRICTION", Reason, aws: Some("ENI_SOURCE_DEST_CHECK_RESTRICTION"), since: "0.1.0";
    /// No rule of any security group of the interface allows the packet.
    ///
    /// # Why
    /// Security groups only allow. All groups of the interface count, and one matching rule is enough; without one
    /// the packet is dropped. A rule compares protocol, destination port and the other end's address, as it looks
    /// where the packet arrives: behind NAT that is the translated address.
    ///
    /// # Fix
    /// Add a rule for this protocol, port and peer (`AuthorizeSecurityGroupIngress` or
    /// `AuthorizeSecurityGroupEgress`), as narrow as the purpose allows.
    ///
    /// # Example
    /// Case `sg/egress-rule`: the group lets TCP 443 out to one subnet; port 80, and another subnet, are not in it.
    ///
    /// # Source
    /// VPC User Guide, security group rules. Rules S-38 and S-39.
    GroupRulesMismatch = "ENI_SG_RULES_MISMATCH", Reason, aws: Some("ENI_SG_RULES_MISMATCH"), since: "0.1.0";
    /// The security groups have no rules at all in this direction.
    ///
    /// # Why
    /// A new group has no inbound rules, and outbound rules can all be removed. A direction without rules denies
    /// everything in it. Replies to accepted connections pass all the same.
    ///
    /// # Fix
    /// Add the rule that is needed (`AuthorizeSecurityGroupIngress` or `AuthorizeSecurityGroupEgress`), or give the
    /// interface another group (`ModifyNetworkInterfaceAttribute`).
    ///
    /// # Example
    /// Case `sg/no-ingress-rules`: a group without inbound rules accepts nothing, whoever asks.
    ///
    /// # Source
    /// VPC User Guide, security group rules. Rules S-38 and S-50.
    GroupHasNoRules = "SG_HAS_NO_RULES", Reason, aws: Some("SG_HAS_NO_RULES"), since: "0.1.0";
    /// A rule names the sender's security group, but a device on the path makes group membership unknown.
    ///
    /// # Why
    /// A reference to a group matches the private address of an interface that carries it, and only where the packet
    /// arrives straight from there. After NAT, through an internet gateway by public addresses, or behind a middlebox
    /// the membership is lost, even if the address is unchanged.
    ///
    /// # Fix
    /// Add a rule for the address range that arrives (`AuthorizeSecurityGroupIngress` with `IpRanges`), or let the
    /// packet take the direct way.
    ///
    /// # Example
    /// Case `routes/appliance-loses-group`: behind the middlebox a rule by group never matches, a rule by address
    /// does.
    ///
    /// # Source
    /// VPC User Guide, security group rules, limits of group references. Rules S-44 and S-45.
    GroupReferenceLost = "SG_REFERENCES_NOT_PRESERVED", Reason, aws: Some("SG_REFERENCES_NOT_PRESERVED"), since: "0.1.0";
    /// A rule names the peer's security group, but the connection between the VPCs does not carry references.
    ///
    /// # Why
    /// References work across an active peering connection within one Region. Across a transit gateway they work for
    /// inbound rules only, and only if the gateway and both attachments have the option on; it is off by default on
    /// the gateway. Attachments in the zone `use1-az3` do not carry them, and between Regions they never work.
    ///
    /// # Fix
    /// Use the address range instead of the group, or switch the option on (`ModifyTransitGateway` and
    /// `ModifyTransitGatewayVpcAttachment` with `SecurityGroupReferencingSupport`).
    ///
    /// # Example
    /// Case `transit/group-reference-off`: the gateway has the option off, so the rule never matches.
    ///
    /// # Source
    /// VPC Peering Guide, security groups; Transit Gateway Guide, VPC attachments. Rules S-43 and S-105.
    GroupReferenceUnsupported = "SG_REFERENCING_SUPPORT", Reason, aws: Some("SG_REFERENCING_SUPPORT"), since: "0.1.0";
    /// A network ACL denies the packet.
    ///
    /// # Why
    /// Entries are tried from the lowest number, the first that matches decides, and the final `*` denies the rest.
    /// An ACL remembers nothing: the reply needs its own entry for the client's ephemeral ports, in the other
    /// direction. Traffic inside one subnet is not filtered.
    ///
    /// # Fix
    /// Add an entry that allows the packet with a number lower than the one that denies it (`CreateNetworkAclEntry`).
    /// For a reply: outbound at the server's subnet and inbound at the client's, TCP 1024-65535 for clients of any
    /// kind.
    ///
    /// # Example
    /// Case `nacl/reply-blocked-outbound`: the request passes, the reply has no outbound entry.
    ///
    /// # Source
    /// VPC User Guide, network ACLs and ephemeral ports. Rules S-53 to S-61 and S-64.
    SubnetAcl = "SUBNET_ACL_RESTRICTION", Reason, aws: Some("SUBNET_ACL_RESTRICTION"), since: "0.1.0";
    /// The route table has no route for the destination.
    ///
    /// # Why
    /// Each subnet uses the table it is associated with, else the VPC's main table. The most specific route that
    /// contains the destination decides; here none does. IPv4 and IPv6 need routes of their own, and the reply is
    /// routed by the table of the answering subnet.
    ///
    /// # Fix
    /// Add a route (`CreateRoute`), associate the subnet with the table that has it (`AssociateRouteTable`), or
    /// switch propagation on (`EnableVgwRoutePropagation`).
    ///
    /// # Example
    /// Case `peering/route-on-one-side`: the request arrives, but the peer's table has no route for the reply.
    ///
    /// # Source
    /// VPC User Guide, route tables and route priority. Rules S-18, S-19, S-36 and S-81.
    NoRoute = "NO_ROUTE_TO_DESTINATION", Reason, aws: Some("NO_ROUTE_TO_DESTINATION"), since: "0.1.0";
    /// The address is inside the VPC, but nobody owns it.
    ///
    /// # Why
    /// The local route has taken the packet already, so it does not fall through to a default route, and no interface
    /// has the address: the host is gone, the address was mistyped, or it is one of the five that AWS reserves in
    /// each subnet.
    ///
    /// # Fix
    /// Ask for the right address, or the resource itself; if the interface exists, export `aws ec2
    /// describe-network-interfaces` again.
    ///
    /// # Example
    /// Case `routes/nobody-there`: an unowned address of the VPC is dropped although the table has a default route.
    ///
    /// # Source
    /// VPC User Guide, subnet sizing and reserved addresses; otherwise a consequence of the local route. Rules S-10,
    /// S-12 and S-22.
    NoSuchHost = "NO_SUCH_HOST", Reason, aws: Some("UNKNOWN_DESTINATION"), since: "0.1.0";
    /// The source has no public address, so an internet gateway drops it.
    ///
    /// # Why
    /// An internet gateway translates a private address to the public one that is paired with exactly that address. A
    /// public subnet alone gives none. Packets of another VPC have no pair here either.
    ///
    /// # Fix
    /// Associate an Elastic IP address (`AssociateAddress`), or route the subnet's internet traffic through a NAT
    /// gateway (`CreateRoute` with `NatGatewayId`).
    ///
    /// # Example
    /// Case `internet/no-public-address`: an instance in a public subnet without a public address does not get out.
    ///
    /// # Source
    /// VPC User Guide, internet gateways; Reachability Analyzer guide, explanation codes. Rules S-8 and S-65.
    NoPublicSource = "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS", Reason, aws: Some("IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS"), since: "0.1.0";
    /// The destination has no public address, so nothing from the internet reaches it.
    ///
    /// # Why
    /// From outside only public addresses exist, and none is paired with an address of the destination. A database
    /// that is not publicly accessible and the interface of a function never have one.
    ///
    /// # Fix
    /// If it is meant to be public: associate an Elastic IP address (`AssociateAddress`), or put an internet-facing
    /// load balancer in front. If not, this is as it should be.
    ///
    /// # Example
    /// Case `owners/rds-not-public`: a database that is not publicly accessible, whatever its group allows.
    ///
    /// # Source
    /// VPC User Guide, internet gateways; Reachability Analyzer guide, explanation codes. Rules S-8 and S-66.
    NoPublicDestination = "IGW_NO_PUBLIC_DEST", Reason, aws: Some("IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"), since: "0.1.0";
    /// An internet gateway drops packets for private addresses.
    ///
    /// # Why
    /// The default route took a packet for 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10, which the
    /// internet does not route. Usually the route that should have been more specific is missing.
    ///
    /// # Fix
    /// Add a route for the private network (`CreateRoute` with a transit gateway, peering connection or virtual
    /// private gateway), or correct the address.
    ///
    /// # Example
    /// Case `internet/private-destination`: private and shared addresses do not leave, their neighbours do.
    ///
    /// # Source
    /// Reachability Analyzer guide, explanation codes of internet gateways. Rule S-65.
    PrivateDestination = "IGW_PRIVATE_DESTINATION", Reason, aws: Some("IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS"), since: "0.1.0";
    /// An internet gateway drops packets from private addresses.
    ///
    /// # Why
    /// A packet that claims to come from the internet has a source in a private or shared range. No reply could find
    /// its way back.
    ///
    /// # Fix
    /// Ask with a public source address; for a private network, ask with `onprem` or the resource itself.
    ///
    /// # Example
    /// Case `internet/private-source`: private and shared addresses do not come in, their neighbours do.
    ///
    /// # Source
    /// Reachability Analyzer guide, explanation codes of internet gateways. Rule S-66.
    PrivateSource = "IGW_PRIVATE_SOURCE", Reason, aws: Some("IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS"), since: "0.1.0";
    /// The VPC has no internet gateway.
    ///
    /// # Why
    /// The packet has to enter or leave by an internet gateway, and none is attached to this VPC.
    ///
    /// # Fix
    /// Create one and attach it (`CreateInternetGateway`, `AttachInternetGateway`), then add a route to it.
    ///
    /// # Example
    /// Case `routes/gateway-of-another-vpc`: the gateway that the route names belongs to another VPC.
    ///
    /// # Source
    /// VPC User Guide, internet gateways. Rules S-26, S-65 and S-66.
    NoInternetGateway = "NO_INTERNET_GATEWAY", Reason, aws: None, since: "0.1.0";
    /// A gateway passes public IPv6 addresses only.
    ///
    /// # Why
    /// IPv6 is not translated at an internet gateway or an egress-only one. Unique local addresses (fd00::/8),
    /// private ranges of a VPC and the NAT64 prefix 64:ff9b::/96 are dropped there.
    ///
    /// # Fix
    /// Give the subnet a public IPv6 block (`AssociateVpcCidrBlock`, `AssociateSubnetCidrBlock`). For NAT64 add a
    /// route for 64:ff9b::/96 to a NAT gateway.
    ///
    /// # Example
    /// Case `ipv6/private-ipv6-at-gateway`: a unique local address does not pass.
    ///
    /// # Source
    /// VPC User Guide, IP addressing. Rules S-67 and S-77.
    PrivateIpv6 = "PRIVATE_IPV6_AT_IGW", Reason, aws: None, since: "0.1.0";
    /// The interface refuses all internet gateway traffic.
    ///
    /// # Why
    /// The interface is marked `DenyAllIgwTraffic`. AWS sets the mark on interfaces of internal dual-stack load
    /// balancers and of endpoints, whose IPv6 addresses would otherwise be public.
    ///
    /// # Fix
    /// Use an internet-facing load balancer if it is meant to be reached from outside; the mark itself cannot be
    /// changed on such interfaces.
    ///
    /// # Example
    /// Case `ipv6/deny-all-igw-traffic`: an interface with the mark is not reached over IPv6.
    ///
    /// # Source
    /// EC2 API reference, network interface, deny all internet gateway traffic. Rule S-67.
    DenyAllInternet = "DENY_ALL_IGW", Reason, aws: None, since: "0.1.0";
    /// VPC Block Public Access keeps the subnet from internet gateways.
    ///
    /// # Why
    /// An account can forbid traffic through internet gateways for a whole Region. In block-bidirectional mode nothing
    /// passes; in block-ingress mode only flows of NAT gateways and egress-only gateways pass. Exclusions lift that for
    /// a VPC or a subnet; what counts is the subnet of the interface that uses the gateway.
    ///
    /// # Fix
    /// Exclude the subnet or the VPC (`CreateVpcBlockPublicAccessExclusion`, mode allow-bidirectional or allow-egress),
    /// or reach the destination without an internet gateway.
    ///
    /// # Example
    /// Case `bpa/block-ingress`: a public instance can neither be reached from the internet nor open a connection to it.
    ///
    /// # Source
    /// VPC User Guide, Block public access to VPCs and subnets. Rule S-128.
    PublicAccess = "VPC_BLOCK_PUBLIC_ACCESS_ENABLED", Reason, aws: Some("VPC_BLOCK_PUBLIC_ACCESS_ENABLED"), since: "0.1.0";
    /// An egress-only internet gateway drops flows that started outside.
    ///
    /// # Why
    /// It is the IPv6 counterpart of a NAT gateway: it remembers what was started inside and lets only the replies
    /// in.
    ///
    /// # Fix
    /// To be reached from outside over IPv6, route `::/0` to an internet gateway instead (`ReplaceRoute`) and let the
    /// security group decide who may come in.
    ///
    /// # Example
    /// Case `ipv6/egress-only-gateway`: replies pass, a connection from outside does not.
    ///
    /// # Source
    /// VPC User Guide, egress-only internet gateways. Rule S-69.
    EgressOnly = "EIGW_NO_INBOUND", Reason, aws: None, since: "0.1.0";
    /// Nothing can be opened through a NAT gateway.
    ///
    /// # Why
    /// A NAT gateway only carries what clients behind it start. It forwards no ports and answers no ping, whether it
    /// is addressed by its public or its private address.
    ///
    /// # Fix
    /// Put a load balancer in front of the server, or give the server a public address of its own.
    ///
    /// # Example
    /// Case `nat/private-subnet-out`: out through the NAT gateway, nothing in.
    ///
    /// # Source
    /// VPC User Guide, troubleshoot NAT gateways. Rule S-71.
    NatInitiateOnly = "NAT_INITIATE_ONLY", Reason, aws: None, since: "0.1.0";
    /// The source may not use this NAT gateway.
    ///
    /// # Why
    /// A NAT gateway serves interfaces of its own VPC, and what arrives through a transit gateway attachment of that
    /// VPC. What arrives by peering, or through a virtual private gateway, it does not carry.
    ///
    /// # Fix
    /// Connect the networks by a transit gateway instead, or give the other network a NAT gateway of its own.
    ///
    /// # Example
    /// Case `nat/onprem-cannot-borrow`: on-premises behind a virtual private gateway cannot go out through the VPC's
    /// NAT gateway.
    ///
    /// # Source
    /// VPC User Guide, NAT gateway basics; Reachability Analyzer guide, explanation codes. Rule S-72.
    NatScope = "NGW_REQUIRES_SOURCE_IN_VPC", Reason, aws: Some("NGW_REQUIRES_SOURCE_IN_VPC"), since: "0.1.0";
    /// A regional NAT gateway does not serve the source's zone.
    ///
    /// # Why
    /// A regional NAT gateway has addresses per zone. In manual mode only the zones that were given an address are
    /// served.
    ///
    /// # Fix
    /// Add an address in this zone (`AssociateNatGatewayAddress`), or let AWS expand the gateway by itself (automatic
    /// mode).
    ///
    /// # Example
    /// Case `nat/regional-zone-not-served`: addresses in one zone, a client in another.
    ///
    /// # Source
    /// VPC User Guide, regional NAT gateways. Rule S-76.
    NatZone = "REGIONAL_NGW_ROUTE_AZ_RESTRICTION", Reason, aws: Some("REGIONAL_NGW_ROUTE_AZ_RESTRICTION"), since: "0.1.0";
    /// A device on the path does not carry this protocol.
    ///
    /// # Why
    /// A NAT gateway carries TCP, UDP and ICMP only; an interface endpoint answers no ping; a Gateway Load Balancer
    /// endpoint does not work together with an egress-only internet gateway.
    ///
    /// # Fix
    /// Use a protocol that the device carries, or a way round it: for example a NAT instance, or an address of the
    /// destination's own.
    ///
    /// # Example
    /// Case `endpoints/interface-no-ping`: the group lets ping in, the endpoint does not answer.
    ///
    /// # Source
    /// VPC User Guide, NAT gateway basics; PrivateLink Guide. Rules S-69, S-70 and S-110.
    Protocol = "PROTOCOL_RESTRICTION", Reason, aws: Some("PROTOCOL_RESTRICTION"), since: "0.1.0";
    /// The packet would pass the same place twice.
    ///
    /// # Why
    /// Routes send it in a circle. The classic one: a NAT gateway in a subnet whose own default route is that NAT
    /// gateway.
    ///
    /// # Fix
    /// Give the device's subnet a table that leads on, not back: for a public NAT gateway, a default route to the
    /// internet gateway (`ReplaceRoute`, or `AssociateRouteTable`).
    ///
    /// # Example
    /// Case `nat/routed-to-itself`: the NAT gateway's subnet routes to the NAT gateway.
    ///
    /// # Source
    /// Follows from route lookup at each subnet; no page of AWS's has it. Rule S-4.
    RoutingLoop = "ROUTING_LOOP", Reason, aws: None, since: "0.1.0";
    /// The reply goes another way, past the device that knows the connection.
    ///
    /// # Why
    /// An internet gateway, a NAT gateway or a firewall remembers what passed it, and a reply that reaches another
    /// device, or none, belongs to no connection. Usually the answering subnet's default route does not lead back to
    /// where the request came in.
    ///
    /// # Fix
    /// Make both directions pass the same device: a route of the answering subnet for the client's addresses
    /// (`CreateRoute`), a gateway route table for what comes in, or appliance mode on the attachment of an inspection
    /// VPC (`ModifyTransitGatewayVpcAttachment`).
    ///
    /// # Example
    /// Case `internet/public-address-in-private-subnet`: the request comes in by the internet gateway, the reply
    /// leaves by the NAT gateway.
    ///
    /// # Source
    /// VPC User Guide, internet gateways and gateway route tables; Network Firewall guide, asymmetric routing. Rules
    /// S-3, S-35, S-66, S-82 and S-101.
    Asymmetric = "ASYMMETRIC", Reason, aws: None, since: "0.1.0";
    /// A peering connection delivers only to the peer VPC's own addresses.
    ///
    /// # Why
    /// The route to the peering connection is wider than the peer's blocks, and the destination is outside them.
    ///
    /// # Fix
    /// Narrow the route to the peer's blocks (`ReplaceRoute`), and give the destination a route of its own.
    ///
    /// # Example
    /// Case `peering/blocks-outside-the-peer`: a wide route, of which only the peer's own blocks lead anywhere.
    ///
    /// # Source
    /// Reachability Analyzer guide, explanation codes of peering connections. Rule S-80.
    NotInPeer = "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR", Reason, aws: Some("PCX_REQUIRES_ADDRESS_IN_VPC_CIDR"), since: "0.1.0";
    /// Peering is not transitive: a packet cannot go on to a second peering connection.
    ///
    /// # Why
    /// A peers with B, and B with C. What A sends to B may end at an interface of B and nowhere else.
    ///
    /// # Fix
    /// Peer A with C directly (`CreateVpcPeeringConnection`, with routes on both sides), or join all three by a
    /// transit gateway.
    ///
    /// # Example
    /// Case `peering/not-transitive`: a route of A towards C through B leads nowhere.
    ///
    /// # Source
    /// VPC Peering Guide, peering basics and unsupported configurations. Rule S-83.
    NoTransitivePeering = "NO_TRANSITIVE_PEERING", Reason, aws: Some("PCX_REQUIRES_ADDRESS_IN_VPC_CIDR"), since: "0.1.0";
    /// Nobody can use another VPC's gateways through peering.
    ///
    /// # Why
    /// What arrives by peering may not leave by the peer's internet gateway, NAT gateway, virtual private gateway or
    /// gateway endpoint, nor may what arrives by one of these leave by peering.
    ///
    /// # Fix
    /// Give each VPC the gateway or endpoint it needs, or centralise with a transit gateway. A proxy, load balancer
    /// or interface endpoint in the peer works too: it is an end of its own.
    ///
    /// # Example
    /// Case `nat/peer-cannot-borrow`: a peer routes its default route over peering to use our NAT gateway.
    ///
    /// # Source
    /// VPC Peering Guide, peering basics and unsupported configurations. Rules S-83, S-109 and S-116.
    NoEdgeToEdge = "NO_EDGE_TO_EDGE", Reason, aws: Some("PCX_REQUIRES_ADDRESS_IN_VPC_CIDR"), since: "0.1.0";
    /// A gateway takes only source addresses of its own VPC.
    ///
    /// # Why
    /// A peering connection drops what claims to come from elsewhere, for example what an instance forwards without
    /// translating it.
    ///
    /// # Fix
    /// Translate the source on the forwarding instance, or use a transit gateway, which does not look at it.
    ///
    /// # Example
    /// Case `peering/appliance-forwards-a-stranger`: an appliance sends a third VPC's packet, from 172.20.1.10, into
    /// the peering connection of 10.0.0.0/16.
    ///
    /// # Source
    /// Reachability Analyzer guide, explanation codes of gateways. Rule S-80.
    ForeignSource = "GATEWAY_REJECTS_SPOOFED_TRAFFIC", Reason, aws: Some("GATEWAY_REJECTS_SPOOFED_TRAFFIC"), since: "0.1.0";
    /// A VPC's resolver and link-local addresses answer only inside that VPC.
    ///
    /// # Why
    /// The Amazon resolver (the second address of the VPC's block, and 169.254.169.253) and other platform addresses
    /// are not interfaces; peering and transit gateways do not carry traffic to them.
    ///
    /// # Fix
    /// Create an inbound Resolver endpoint (`CreateResolverEndpoint`) and ask its interfaces instead.
    ///
    /// # Example
    /// Case `transit/resolver-of-another-vpc`: a spoke asks the resolver of the shared VPC by address.
    ///
    /// # Source
    /// VPC Peering Guide, peering basics; Transit Gateway Guide, VPC attachments. Rules S-11, S-86 and S-107.
    PlatformRemote = "PLATFORM_ADDRESS_REMOTE", Reason, aws: None, since: "0.1.0";
    /// The virtual private gateway knows no prefix for the destination.
    ///
    /// # Why
    /// The route leads to the gateway, but none of its VPN connections has a static route for the destination, and
    /// none announces it by BGP as far as the data shows.
    ///
    /// # Fix
    /// Add a static route to the VPN connection (`CreateVpnConnectionRoute`), or announce the prefix by BGP and
    /// switch propagation on.
    ///
    /// # Example
    /// Case `vpn/unknown-prefix`: the subnet sends everything to the gateway, which knows one network only.
    ///
    /// # Source
    /// Site-to-Site VPN User Guide, route priority. Rule S-88.
    UnknownPrefix = "VGW_UNKNOWN_PREFIX", Reason, aws: Some("NO_ROUTE_TO_DESTINATION"), since: "0.1.0";
    /// A virtual private gateway takes only what interfaces of its VPC send.
    ///
    /// # Why
    /// A packet that another VPC, a transit gateway or an appliance sends towards the gateway keeps a source address
    /// that belongs to no interface of the gateway's VPC, and is dropped.
    ///
    /// # Fix
    /// Translate the source inside the VPC (a private NAT gateway, an appliance), or end the VPN or Direct Connect on
    /// the transit gateway, which does not look at source addresses.
    ///
    /// # Example
    /// Case `vpn/stranger-by-transit-gateway`: another VPC uses a transit gateway to borrow this VPC's VPN.
    ///
    /// # Source
    /// Reachability Analyzer guide, explanation codes of virtual private gateways. Rules S-65 and S-88.
    ForeignAtVpnGateway = "VGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS", Reason, aws: Some("VGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS"), since: "0.1.0";
    /// A Direct Connect gateway does not announce this address to on-premises.
    ///
    /// # Why
    /// Each association of a Direct Connect gateway has allowed prefixes. With a virtual private gateway they are a
    /// filter: a block of the VPC is announced only if an allowed prefix is as wide as it or wider. With a transit
    /// gateway they are the announcement itself. Without one that covers the address, routers on-premises learn no
    /// route to it, and neither requests nor replies come in that way.
    ///
    /// # Fix
    /// Allow the whole block of the VPC, or a wider prefix (`UpdateDirectConnectGatewayAssociation`).
    ///
    /// # Example
    /// Case `dx/allowed-prefix-too-narrow`: 10.0.0.0/24 is allowed, the VPC is 10.0.0.0/16.
    ///
    /// # Source
    /// Direct Connect User Guide, allowed prefixes interactions. Rule S-93.
    NotAnnounced = "DX_PREFIX_NOT_ALLOWED", Reason, aws: None, since: "0.1.0";
    /// A Direct Connect gateway does not carry packets between the networks that it is associated with.
    ///
    /// # Why
    /// It joins on-premises with VPCs. From one VPC to another, from one virtual interface to another, or from a
    /// virtual interface to a VPN of an associated gateway it does not forward.
    ///
    /// # Fix
    /// Join the VPCs by peering or a transit gateway. Sites reach each other through VPN connections and virtual
    /// interfaces on one virtual private gateway (CloudHub), or by SiteLink.
    ///
    /// # Example
    /// Case `dx/no-transit-between-associations`: two VPCs hang on one Direct Connect gateway.
    ///
    /// # Source
    /// Direct Connect User Guide, Direct Connect gateways and virtual private gateway associations. Rule S-91.
    DirectConnectTransit = "DX_GATEWAY_NO_TRANSIT", Reason, aws: None, since: "0.1.0";
    /// A virtual private gateway delivers only to private addresses of its VPC.
    ///
    /// # Why
    /// What comes in from on-premises must be addressed to a private address of an interface of the VPC. Public
    /// addresses of the VPC are not reached this way, nor are other networks behind it.
    ///
    /// # Fix
    /// Use the private address, or a transit gateway where on-premises must reach further than one VPC.
    ///
    /// # Example
    /// Case `vpn/public-address-of-an-instance`: on-premises addresses an Elastic IP address through the VPN.
    ///
    /// # Source
    /// Reachability Analyzer guide, explanation codes of virtual private gateways. Rule S-90.
    NotBehindVpnGateway = "VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS", Reason, aws: Some("VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"), since: "0.1.0";
    /// The VPC has no attachment to the transit gateway that its route names.
    ///
    /// # Why
    /// A route to a transit gateway works only where the VPC is attached to it. The attachment was deleted, or
    /// belongs to another VPC.
    ///
    /// # Fix
    /// Attach the VPC (`CreateTransitGatewayVpcAttachment`) with a subnet in each zone that sends, or correct the
    /// route.
    ///
    /// # Example
    /// Case `transit/vpc-not-attached`: a route 10.0.0.0/8 to the transit gateway survives the deletion of the
    /// attachment.
    ///
    /// # Source
    /// Transit Gateway Guide, VPC attachments. Rule S-96.
    TransitNotAttached = "TGW_NOT_ATTACHED", Reason, aws: Some("NO_ROUTE_TO_DESTINATION"), since: "0.1.0";
    /// The transit gateway attachment has no subnet in the source's zone.
    ///
    /// # Why
    /// An attachment names one subnet per zone, and only interfaces in those zones can send into the transit gateway.
    /// Zones are compared by their ids: names are shuffled per account.
    ///
    /// # Fix
    /// Add a subnet of this zone to the attachment (`ModifyTransitGatewayVpcAttachment` with `AddSubnetIds`).
    ///
    /// # Example
    /// Case `transit/zone-not-attached`: the instance stands in a zone that the attachment leaves out.
    ///
    /// # Source
    /// Transit Gateway Guide, VPC attachments; Reachability Analyzer guide, explanation codes. Rules S-14 and S-96.
    TransitZone = "TGW_ROUTE_AZ_RESTRICTION", Reason, aws: Some("TGW_ROUTE_AZ_RESTRICTION"), since: "0.1.0";
    /// The transit gateway attachment is associated with no route table.
    ///
    /// # Why
    /// What comes in by an attachment is routed by the table associated with it. Without an association it is
    /// dropped, also when other tables hold routes for it.
    ///
    /// # Fix
    /// Associate the attachment (`AssociateTransitGatewayRouteTable`).
    ///
    /// # Example
    /// Case `transit/no-association`: an attachment that no table is associated with.
    ///
    /// # Source
    /// Transit Gateway Guide, how transit gateways work. Rule S-97.
    TransitNoTable = "TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION", Reason, aws: Some("TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION"), since: "0.1.0";
    /// The transit gateway route table has no route for the destination.
    ///
    /// # Why
    /// Associating decides which table an attachment asks, propagating decides which tables learn it. Often the table
    /// of the answering side does not learn the asking side, and then only the reply fails.
    ///
    /// # Fix
    /// Propagate the attachment into this table (`EnableTransitGatewayRouteTablePropagation`), or add a static route
    /// (`CreateTransitGatewayRoute`); for peered transit gateways, on both.
    ///
    /// # Example
    /// Case `transit/reply-table-without-route`: the table of the target's attachment lacks the route back.
    ///
    /// # Source
    /// Transit Gateway Guide, how transit gateways work. Rules S-98, S-99, S-103 and S-104.
    TransitNoRoute = "TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT", Reason, aws: Some("TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT"), since: "0.1.0";
    /// The winning transit gateway route is a blackhole.
    ///
    /// # Why
    /// Somebody made it one to keep networks apart, or its attachment is gone. As in a VPC, the most specific route
    /// wins even if it is a blackhole.
    ///
    /// # Fix
    /// If the networks may talk: delete it (`DeleteTransitGatewayRoute`) or replace it
    /// (`ReplaceTransitGatewayRoute`). If it keeps them apart on purpose, leave it.
    ///
    /// # Example
    /// Case `transit/blackhole`: a blackhole for one prefix beats a wider route.
    ///
    /// # Source
    /// Transit Gateway Guide, how transit gateways work. Rule S-99.
    TransitBlackhole = "TGW_RTB_BAD_STATE_ROUTE", Reason, aws: Some("TGW_RTB_BAD_STATE_ROUTE"), since: "0.1.0";
    /// A VPC carries nothing between two of its Wavelength Zones.
    ///
    /// # Why
    /// Subnets of one VPC reach each other by the local route, but not from one Wavelength Zone to another. Each reaches
    /// the Region.
    ///
    /// # Fix
    /// Go through an instance in the Region, or put both ends into one zone.
    ///
    /// # Example
    /// Case `wavelength/carrier-gateway`: an instance in the Boston zone calls one in New York.
    ///
    /// # Source
    /// VPC User Guide, extend a VPC. Rule S-37.
    WavelengthZones = "WAVELENGTH_ZONE_RESTRICTION", Reason, aws: None, since: "0.1.0";
    /// The segment of the core network has no route for the destination.
    ///
    /// # Why
    /// What comes in by an attachment is routed by the attachment's segment. Attachments of another segment are not
    /// in it unless the core network's policy shares the two segments or names a static route.
    ///
    /// # Fix
    /// Share the segments in the core network policy (`share`), put the attachment into the segment, or create a
    /// static route there.
    ///
    /// # Example
    /// Case `cloudwan/segments`: a VPC of segment `prod` calls one of segment `dev`.
    ///
    /// # Source
    /// Cloud WAN User Guide, segments and route evaluation. Rule S-108.
    CoreNoRoute = "CORE_NETWORK_NO_ROUTE", Reason, aws: None, since: "0.1.0";
    /// The most specific route of the core network's segment drops the packet.
    ///
    /// # Why
    /// A blackhole route takes part in the choice like any other, and drops what it wins. A wider route is not tried.
    ///
    /// # Fix
    /// Take the blackhole route out of the core network policy, or point it at an attachment.
    ///
    /// # Example
    /// Case `cloudwan/blackhole`: 10.1.1.0/24 is a blackhole inside 10.1.0.0/16.
    ///
    /// # Source
    /// Cloud WAN User Guide, routes in a core network policy. Rule S-108.
    CoreBlackhole = "CORE_NETWORK_BLACKHOLE", Reason, aws: None, since: "0.1.0";
    /// A gateway endpoint carries TCP and ICMP echo only.
    ///
    /// # Why
    /// Gateway endpoints for S3 and DynamoDB pass no UDP and nothing else.
    ///
    /// # Fix
    /// Use TCP: both services are HTTPS on port 443.
    ///
    /// # Example
    /// Case `endpoints/s3-gateway`: TCP passes, UDP does not.
    ///
    /// # Source
    /// PrivateLink Guide, gateway endpoints; Reachability Analyzer guide, explanation codes. Rule S-109.
    EndpointProtocol = "VPCE_GATEWAY_PROTOCOL_RESTRICTION", Reason, aws: Some("VPCE_GATEWAY_PROTOCOL_RESTRICTION"), since: "0.1.0";
    /// An endpoint answers, but never starts a connection.
    ///
    /// # Why
    /// The interfaces of an endpoint are the server's side only; nothing behind them opens connections into the VPC.
    ///
    /// # Fix
    /// Ask in the other direction: from the client to the endpoint.
    ///
    /// # Example
    /// Case `endpoints/interface`: the endpoint is reached, but reaches nobody.
    ///
    /// # Source
    /// Reachability Analyzer guide, explanation codes of endpoints. Rule S-110.
    NeverInitiates = "VPCE_NO_INITIATE", Reason, aws: Some("VPCE_INTRA_VPC_TRAFFIC"), since: "0.1.0";
    /// The interface starts connections only.
    ///
    /// # Why
    /// The interfaces that a function gets in a VPC are for what the function calls; nobody can connect to them.
    ///
    /// # Fix
    /// Call the function by its own interface: the Lambda API, a function URL, or a load balancer with the function
    /// as target.
    ///
    /// # Example
    /// Case `owners/lambda-interface`: the function reaches the VPC and takes no connections.
    ///
    /// # Source
    /// Lambda guide, VPC configuration. Rule S-132.
    NotADestination = "NOT_A_DESTINATION", Reason, aws: None, since: "0.1.0";
    /// The function is in no VPC, so it has no way to a private address.
    ///
    /// # Why
    /// A Lambda function without a VPC configuration runs in a network of AWS's own. It reaches public addresses, from
    /// an address that changes, and nothing inside a VPC: no private address, no database without a public one.
    ///
    /// # Fix
    /// Give the function subnets and security groups of the VPC (`UpdateFunctionConfiguration`). It then needs a NAT
    /// gateway or endpoints for what it reached on the internet.
    ///
    /// # Example
    /// Case `owners/lambda-outside-a-vpc`: the function calls a database by its private address.
    ///
    /// # Source
    /// Lambda Developer Guide, giving functions access to resources in a VPC. Rule S-132.
    FunctionOutsideVpc = "LAMBDA_OUTSIDE_VPC", Reason, aws: None, since: "0.1.0";
    /// A subnet whose incoming traffic is redirected may not leave past the middlebox.
    ///
    /// # Why
    /// A gateway route table sends what comes in for the subnet to a middlebox. AWS then does not let the subnet use
    /// the internet gateway directly, although its own table names it.
    ///
    /// # Fix
    /// Route the subnet's outgoing traffic to the same middlebox (`ReplaceRoute`).
    ///
    /// # Example
    /// Case `routes/ingress-redirected-direct-reply`: the reply tries to go straight to the internet gateway.
    ///
    /// # Source
    /// VPC User Guide, gateway route tables; Reachability Analyzer guide, explanation codes. Rule S-32.
    IngressRedirected = "INGRESS_RTB_TRAFFIC_REDIRECTION", Reason, aws: Some("INGRESS_RTB_TRAFFIC_REDIRECTION"), since: "0.1.0";
    /// A middlebox behind a gateway route table needs a public address.
    ///
    /// # Why
    /// An interface that receives internet traffic by a gateway route table must have a public address of its own,
    /// though the traffic is for another.
    ///
    /// # Fix
    /// Associate an Elastic IP address with the middlebox's interface (`AssociateAddress`). A Gateway Load Balancer
    /// endpoint needs none.
    ///
    /// # Example
    /// Case `routes/ingress-appliance-without-public-ip`: the middlebox has only its private address.
    ///
    /// # Source
    /// VPC User Guide, gateway route tables; Reachability Analyzer guide, explanation codes. Rule S-32.
    IngressNoPublicAddress = "INGRESS_RTB_NO_PUBLIC_IP", Reason, aws: Some("INGRESS_RTB_NO_PUBLIC_IP"), since: "0.1.0";
    /// The instance's metadata service is switched off.
    ///
    /// # Why
    /// 169.254.169.254 is filtered by nothing, but the instance's metadata options say that the endpoint is disabled.
    ///
    /// # Fix
    /// `aws ec2 modify-instance-metadata-options --instance-id ID --http-endpoint enabled`, if the software on it
    /// needs it.
    ///
    /// # Example
    /// Case `platform/metadata-off`: an instance with `HttpEndpoint: disabled` asks 169.254.169.254 on port 80.
    ///
    /// # Source
    /// EC2 User Guide, instance metadata options. Rule S-11.
    MetadataOff = "METADATA_OFF", Reason, aws: None, since: "0.1.0";
    /// The load balancer has no listener on the asked port.
    ///
    /// # Why
    /// A load balancer's node takes only the ports and protocols of its listeners, whatever its security groups
    /// allow.
    ///
    /// # Fix
    /// Add a listener (`CreateListener`), or ask for a port that has one.
    ///
    /// # Example
    /// Case `lb/no-listener`: a load balancer with a listener on 443 only, asked on 8443.
    ///
    /// # Source
    /// Elastic Load Balancing guides, listeners; Reachability Analyzer guide, explanation codes. Rule S-117.
    NoListener = "LB_NO_LISTENER", Reason, aws: Some("ELBV2_LISTENERS_MISMATCH"), since: "0.1.0";
    /// The target group has no target that the load balancer would use.
    ///
    /// # Why
    /// Nothing is registered with the group, or everything registered is draining or unused.
    ///
    /// # Fix
    /// Register targets (`RegisterTargets`), or bring them into service.
    ///
    /// # Example
    /// Case `lb/no-targets`: an empty group, and a group whose only target is stopped.
    ///
    /// # Source
    /// Elastic Load Balancing guides, target groups; Reachability Analyzer guide, explanation codes. Rule S-120.
    NoTarget = "LB_NO_TARGET", Reason, aws: Some("ELBV2_LISTENER_HAS_NO_TG"), since: "0.1.0";
    /// No target is in a zone that this node of the load balancer uses.
    ///
    /// # Why
    /// With cross-zone load balancing off, which is the default of network load balancers, a node uses targets of its
    /// own zone only. Targets in zones that are not enabled for the load balancer get nothing.
    ///
    /// # Fix
    /// Turn cross-zone load balancing on (`ModifyLoadBalancerAttributes`), enable the zone (`SetSubnets`), or
    /// register a target in it.
    ///
    /// # Example
    /// Case `lb/zones`: a network load balancer in two zones with targets in one.
    ///
    /// # Source
    /// Network Load Balancers guide, cross-zone load balancing; Reachability Analyzer guide, explanation codes. Rule
    /// S-121.
    NoTargetInZone = "LB_NO_TARGET_IN_AZ", Reason, aws: Some("ELBV2_NO_TARGETS_IN_AZ"), since: "0.1.0";
    /// The only target is the client itself, and the network load balancer keeps the client's address.
    ///
    /// # Why
    /// With client addresses preserved the packet would come back to its sender with the sender's own address, so the
    /// connection times out.
    ///
    /// # Fix
    /// Turn `preserve_client_ip.enabled` off (`ModifyTargetGroupAttributes`), or register a second target.
    ///
    /// # Example
    /// Case `lb/hairpin`: an instance that calls the load balancer it is the only target of.
    ///
    /// # Source
    /// Network Load Balancers guide, troubleshooting. Rule S-124.
    Hairpin = "NLB_HAIRPIN", Reason, aws: Some("ELBV2_SOURCE_ADDRESS_PRESERVATION"), since: "0.1.0";
    /// The load balancer keeps the client's address, which does not work on the way to this target.
    ///
    /// # Why
    /// Client addresses are preserved only inside the load balancer's VPC and directly peered VPCs of its Region, not
    /// between Regions, and not through a transit gateway or a Gateway Load Balancer endpoint.
    ///
    /// # Fix
    /// Turn `preserve_client_ip.enabled` off (`ModifyTargetGroupAttributes`).
    ///
    /// # Example
    /// Case `lb/ip-target-transit`: a target behind a transit gateway.
    ///
    /// # Source
    /// Network Load Balancers guide, target group attributes. Rule S-122.
    ClientAddressLost = "LB_CLIENT_IP_SCOPE", Reason, aws: Some("ELBV2_SOURCE_ADDRESS_PRESERVATION"), since: "0.1.0";
    /// An internet-facing load balancer has a node in a subnet without a way to the internet.
    ///
    /// # Why
    /// The node has a public address, so requests arrive, but its replies are routed by its subnet's table, which has
    /// no route for the client.
    ///
    /// # Fix
    /// Give the subnet's table a default route to the internet gateway (`CreateRoute`), or move the load balancer
    /// into public subnets (`SetSubnets`).
    ///
    /// # Example
    /// Case `lb/subnet-not-public`: the nodes stand in subnets that have the local route only.
    ///
    /// # Source
    /// Application Load Balancers guide, troubleshooting. Rule S-118.
    BalancerSubnetNotPublic = "LB_SUBNET_NOT_PUBLIC", Reason, aws: Some("NO_ROUTE_TO_DESTINATION"), since: "0.1.0";
    /// Nothing joins the two networks.
    ///
    /// # Why
    /// No VPN, Direct Connect or transit gateway leads from the source's network into the destination's VPC.
    ///
    /// # Fix
    /// Connect them: a VPN connection or a transit gateway attachment for on-premises, a peering connection or
    /// transit gateway between VPCs.
    ///
    /// # Example
    /// Case `peering/onprem-cannot-pass-through`: on-premises is joined to A, and A's peer is not joined to
    /// on-premises.
    ///
    /// # Source
    /// Reachability Analyzer guide, configuration codes. Rules S-90 and S-95.
    NoPath = "NO_PATH", Reason, aws: Some("NO_PATH"), since: "0.1.0";
    /// The packet ends somewhere else than asked.
    ///
    /// # Why
    /// The address leads to another owner than the end that was named: another VPC uses the same block, or a route
    /// takes it out to the internet or on-premises.
    ///
    /// # Fix
    /// Correct the route that takes it there, or name the end by its address with `--to-ip`.
    ///
    /// # Example
    /// Case `peering/equal-blocks-equal-addresses`: two peers use 172.16.0.0/16; the route leads to the one that was
    /// not meant.
    ///
    /// # Source
    /// Follows from routing by address; no page of AWS's has it. Rules S-45 and S-100.
    WrongEnd = "WRONG_END", Reason, aws: None, since: "0.1.0";
    /// The path does not pass the resource asked for, or passes the one to be avoided.
    ///
    /// # Why
    /// The question came with `--via` or `--avoid`, and the way that the network really takes does not fit.
    ///
    /// # Fix
    /// Ask without the option to see the way it takes; change the routes if it should take another.
    ///
    /// # Example
    /// Case `ends/via-and-avoid`: the path can be asked to pass a resource, or not to.
    ///
    /// # Source
    /// Reachability Analyzer guide, search filter codes. Rule S-19 decides which way is taken.
    ComponentFilter = "COMPONENT_FILTER_RESTRICTION", Reason, aws: Some("COMPONENT_FILTER_RESTRICTION"), since: "0.1.0";
    /// An appliance, NAT instance or firewall endpoint is assumed to send the packet on.
    ///
    /// # Why
    /// AWS's configuration shows that the packet gets there and that it may leave again. What the software on it does
    /// is not in the data.
    ///
    /// # Fix
    /// Check the appliance's own rules and its forwarding (`net.ipv4.ip_forward`), or the firewall's policy.
    ///
    /// # Example
    /// Case `gwlb/inspected-both-ways`: reachable, given that the firewall behind the endpoint passes it.
    ///
    /// # Source
    /// VPC User Guide, NAT instances; PrivateLink Guide, Gateway Load Balancer endpoints. Rules S-34, S-78 and S-113.
    ApplianceForwards = "APPLIANCE_FORWARDS", Assumption, aws: Some("PATH_THROUGH_GWLB_NOT_CHECKED"), since: "0.1.0";
    /// What lies behind an endpoint, in its provider's account, is assumed to take the packet.
    ///
    /// # Why
    /// An endpoint leads to a service, a resource or a service network of somebody else. Whether there is a load
    /// balancer with a target that answers, or a resource gateway that may reach it, stands in the provider's documents.
    ///
    /// # Fix
    /// Where the provider's account is yours, add its `describe-vpc-endpoint-service-configurations`,
    /// `describe-vpc-endpoint-connections` and load balancer documents; else ask the provider.
    ///
    /// # Example
    /// Case `private-link/provider-unread`: the endpoint accepts the packet, and its service is not in the input.
    ///
    /// # Source
    /// PrivateLink Guide, endpoint services and access to resources. Rules S-112 and S-114.
    ProviderSide = "PROVIDER_SIDE", Assumption, aws: None, since: "0.1.0";
    /// The firewall's policy was not read, and it is assumed to let the packet pass.
    ///
    /// # Why
    /// The path leads through a Network Firewall whose rules are in documents of their own.
    ///
    /// # Fix
    /// Add the output of `network-firewall describe-firewall-policy` for the policy, and of
    /// `network-firewall describe-rule-group` for each group that it names.
    ///
    /// # Example
    /// Case `firewall/policy-missing`: the firewall is in the input, its policy is not.
    ///
    /// # Source
    /// Network Firewall Developer Guide, firewall policies. Rule S-129.
    FirewallPolicyAssumed = "FIREWALL_POLICY", Assumption, aws: None, since: "0.1.0";
    /// Rules of a firewall that look at more than addresses, ports and protocol are assumed not to stop the packet.
    ///
    /// # Why
    /// Suricata rules, domain lists, rules of an application's protocol, rules with options or TCP flags, and AWS's
    /// managed groups decide by what a packet holds. They are not checked here: where one of them could stop what all
    /// other rules let pass, the answer rests on this assumption; where one could pass what the others stop, it is
    /// `undetermined`.
    ///
    /// # Fix
    /// Read the named group's rules (`network-firewall describe-rule-group`) and see whether one of them stops this
    /// traffic.
    ///
    /// # Example
    /// Case `firewall/suricata-not-checked`: no other rule stops the connection.
    ///
    /// # Source
    /// Network Firewall Developer Guide, working with stateful rule groups. Rule S-129.
    FirewallRulesNotChecked = "FIREWALL_RULES_NOT_CHECKED", Assumption, aws: Some("FIREWALL_UNSUPPORTED_RULE_OPTIONS"), since: "0.1.0";
    /// A firewall's stateful engine that sees half of a flow without a handshake is assumed to let it pass.
    ///
    /// # Why
    /// Network Firewall does not support asymmetric routing. A TCP connection whose handshake is incomplete is dropped;
    /// of UDP, ICMP and other protocols AWS does not say what becomes.
    ///
    /// # Fix
    /// Lead both directions to the same endpoint, and give stateless rules that hand on a request a twin that hands on its
    /// reply.
    ///
    /// # Example
    /// Case `firewall/stateless-and-stateful`: the request of UDP 443 goes to the stateful engine, its reply does not.
    ///
    /// # Source
    /// Network Firewall Developer Guide, asymmetric routing. Rules S-35, S-129.
    FirewallHalfFlow = "FIREWALL_HALF_FLOW", Assumption, aws: None, since: "0.1.0";
    /// The network on-premises is assumed to accept the packet and to route the reply back.
    ///
    /// # Why
    /// AWS's configuration ends at the customer gateway. Firewalls and routes behind it are not in the data.
    ///
    /// # Fix
    /// Check on-premises: a route for the VPC's block to the VPN, and a firewall rule for this traffic.
    ///
    /// # Example
    /// Case `vpn/bgp-propagated-route`: all of AWS's hops pass; the rest is on-premises.
    ///
    /// # Source
    /// Site-to-Site VPN User Guide; a boundary of the data. Rule S-95.
    OnPremises = "ON_PREM", Assumption, aws: None, since: "0.1.0";
    /// The other end is assumed to announce the prefix by BGP.
    ///
    /// # Why
    /// Prefixes learned by BGP appear in AWS's output only as propagated routes. Where a static route leads to the
    /// gateway instead, nothing shows whether it knows the prefix.
    ///
    /// # Fix
    /// Switch propagation on (`EnableVgwRoutePropagation`) and export again: the propagated route is the proof.
    ///
    /// # Example
    /// Case `vpn/bgp-static-route`: a static route leads to the gateway, the prefix itself is not seen.
    ///
    /// # Source
    /// Site-to-Site VPN User Guide, route priority. Rules S-88 and S-91.
    BgpAdvertises = "BGP_ADVERTISES", Assumption, aws: None, since: "0.1.0";
    /// No network ACL was read: AWS's default one, which allows all, is assumed.
    ///
    /// # Why
    /// The input has no `describe-network-acls` output at all. Every subnet has an ACL, and the one that AWS makes
    /// allows everything.
    ///
    /// # Fix
    /// Add the output of `aws ec2 describe-network-acls`. With `--strict` the answer is undetermined instead.
    ///
    /// # Example
    /// Case `gaps/no-acl-document`: the answer is reachable and names the assumption.
    ///
    /// # Source
    /// VPC User Guide, default network ACL. Rule S-60.
    DefaultNaclAssumed = "DEFAULT_NETWORK_ACL_ASSUMED", Assumption, aws: None, since: "0.1.0";
    /// No route table was read: the VPC's local route is assumed.
    ///
    /// # Why
    /// The input has no `describe-route-tables` output at all. Every table has a local route for the VPC's own
    /// blocks, so traffic inside the VPC can be answered; anything else cannot.
    ///
    /// # Fix
    /// Add the output of `aws ec2 describe-route-tables`. With `--strict` the answer is undetermined instead.
    ///
    /// # Example
    /// Case `gaps/no-route-tables`: inside the VPC reachable, beyond it undetermined.
    ///
    /// # Source
    /// VPC User Guide, subnet route tables, local routes. Rule S-21.
    LocalRouteAssumed = "LOCAL_ROUTE_ASSUMED", Assumption, aws: None, since: "0.1.0";
    /// No internet gateway was read: the one that an active route names is assumed attached.
    ///
    /// # Why
    /// The input has no `describe-internet-gateways` output at all, but a route that AWS prints as `active` names a
    /// gateway.
    ///
    /// # Fix
    /// Add the output of `aws ec2 describe-internet-gateways`. With `--strict` the answer is undetermined instead.
    ///
    /// # Example
    /// Case `gaps/no-internet-gateways`: reachable, given that the gateway is attached.
    ///
    /// # Source
    /// VPC User Guide, internet gateways. Rule S-26.
    InternetGatewayAssumed = "INTERNET_GATEWAY_ASSUMED", Assumption, aws: None, since: "0.1.0";
    /// Nothing was read that tells of Block Public Access: it is assumed to be off.
    ///
    /// # Why
    /// Block Public Access keeps flows from internet gateways and egress-only gateways, whatever routes and groups say.
    /// AWS's default is off. The input has neither `describe-vpc-block-public-access-options` nor subnets or VPCs that
    /// print `BlockPublicAccessStates`, as exports made before November 2024.
    ///
    /// # Fix
    /// Add the output of `aws ec2 describe-vpc-block-public-access-options` and of
    /// `describe-vpc-block-public-access-exclusions`. With `--strict` the answer is undetermined instead.
    ///
    /// # Example
    /// Case `gaps/no-block-public-access`: a public instance that the internet reaches, given that nothing blocks it.
    ///
    /// # Source
    /// VPC User Guide, block public access to VPCs and subnets. Rule S-128.
    PublicAccessAssumed = "PUBLIC_ACCESS_ASSUMED", Assumption, aws: None, since: "0.1.0";
    /// No DNS attribute was read: the VPC's resolver is assumed to answer.
    ///
    /// # Why
    /// The resolver at the +2 address answers while the VPC's attribute `enableDnsSupport` is on, which is AWS's default;
    /// the input does not tell it.
    ///
    /// # Fix
    /// Add the output of `aws ec2 describe-vpc-attribute --attribute enableDnsSupport --vpc-id ID`. With `--strict` the
    /// answer is undetermined instead.
    ///
    /// # Example
    /// Case `gaps/no-dns-attribute`: an instance asks its VPC's resolver.
    ///
    /// # Source
    /// VPC User Guide, DNS attributes for your VPC. Rules S-11 and S-131.
    ResolverAssumed = "RESOLVER_ASSUMED", Assumption, aws: None, since: "0.1.0";
    /// No encryption control was read: the VPC is assumed to enforce none.
    ///
    /// # Why
    /// Where a VPC enforces encryption its endpoints carry TLS only, port 443. Without a control, AWS's default, they carry
    /// every port that their groups allow. The question is about other ports, and the input does not tell.
    ///
    /// # Fix
    /// Add the output of `aws ec2 describe-vpc-encryption-controls`. With `--strict` the answer is undetermined instead.
    ///
    /// # Example
    /// Case `gaps/no-encryption-controls`: an endpoint asked on port 80.
    ///
    /// # Source
    /// VPC User Guide, VPC encryption controls. Rule S-130.
    EncryptionNotEnforcedAssumed = "ENCRYPTION_NOT_ENFORCED_ASSUMED", Assumption, aws: None, since: "0.1.0";
    /// No egress-only gateway was read: the one that an active route names is assumed attached.
    ///
    /// # Why
    /// The input has no `describe-egress-only-internet-gateways` output at all, but an active IPv6 route names one.
    ///
    /// # Fix
    /// Add the output of `aws ec2 describe-egress-only-internet-gateways`. With `--strict` the answer is undetermined
    /// instead.
    ///
    /// # Example
    /// Case `gaps/no-egress-only-gateways`: a route `::/0` to an egress-only gateway, in an export that left the
    /// gateways out.
    ///
    /// # Source
    /// VPC User Guide, egress-only internet gateways. Rules S-26 and S-69.
    EgressOnlyGatewayAssumed = "EGRESS_ONLY_GATEWAY_ASSUMED", Assumption, aws: None, since: "0.1.0";
    /// No prefix list was read: the address is assumed not to belong to the AWS service.
    ///
    /// # Why
    /// A route of a gateway endpoint applies to the addresses of S3 or DynamoDB. Without the list it cannot be told
    /// whether this address is one of them.
    ///
    /// # Fix
    /// Add the output of `aws ec2 describe-prefix-lists`. With `--strict` the answer is undetermined instead.
    ///
    /// # Example
    /// Case `gaps/no-prefix-lists`: a subnet with an S3 endpoint and a NAT gateway asks for an internet address, in
    /// an export without prefix lists.
    ///
    /// # Source
    /// PrivateLink Guide, gateway endpoints. Rules S-28 and S-29.
    NotInServiceList = "NOT_IN_SERVICE_LIST", Assumption, aws: None, since: "0.1.0";
    /// No instance was read: the instance is assumed to run.
    ///
    /// # Why
    /// The input has interfaces that belong to instances, but no `describe-instances` output, so the state is
    /// unknown.
    ///
    /// # Fix
    /// Add the output of `aws ec2 describe-instances`. With `--strict` the answer is undetermined instead.
    ///
    /// # Example
    /// Case `gaps/no-instances`: the interfaces are `in-use`, whether their instances run is not said.
    ///
    /// # Source
    /// EC2 API reference, instance states. Rule S-6.
    InstanceAssumedRunning = "INSTANCE_ASSUMED_RUNNING", Assumption, aws: None, since: "0.1.0";
    /// The function has no network interface yet; one is assumed.
    ///
    /// # Why
    /// Lambda makes an interface for each pair of subnet and security groups when a function first needs it, and takes
    /// it away when no function has used it for weeks. None is in the input, so one with the function's groups and a
    /// free address of the subnet is assumed. Which address it will get is not known: rules for single addresses
    /// may decide otherwise.
    ///
    /// # Fix
    /// Run the function once and export describe-network-interfaces again.
    ///
    /// # Example
    /// Case `owners/lambda-without-interface`: three functions that have not run yet.
    ///
    /// # Source
    /// Lambda Developer Guide, giving functions access to resources in a VPC. Rule S-132.
    FunctionInterfaceAssumed = "LAMBDA_INTERFACE_ASSUMED", Assumption, aws: None, since: "0.1.0";
    /// The Client VPN endpoint admits the destination.
    ///
    /// # Why
    /// What users of a Client VPN endpoint may reach is decided by its authorization rules and its own route table
    /// first. Neither is in the data; the security groups, routes and network ACLs behind it are.
    ///
    /// # Fix
    /// Look at the endpoint's authorization rules and routes for the destination.
    ///
    /// # Example
    /// Case `owners/client-vpn`: users reach a database from the address of the endpoint's interface.
    ///
    /// # Source
    /// Client VPN Administrator Guide, how Client VPN works. Rule S-106.
    ClientVpnAdmits = "CLIENT_VPN_ADMITS", Assumption, aws: None, since: "0.1.0";
    /// The accelerator listens for the traffic and sends it to this endpoint.
    ///
    /// # Why
    /// A Global Accelerator brings traffic in at the edge of AWS's network and sends it on from an interface in the VPC.
    /// Which ports it listens on, and where it sends them, is in none of the documents that are read.
    ///
    /// # Fix
    /// Look at the accelerator's listeners and endpoint groups.
    ///
    /// # Example
    /// Case `owners/accelerator`: an accelerator's interface and an instance behind it.
    ///
    /// # Source
    /// Global Accelerator Developer Guide, requirements for endpoints. Rule S-135.
    AcceleratorListens = "ACCELERATOR_LISTENS", Assumption, aws: None, since: "0.1.0";
    /// No target is healthy, so the load balancer uses all of them.
    ///
    /// # Why
    /// When every target of a group is unhealthy the load balancer stops choosing by health. The network lets the
    /// connection through; whether the target answers is another matter.
    ///
    /// # Fix
    /// Find out why the health check fails.
    ///
    /// # Example
    /// Case `lb/health`: a group with an unhealthy target only.
    ///
    /// # Source
    /// Network Load Balancers guide, target group health checks. Rule S-120.
    FailOpen = "LB_FAIL_OPEN", Assumption, aws: None, since: "0.1.0";
    /// The health check of a target group reaches none of its targets.
    ///
    /// # Why
    /// The traffic port is open and the health check's is not, or the targets admit the clients' addresses but not
    /// the load balancer's. All targets will be unhealthy: the load balancer answers with errors, or fails open.
    ///
    /// # Fix
    /// Allow the health check's port from the load balancer in the targets' security groups and network ACLs.
    ///
    /// # Example
    /// Case `lb/health-check-blocked`: traffic port 80 is open, the health check's 8081 is not.
    ///
    /// # Source
    /// Network Load Balancers guide, target group health checks. Rule S-120.
    HealthCheckBlocked = "LB_HEALTH_CHECK_BLOCKED", Assumption, aws: None, since: "0.1.0";
    /// No attributes of the target group were read: AWS's default decides whose address the targets see.
    ///
    /// # Why
    /// A network load balancer keeps the client's address by default, except for address targets behind TCP and TLS.
    ///
    /// # Fix
    /// Add `elbv2 describe-target-group-attributes` output.
    ///
    /// # Example
    /// Case `lb/client-address`: the same load balancer with and without attributes.
    ///
    /// # Source
    /// Network Load Balancers guide, target group attributes. Rule S-122.
    ClientAddressAssumed = "LB_CLIENT_IP_ASSUMED", Assumption, aws: Some("MISSING_TARGET_GROUP_ATTRIBUTES"), since: "0.1.0";
    /// No rules of the listener were read: its default action is assumed to answer for all requests.
    ///
    /// # Why
    /// Rules of an application load balancer's listener send requests elsewhere than its default action does. AWS makes a
    /// listener with a default action only; the input has no `elbv2 describe-rules` output of this listener, which would hold
    /// its default rule at least.
    ///
    /// # Fix
    /// Add `elbv2 describe-rules` output for each listener. With `--strict` the answer is undetermined instead.
    ///
    /// # Example
    /// Case `gaps/no-listener-rules`: a client of an application load balancer.
    ///
    /// # Source
    /// Application Load Balancers guide, listener rules. Rule S-117.
    DefaultActionAssumed = "DEFAULT_ACTION_ASSUMED", Assumption, aws: None, since: "0.1.0";
    /// No attributes of the load balancer were read: its nodes are assumed to use targets of their own zone.
    ///
    /// # Why
    /// Cross-zone load balancing is off by default for network load balancers. Targets in other zones were left out
    /// of the answer.
    ///
    /// # Fix
    /// Add `elbv2 describe-load-balancer-attributes` output.
    ///
    /// # Example
    /// Case `lb/zones`: the node in the zone that has a target.
    ///
    /// # Source
    /// Network Load Balancers guide, cross-zone load balancing. Rule S-121.
    OwnZoneAssumed = "LB_OWN_ZONE_ASSUMED", Assumption, aws: None, since: "0.1.0";
    /// Another target of the group is worse off than the one shown.
    ///
    /// # Why
    /// One target that can be reached makes the answer; this one would not get the request, so some connections fail
    /// or it is unhealthy.
    ///
    /// # Fix
    /// Ask about that target by itself, from the load balancer.
    ///
    /// # Example
    /// Case `lb/one-of-two`: one target admits the load balancer, the other does not.
    ///
    /// # Source
    /// Elastic Load Balancing guides, target groups. Rule S-117.
    TargetFails = "LB_TARGET_FAILS", Notice, aws: None, since: "0.1.0";
    /// A registered target gets nothing, because of its health.
    ///
    /// # Why
    /// It is unhealthy while others are healthy, or initial, draining or unused.
    ///
    /// # Fix
    /// Look at the target's `TargetHealth.Reason`, and ask whether the load balancer reaches its health check's port.
    ///
    /// # Example
    /// Case `lb/health`: one healthy and one unhealthy target.
    ///
    /// # Source
    /// Network Load Balancers guide, target group health checks. Rule S-120.
    TargetUnused = "LB_TARGET_UNUSED", Notice, aws: None, since: "0.1.0";
    /// An endpoint on the path has a policy of its own, which is not looked at.
    ///
    /// # Why
    /// An endpoint's policy decides who may make which calls of the service, not whether packets reach it. AWS's default
    /// policy allows everything; this endpoint has another one.
    ///
    /// # Fix
    /// If calls are refused although packets arrive, read the endpoint's `PolicyDocument` and the policies of what is
    /// called.
    ///
    /// # Example
    /// Case `endpoints/policy`: the endpoint allows one action to one account.
    ///
    /// # Source
    /// PrivateLink Guide, control access to VPC endpoints using endpoint policies. Rule S-109.
    EndpointPolicy = "ENDPOINT_POLICY", Notice, aws: None, since: "0.1.0";
    /// Targets are taken to be in service, because their health is not known.
    ///
    /// # Why
    /// Classic load balancers list their instances without health, and a group may have health checks switched off.
    ///
    /// # Fix
    /// Look at `elb describe-instance-health` or `elbv2 describe-target-health` output yourself.
    ///
    /// # Example
    /// Case `lb/classic`: the instances of a Classic load balancer.
    ///
    /// # Source
    /// Classic Load Balancers guide, registered instances. Rule S-120.
    TargetHealthUnknown = "LB_TARGET_HEALTH_UNKNOWN", Notice, aws: None, since: "0.1.0";
    /// The database listens on another port.
    ///
    /// # Why
    /// The question names a port that is not the one in the database's own description. Rules may let it pass, but
    /// nothing answers there.
    ///
    /// # Fix
    /// Ask with the database's port.
    ///
    /// # Example
    /// Case `owners/database-by-identifier`: port 3306 is asked of a database on 5432.
    ///
    /// # Source
    /// RDS API reference, the endpoint of a DB instance. Rule S-133.
    DatabasePort = "DATABASE_PORT", Notice, aws: None, since: "0.1.0";
    /// A whole kind of document that would decide is not in the input.
    ///
    /// # Why
    /// Nothing of this kind was given, and AWS has no default that could stand in for it. The answer stays open
    /// instead of guessing.
    ///
    /// # Fix
    /// Run the call that the notice names, and add its output.
    ///
    /// # Example
    /// Case `gaps/no-route-tables`: a destination outside the VPC needs a route that nobody has seen.
    ///
    /// # Source
    /// How gaps are treated is this program's rule: no gap becomes a silent yes or no. Rules S-18 and S-21.
    MissingDocument = "MISSING_DOCUMENT", Notice, aws: Some("UNKNOWN_RESOURCE"), since: "0.1.0";
    /// A resource that something names is not in the input.
    ///
    /// # Why
    /// Others of its kind are there, so this one was filtered out, belongs to another account or Region, or was on a
    /// page that is missing.
    ///
    /// # Fix
    /// Run the call that the notice names without filters, in the account and Region of the resource, and add its
    /// output.
    ///
    /// # Example
    /// Case `gaps/dangling-nat-gateway`: an active route names a NAT gateway that is not among those given.
    ///
    /// # Source
    /// How gaps are treated is this program's rule. Rules S-15, S-26 and S-80 name common reasons.
    MissingResource = "MISSING_RESOURCE", Notice, aws: Some("UNKNOWN_RESOURCE"), since: "0.1.0";
    /// A security group that an interface carries is not in the input.
    ///
    /// # Why
    /// Its rules could allow the packet. If another group allows it already, or a network ACL denies it anyway, the
    /// answer stands without it.
    ///
    /// # Fix
    /// Add the output of `aws ec2 describe-security-groups` of the account that owns the group.
    ///
    /// # Example
    /// Case `gaps/group-missing`: what the known group allows is certain, what it does not is open.
    ///
    /// # Source
    /// Reachability Analyzer treats an unknown group as a denial and says so; here it is a gap. Rule S-51.
    GroupMissing = "SG_MISSING", Notice, aws: Some("UNKNOWN_PEERED_SGS"), since: "0.1.0";
    /// The entries of a prefix list are not in the input.
    ///
    /// # Why
    /// A rule or route names the list, and nothing else decides. `get-managed-prefix-list-entries` prints entries
    /// without the list's id, so the file's name must hold it.
    ///
    /// # Fix
    /// Run `aws ec2 get-managed-prefix-list-entries --prefix-list-id PL > entries.PL.json` with the list's id for PL;
    /// for lists of AWS services, `aws ec2 describe-prefix-lists`.
    ///
    /// # Example
    /// Case `gaps/prefix-list-without-entries`: open only where no other rule decides.
    ///
    /// # Source
    /// VPC User Guide, managed prefix lists. Rules S-28 and S-46.
    MissingEntries = "PREFIX_LIST", Notice, aws: Some("UNKNOWN_RESOURCE"), since: "0.1.0";
    /// The routes of a transit gateway route table are not, or not all, in the input.
    ///
    /// # Why
    /// `search-transit-gateway-routes` prints at most 1000 routes and says when there are more, and it does not print
    /// the table's id. A hit among what is there is a hit; a miss is open.
    ///
    /// # Fix
    /// Run `aws ec2 search-transit-gateway-routes --transit-gateway-route-table-id TABLE --filters
    /// Name=state,Values=active,blackhole > routes.TABLE.json` with the table's id for TABLE, per prefix if it is
    /// large.
    ///
    /// # Example
    /// Case `gaps/transit-routes-missing`: the table is known, its routes are not.
    ///
    /// # Source
    /// Transit Gateway Guide, route tables. Rules S-97 and S-98.
    MissingTransitRoutes = "TGW_RTB_ROUTES_ARE_UNKNOWN", Notice, aws: Some("TGW_RTB_ROUTES_ARE_UNKNOWN"), since: "0.1.0";
    /// The address may belong to an interface that was not read.
    ///
    /// # Why
    /// The address is inside the VPC and no known interface owns it, but not all interfaces were read: other accounts
    /// share the subnet, or there is no `describe-network-interfaces` output.
    ///
    /// # Fix
    /// Add the output of `aws ec2 describe-network-interfaces`, also of the accounts that the subnet is shared with.
    ///
    /// # Example
    /// Case `gaps/no-interfaces-of-the-owner`: a shared subnet, of which only one participant's interfaces were exported.
    ///
    /// # Source
    /// VPC User Guide, shared subnets. Rules S-12 and S-15.
    UnseenInterface = "ENI_NOT_IN_UPLOAD", Notice, aws: Some("UNKNOWN_DESTINATION"), since: "0.1.0";
    /// Something on the path is not modelled yet.
    ///
    /// # Why
    /// The packet comes to a kind of component that this version reads but cannot judge: a Gateway Load Balancer as an
    /// end, a transit gateway's policy table, multicast or NAT, a firewall attached to a transit gateway.
    ///
    /// # Fix
    /// Check this hop by hand; the rest of the path is answered as usual.
    ///
    /// # Example
    /// Case `transit/policy-table`: an attachment that is associated with a policy table.
    ///
    /// # Source
    /// What is modelled is listed in the README. Rules S-97, S-106, S-108, S-115 and S-125 describe the missing parts.
    NotModelled = "NOT_MODELLED", Notice, aws: None, since: "0.1.0";
    /// A line could not be read, or AWS does not document its effect.
    ///
    /// # Why
    /// A rule, entry or route has a value that is new or damaged, and it could decide.
    ///
    /// # Fix
    /// Look at the line that the notice quotes; if it is damaged, export again.
    ///
    /// # Example
    /// Case `routes/filtered-state`: AWS prints the route state `filtered` and does not say what it does to traffic.
    ///
    /// # Source
    /// EC2 API reference, the state of a route. Rule S-25.
    UnclearLine = "UNCLEAR_LINE", Notice, aws: None, since: "0.1.0";
    /// AWS may go either of two ways: they end differently, or alike.
    ///
    /// # Why
    /// Two prefix lists hold the same entry for different targets: AWS documents that it picks one, and not which.
    ///
    /// # Fix
    /// Remove the overlap, or add a route for the block itself, which beats both lists.
    ///
    /// # Example
    /// Case `routes/overlapping-prefix-lists`: two lists hold one block for two peering connections.
    /// Case `routes/overlapping-prefix-lists-alike`: for two NAT gateways, and either way ends alike.
    ///
    /// # Source
    /// VPC User Guide, route priority. Rule S-20.
    Ambiguous = "AMBIGUOUS", Notice, aws: None, since: "0.1.0";
    /// Only some client ports pass, so the connection works for some clients, or now and then.
    ///
    /// # Why
    /// A client picks its port from a range of its platform: Linux 32768-60999, Windows 49152-65535, load balancers
    /// and NAT gateways 1024-65535. A network ACL that lets replies to only a part of that range through gives a
    /// connection that works sometimes.
    ///
    /// # Fix
    /// Open the whole range for the replies (`ReplaceNetworkAclEntry` with ports 1024-65535), at both subnets.
    ///
    /// # Example
    /// Case `nacl/client-ports-too-narrow`: the reply's entry begins at 49152, Linux clients mostly choose lower.
    ///
    /// # Source
    /// VPC User Guide, network ACLs, ephemeral ports. Rule S-59.
    ClientPorts = "CLIENT_PORTS", Notice, aws: None, since: "0.1.0";
    /// A document was recognised, but is not read yet.
    ///
    /// # Why
    /// Its kind is known, and this version does not use it. Answers that it could change may be wrong there, so look
    /// at this notice before you rely on them.
    ///
    /// # Fix
    /// Nothing is wrong with the input. The README lists what is read.
    ///
    /// # Example
    /// Case `owners/instance-connect-endpoint`: the endpoint's own document is recognised and set aside.
    ///
    /// # Source
    /// EC2 API reference, the call that the notice names. Rules S-52 and S-128 are among those not modelled.
    NotReadYet = "NOT_READ_YET", Notice, aws: None, since: "0.1.0";
    /// A document is JSON of no known kind.
    ///
    /// # Why
    /// It is valid JSON, but neither AWS output nor any other format that is read here.
    ///
    /// # Fix
    /// Leave it out, or export again with `aws ec2 describe-...` and `--output json`, without `--query`, which
    /// changes the shape.
    ///
    /// # Example
    /// A weather report among the files.
    ///
    /// # Source
    /// The formats that are read are listed in the README; AWS CLI User Guide, output formats. Rule S-5 tells which
    /// calls hold a network's core.
    UnknownDocument = "UNKNOWN_DOCUMENT", Notice, aws: None, since: "0.1.0";
    /// A part of a document could not be read; the rest is used.
    ///
    /// # Why
    /// An item lacks the field that identifies it, or a field has another type than AWS prints.
    ///
    /// # Fix
    /// Export the document again; do not edit it by hand.
    ///
    /// # Example
    /// Case `documents/block-is-a-number`: a subnet whose `CidrBlock` is a number.
    ///
    /// # Source
    /// EC2 API reference, shape of the result that the notice names. Rule S-5 and those after it name the fields that
    /// matter.
    Unreadable = "UNREADABLE", Notice, aws: None, since: "0.1.0";
    /// Something names a resource that no document describes.
    ///
    /// # Why
    /// The input is a part of the account: a filter, another Region, another account, a page that is missing, or
    /// something that was just deleted.
    ///
    /// # Fix
    /// Run the call that the notice names and add its output. If no answer depends on it, it can stay.
    ///
    /// # Example
    /// Case `gaps/unknown-group-in-rule`: a rule names a group that is not among those given.
    ///
    /// # Source
    /// EC2 API reference, the call that the notice names. Rule S-51 for groups, S-26 for targets of routes.
    DanglingReference = "DANGLING_REFERENCE", Notice, aws: Some("UNKNOWN_RESOURCE"), since: "0.1.0";
    /// One resource is described twice, differently, or one public address is that of two.
    ///
    /// # Why
    /// Two exports of different times, or an edited copy, lie side by side. The document that is later in the order
    /// of names is used, whatever the order in which files were given. An Elastic IP address that moved in between has
    /// two interfaces; the first by id is taken to have it.
    ///
    /// # Fix
    /// Remove the older export.
    ///
    /// # Example
    /// Case `documents/acl-of-two-days`: the exports of Monday and Friday, between which an entry was added to a
    /// network ACL.
    ///
    /// # Source
    /// Order and duplicates of documents do not matter; contradictions are this program's own notice. Rule S-26
    /// explains why AWS's own output can lag.
    Contradiction = "CONTRADICTION", Notice, aws: None, since: "0.1.0";
    /// A document is one page of several.
    ///
    /// # Why
    /// It ends with a `NextToken`, or says that more is available, and what follows may not be in the input.
    ///
    /// # Fix
    /// Let the AWS CLI fetch all pages: leave out `--no-paginate` and `--max-items`.
    ///
    /// # Example
    /// Case `gaps/transit-routes-truncated`: more routes exist than were printed.
    ///
    /// # Source
    /// AWS CLI User Guide, pagination. Rule S-98.
    Truncated = "TRUNCATED", Notice, aws: None, since: "0.1.0";
    /// A document does not say which resource it belongs to.
    ///
    /// # Why
    /// Some results lack the id that was asked for: entries of a prefix list, routes, associations and propagations
    /// of a transit gateway route table. It is looked for in the wrapper and in the file's name.
    ///
    /// # Fix
    /// Put the id into the file's name, for example `search-transit-gateway-routes.tgw-rtb-0123.json`.
    ///
    /// # Example
    /// Case `documents/entries-of-unnamed-lists`: entries of which the input does not tell the list.
    ///
    /// # Source
    /// EC2 API reference, results without their parent's id. Rules S-28 and S-97.
    ParentUnknown = "PARENT_UNKNOWN", Notice, aws: None, since: "0.1.0";
    /// A field has a value that is not known here.
    ///
    /// # Why
    /// AWS has added a value since this version, or the document was edited. The notice says which; what depends on
    /// it stays open.
    ///
    /// # Fix
    /// Check the value against AWS's documentation; a newer version of this program may know it.
    ///
    /// # Example
    /// Case `routes/filtered-state`: the route state `filtered` is printed, but documented nowhere.
    ///
    /// # Source
    /// EC2 API reference, the values of the field. Rule S-25.
    UnexpectedValue = "UNEXPECTED_VALUE", Notice, aws: None, since: "0.1.0";
}

impl Code {
    /// The code of this name, in any case.
    #[must_use]
    pub fn find(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.name().eq_ignore_ascii_case(name))
    }
}
