//! One VPC as boxes: zones as columns, tiers as rows, subnets, and the groups in them.

use super::block::{Block, Nest, Shape, name_or_id};
use super::focus::Focus;
use super::glyphs::Glyph;
use super::groups::{self, Group};
use super::layout::{Align, Form};
use super::text_size;
use super::theme::Tone;
use super::tiers::{self, Tables, Tier};
use super::words::Words;
use crate::model::{Interface, NatGateway, Network, SortedMap, SortedSet, Subnet, SubnetId, Vpc};

/// How much of a VPC is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Detail {
    /// Everything.
    Full,
    /// Subnets without their insides, except those the path touches.
    Subnets,
    /// Only the subnets that the path touches.
    Touched,
    /// One card.
    Card,
}

/// Lookups that all VPC boxes share.
pub(super) struct Index<'n> {
    pub(super) network: &'n Network,
    pub(super) words: Words,
    pub(super) tables: Tables<'n>,
    interfaces: SortedMap<&'n SubnetId, Vec<&'n Interface>>,
    nats: SortedMap<&'n SubnetId, Vec<&'n NatGateway>>,
    subnets: SortedMap<&'n str, Vec<&'n Subnet>>,
}

impl<'n> Index<'n> {
    pub(super) fn of(network: &'n Network, words: Words) -> Self {
        let mut index = Index {
            network,
            words,
            tables: Tables::of(network),
            interfaces: SortedMap::new(),
            nats: SortedMap::new(),
            subnets: SortedMap::new(),
        };
        for interface in &network.interfaces {
            index.interfaces.entry(&interface.subnet).or_default().push(interface);
        }
        for nat in &network.nat_gateways {
            if let Some(subnet) = &nat.subnet {
                index.nats.entry(subnet).or_default().push(nat);
            }
        }
        for subnet in &network.subnets {
            index.subnets.entry(subnet.vpc.as_str()).or_default().push(subnet);
        }
        index
    }

    pub(super) fn subnets(&self, vpc: &Vpc) -> &[&'n Subnet] {
        self.subnets.get(vpc.id.as_str()).map_or(&[], Vec::as_slice)
    }

    pub(super) fn count(&self, subnet: &Subnet) -> usize {
        self.interfaces.get(&subnet.id).map_or(0, Vec::len)
    }

    fn nats(&self, subnet: &Subnet) -> &[&'n NatGateway] {
        self.nats.get(&subnet.id).map_or(&[], Vec::as_slice)
    }

    /// The boxes of one subnet: what the path names first, then NAT gateways, then groups.
    fn leaves(&self, subnet: &Subnet, focus: &Focus) -> Vec<Block> {
        let all = self.interfaces.get(&subnet.id).map_or(&[] as &[&Interface], Vec::as_slice);
        let of_nat: SortedSet<&str> = self
            .nats(subnet)
            .iter()
            .flat_map(|nat| nat.addresses.iter())
            .filter_map(|address| address.interface.as_ref().map(crate::model::InterfaceId::as_str))
            .collect();
        let (pinned, rest): (Vec<&Interface>, Vec<&Interface>) = all
            .iter()
            .copied()
            .filter(|interface| !of_nat.contains(interface.id.as_str()))
            .partition(|interface| focus.interfaces.contains(&interface.id));
        let mut blocks: Vec<Block> = pinned.iter().map(|interface| self.alone(interface)).collect();
        blocks.extend(self.nats(subnet).iter().map(|nat| nat_block(nat, self.words)));
        let groups = groups::fold(&rest, self.network, self.words);
        blocks.extend(groups.iter().map(|group| self.group(subnet, group)));
        blocks
    }

    fn alone(&self, interface: &Interface) -> Block {
        let (class, label) = groups::sort(interface, self.network, self.words);
        let (glyph, tone) = class.looks();
        let id = interface.id.as_str();
        let name = groups::name_of(interface, self.network);
        // Without a name of its own, what it is says more than its id.
        let label = if name == id { label.as_str() } else { name };
        let address = interface.own_addresses().next().map(|address| address.to_string()).unwrap_or_default();
        let mut block =
            Block::new(Shape::Leaf, "network-interface", id).looks(glyph, tone).says(label, address, "");
        block.aliases.extend(interface.instance().map(|id| id.as_str().to_owned()));
        let endpoints = self.network.endpoints.iter().filter(|one| one.interfaces.contains(&interface.id));
        block.aliases.extend(endpoints.map(|one| one.id.as_str().to_owned()));
        block.aliases.extend(interface.description.strip_prefix("ELB ").map(str::to_owned));
        block
    }

