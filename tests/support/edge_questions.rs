//! Questions about the rarer features of a random network.
//!
//! **Boundary:** reads the document that the generator made; knows no rule of routing or filtering.

use std::net::{IpAddr, Ipv4Addr};

use serde_json::Value;

use super::generate::Tape;
use super::generate_edges::pool_block;
use super::json::{list, text};
use super::oracle::{End, Packet, Question};
use super::services::machines;

/// A question that only a network with such a feature can be asked; `None` where the chosen feature is missing.
pub fn question(document: &Value, tape: &mut Tape<'_>) -> Option<Question> {
    let all = machines(document);
    let one = *tape.of(&all);
    let id = |one: &Value| text(one, "NetworkInterfaceId").to_owned();
    let v4: IpAddr = text(one, "PrivateIpAddress").parse().unwrap();
    let v6 =
        list(one, "Ipv6Addresses").first().map(|row| text(row, "Ipv6Address").parse::<IpAddr>().unwrap());
    let focus: Vec<u16> =
        list(document, "Focus").iter().map(|one| u16::try_from(one.as_u64().unwrap()).unwrap()).collect();
    let own = |src, dst, protocol, dport| {
        let sport = if [6, 17].contains(&protocol) { focus[1] } else { 0 };
        Some(Question {
            from: End::Interface(id(one)),
            to: None,
            packet: Packet { src, dst, protocol, sport, dport },
        })
    };
    match tape.below(12) {
        0..=2 => {
            let base = list(document, "Vpcs")
                .iter()
                .find(|vpc| vpc["VpcId"] == one["VpcId"])
                .map(|vpc| text(vpc, "CidrBlock").trim_end_matches("0/16").to_owned())?;
            let resolver = format!("{base}2");
            let options = [
                (&*resolver, 17, 53),
                ("169.254.169.253", 6, 53),
                ("169.254.169.254", 6, 80),
                ("169.254.169.254", 6, 80),
                ("169.254.169.123", 17, 123),
                ("169.254.170.2", 6, 80),
                ("169.254.169.250", 6, 1688),
                ("169.254.1.1", 6, 80),
                ("fd00:ec2::254", 6, 80),
                ("fd00:ec2::253", 17, 53),
                ("fd00:ec2::123", 17, 123),
                ("fd00:ec2::1", 6, 80),
            ];
            let (dst, protocol, dport) = *tape.of(&options);
            let dst: IpAddr = dst.parse().unwrap();
            own(if dst.is_ipv4() { v4 } else { v6? }, dst, protocol, dport)
        }
        3 | 4 => {
            let endpoint = list(document, "InstanceConnectEndpoints").first()?;
            let from = list(endpoint, "NetworkInterfaceIds")[0].as_str()?;
            let interface = list(document, "NetworkInterfaces")
                .iter()
                .find(|one| text(one, "NetworkInterfaceId") == from)?;
            let near: Vec<&Value> =
                all.iter().copied().filter(|one| one["VpcId"] == interface["VpcId"]).collect();
            let to = *tape.of(&near);
            Some(Question {
                from: End::Interface(from.to_owned()),
                to: Some(id(to)),
                packet: Packet {
                    src: text(interface, "PrivateIpAddress").parse().ok()?,
                    dst: text(to, "PrivateIpAddress").parse().ok()?,
                    protocol: 6,
                    sport: focus[1],
                    dport: focus[0],
                },
            })
        }
        5 | 6 => {
            let pooled = list(document, "RouteTables").iter().find(|table| {
                list(table, "Associations").iter().any(|row| !text(row, "PublicIpv4Pool").is_empty())
            })?;
            let (_, addresses) = pool_block(text(pooled, "VpcId").trim_start_matches("vpc-"));
            let dst = IpAddr::V4(*tape.of(&[addresses[0], addresses[1], addresses[0], addresses[2]]));
            let src = (*tape.of(&["198.51.100.7", "198.51.100.8"])).parse().unwrap();
            let packet = Packet { src, dst, protocol: 6, sport: focus[1], dport: focus[0] };
            Some(Question { from: End::Internet, to: None, packet })
        }
        7 | 8 => {
            let target = match tape.below(3) {
                0 => Ipv4Addr::new(198, 51, 100, 8),
                1 => text(tape.of::<&Value>(&all), "PrivateIpAddress").parse().ok()?,
                _ => Ipv4Addr::new(198, 51, 100, 7),
            };
            let [a, b, c, d] = target.octets();
            let dst = format!("64:ff9b::{a:02x}{b:02x}:{c:02x}{d:02x}").parse().unwrap();
            let protocol = *tape.of(&[6, 6, 17, 58, 50]);
            own(
                v6?,
                dst,
                protocol,
                if protocol == 58 {
                    128 << 8
                } else if protocol == 50 {
                    0
                } else {
                    focus[0]
                },
            )
        }
        9 => {
            let regional = list(document, "NatGateways")
                .iter()
                .find(|nat| text(nat, "AvailabilityMode") == "regional")?;
            let dst = text(&list(regional, "NatGatewayAddresses")[0], "PublicIp").parse().unwrap();
            let src = "198.51.100.7".parse().unwrap();
            let packet = Packet { src, dst, protocol: 6, sport: focus[1], dport: focus[0] };
            Some(Question { from: End::Internet, to: None, packet })
        }
        _ => {
            let vedge = list(document, "RouteTables")
                .iter()
                .find(|table| text(table, "RouteTableId").ends_with("-vedge"))?;
            let near: Vec<&Value> =
                all.iter().copied().filter(|one| one["VpcId"] == vedge["VpcId"]).collect();
            let to = *tape.of(&near);
            let dst = text(to, "PrivateIpAddress").parse().unwrap();
            let packet = Packet {
                src: "192.168.1.5".parse().unwrap(),
                dst,
                protocol: 6,
                sport: focus[1],
                dport: focus[0],
            };
            Some(Question { from: End::OnPrem, to: Some(id(to)), packet })
        }
    }
}