    fn group(&self, subnet: &Subnet, group: &Group<'_>) -> Block {
        // A box with one child is the child.
        if let [only] = group.members.as_slice() {
            return self.alone(only);
        }
        let (glyph, tone) = group.class.looks();
        let count = group.members.len();
        let id = format!("{}#{}", subnet.id, group.label);
        let mut block = Block::new(Shape::Leaf, "group", id).looks(glyph, tone);
        block.count = format!("×{}", super::words::thousands(count));
        block.label = group.label.clone();
        block.title = format!("{} · {}", group.label, self.words.interfaces(count));
        block
    }
}

fn nat_block(nat: &NatGateway, words: Words) -> Block {
    let mut block = Block::new(Shape::Leaf, "nat-gateway", nat.id.as_str())
        .looks(Glyph::Nat, Tone::Network)
        .says(name_or_id(&nat.name, nat.id.as_str()), "", words.nat_gateway());
    let addresses = || nat.addresses.iter();
    let public: Vec<String> = addresses().filter_map(|one| one.public).map(|one| one.to_string()).collect();
    block.sub = public.join(", ");
    block.aliases = addresses().filter_map(|one| one.interface.as_ref()).map(ToString::to_string).collect();
    block
}

/// Least width of the title line of a VPC, so that gateways find room beside it on the border.
pub(super) fn title_width(vpc: &Vpc) -> f32 {
    (44.0 + text_size::width(name_or_id(&vpc.name, vpc.id.as_str()), 14.0, true)).min(240.0)
}

/// Least width that shows the whole second title line.
pub(super) fn sub_width(vpc: &Vpc, detail: Detail, index: &Index<'_>, focus: &Focus) -> f32 {
    let all = index.subnets(vpc);
    let shown = match detail {
        Detail::Touched => all.iter().filter(|one| focus.subnets.contains(&one.id)).count(),
        Detail::Full | Detail::Subnets | Detail::Card => all.len(),
    };
    let block = vpc_block(vpc, all.len(), shown, index.words);
    (48.0 + text_size::width(&block.sub, 11.0, false)).min(420.0).ceil()
}

/// A VPC with its insides, and how many boxes that makes.
pub(super) fn open(
    vpc: &Vpc,
    index: &Index<'_>,
    focus: &Focus,
    detail: Detail,
    least: f32,
    right: f32,
) -> Nest {
    let words = index.words;
    let all = index.subnets(vpc);
    let shown: Vec<&Subnet> = all
        .iter()
        .copied()
        .filter(|one| detail != Detail::Touched || focus.subnets.contains(&one.id))
        .collect();
    let zones: SortedSet<&str> = shown.iter().map(|subnet| tiers::zone(subnet)).collect();
    let rows = tiers::rows(&shown, &index.tables);
    let mut inside: SortedMap<&SubnetId, Vec<Block>> = SortedMap::new();
    for subnet in &shown {
        if detail != Detail::Subnets || focus.subnets.contains(&subnet.id) {
            inside.insert(&subnet.id, index.leaves(subnet, focus));
        }
    }
    let columns = if inside.values().any(|leaves| leaves.len() > 4) { 2 } else { 1 };
    let mut children = Vec::new();
    for (column, zone) in zones.iter().enumerate() {
        children.push(zone_nest(vpc, zone, &shown, words).at(1, column + 1, rows.len() + 2));
    }
    // The first row holds the zone titles, the last one closes the zones below the last subnet.
    children.push(Nest::leaf(Block::hidden(), 0.0, 16.0).at(1, 1, 1));
    for (row, (tier, subnets)) in rows.iter().enumerate() {
        for subnet in subnets {
            let column = zones.iter().position(|zone| *zone == tiers::zone(subnet)).unwrap_or_default();
            let leaves = inside.remove(&subnet.id);
            let nest = subnet_nest(subnet, *tier, leaves, columns, index);
            children.push(nest.at(row + 2, column + 1, 1));
        }
    }
    children.push(Nest::leaf(Block::hidden(), 0.0, 0.0).at(rows.len() + 2, 1, 1));
    let form =
        Form { columns: zones.len(), pad: [58.0, right, 40.0, 24.0], gap: (28.0, 20.0), align: Align::Top };
    let mut nest = Nest::new(vpc_block(vpc, all.len(), shown.len(), words), form).holding(children);
    nest.least = (least, 140.0);
    nest
}

fn vpc_block(vpc: &Vpc, all: usize, shown: usize, words: Words) -> Block {
    let blocks: Vec<String> = vpc.blocks.iter().map(ToString::to_string).collect();
    let mut sub = vec![blocks.join(", ")];
    if !vpc.name.is_empty() {
        sub.insert(0, vpc.id.as_str().to_owned());
    }
    if shown < all {
        sub.push(words.shown(shown, all));
    }
    sub.retain(|part| !part.is_empty());
    Block::new(Shape::Vpc, "vpc", vpc.id.as_str()).looks(Glyph::Vpc, Tone::Vpc).says(
        name_or_id(&vpc.name, vpc.id.as_str()),
        sub.join(" · "),
        "VPC",
    )
}

fn zone_nest(vpc: &Vpc, zone: &str, shown: &[&Subnet], words: Words) -> Nest {
    let known = shown.iter().find(|subnet| tiers::zone(subnet) == zone);
    let zone_id = known.map_or("", |subnet| &subnet.zone_id);
    let label = if zone.is_empty() { words.zone_unknown() } else { zone };
    let sub = if zone == zone_id { "" } else { zone_id };
    let mut block = Block::new(Shape::Zone, "availability-zone", format!("{}/{zone}", vpc.id))
        .looks(Glyph::Region, Tone::Zone);
    block.label = label.to_owned();
    block.sub = sub.to_owned();
    block.title = if sub.is_empty() { label.to_owned() } else { format!("{label} · {sub}") };
    Nest::new(block, Form::default())
}

fn subnet_nest(
    subnet: &Subnet,
    tier: Tier,
    leaves: Option<Vec<Block>>,
    columns: usize,
    index: &Index<'_>,
) -> Nest {
    let words = index.words;
    let (tone, glyph, what) = match tier {
        Tier::Public => (Tone::Public, Glyph::Unlock, words.public()),
        Tier::Private => (Tone::Private, Glyph::Lock, words.private()),
        Tier::Isolated => (Tone::Isolated, Glyph::Lock, words.isolated()),
    };
    let blocks: Vec<String> = subnet.blocks.iter().map(ToString::to_string).collect();
    let mut sub = blocks.join(", ");
    if leaves.is_none() {
        sub = format!("{sub} · {}", words.interfaces(index.count(subnet)));
    }
    let block = Block::new(Shape::Subnet, "subnet", subnet.id.as_str()).looks(glyph, tone).says(
        name_or_id(&subnet.name, subnet.id.as_str()),
        sub,
        what,
    );
    let form = Form { columns, pad: [46.0, 16.0, 16.0, 16.0], gap: (14.0, 10.0), align: Align::Top };
    let leaves = leaves.unwrap_or_default().into_iter().map(|leaf| Nest::leaf(leaf, 160.0, 36.0));
    let mut nest = Nest::new(block, form).holding(leaves.collect());
    nest.side = 14.0;
    nest.least = (if columns == 2 { 358.0 } else { 204.0 }, 56.0);
    nest
}

/// A VPC as one card.
pub(super) fn card(vpc: &Vpc, index: &Index<'_>) -> Nest {
    let subnets = index.subnets(vpc);
    let interfaces = subnets.iter().map(|subnet| index.count(subnet)).sum();
    let words = index.words;
    let mut block = vpc_block(vpc, 0, 0, words);
    block.shape = Shape::Card;
    block.sub = format!("{} · {}", words.subnets(subnets.len()), words.interfaces(interfaces));
    block.title = format!("{} · {}", block.title, block.sub);
    // A card stands for everything in it.
    block.count = vpc.blocks.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    Nest::leaf(block, 248.0, 84.0)
}
