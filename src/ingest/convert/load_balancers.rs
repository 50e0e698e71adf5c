//! Load balancers, listeners, target groups (rules S-117 to S-127).

use crate::model::*;
use crate::partial::LooseListenerRule;
use crate::raw::load_balancers as raw;
use crate::raw::{List, Number};
use crate::reader::{Reader, region_of_arn};
use crate::space::addresses::parse_network;

pub(crate) fn load_balancer(reader: &mut Reader<'_>, raw: &raw::LoadBalancer<'_>, place: Place) {
    let Some(id) = reader.own_id(&raw.load_balancer_arn, "LoadBalancerArn", &place) else { return };
    let scope = scope_of(reader, &raw.load_balancer_arn);
    let kind = match &*raw.r#type {
        "network" => LoadBalancerKind::Network,
        "gateway" => LoadBalancerKind::Gateway,
        "application" | "" => LoadBalancerKind::Application,
        other => {
            reader.unexpected("Type", other, place.clone());
            LoadBalancerKind::Application
        }
    };
    let mut zones = Vec::new();
    for zone in raw.availability_zones.iter() {
        let texts = zone
            .load_balancer_addresses
            .iter()
            .flat_map(|address| [&address.ip_address, &address.private_ipv4_address, &address.ipv6_address]);
        zones.push(BalancerZone {
            name: (*zone.zone_name).into(),
            subnet: reader.id(&zone.subnet_id),
            addresses: texts.filter_map(|text| text.trim().parse().ok()).collect(),
        });
    }
    let balancer = LoadBalancer {
        id,
        name: (*raw.load_balancer_name).into(),
        dns: (*raw.dns_name).into(),
        kind,
        internet_facing: &*raw.scheme == "internet-facing",
        vpc: reader.id(&raw.vpc_id),
        scope,
        state: (*raw.state).into(),
        zones,
        cross_zone: None,
        filters_private_link: !raw.enforces_private_link.eq_ignore_ascii_case("off"),
        nodes: Vec::new(),
        listeners: None,
        place,
    };
    reader.out.load_balancers.push(balancer);
}

fn scope_of(reader: &mut Reader<'_>, arn: &str) -> Scope {
    let account = if arn.starts_with("arn:") { arn.split(':').nth(4).unwrap_or("") } else { "" };
    reader.scope(account, region_of_arn(arn))
}

pub(crate) fn listener(reader: &mut Reader<'_>, raw: &raw::Listener<'_>, place: Place) {
    scope_of(reader, &raw.listener_arn);
    let listener = Listener {
        id: (*raw.listener_arn).into(),
        of: reader.id(&raw.load_balancer_arn),
        // A gateway load balancer's listener has no port.
        port: port(raw.port).unwrap_or(0),
        protocol: (*raw.protocol).into(),
        action: action(reader, &raw.default_actions),
        rules: None,
        place,
    };
    reader.out.listeners.push(listener);
}

fn port(number: Number) -> Option<u16> {
    number.0.and_then(|number| u16::try_from(number).ok())
}

/// The action that ends a request; those before it only ask who the client is.
fn action(reader: &mut Reader<'_>, actions: &List<raw::Action<'_>>) -> ListenerAction {
    let ending = actions.iter().find_map(|action| match &*action.r#type {
        "forward" => {
            let weighted = action.forward_config.iter().flat_map(|config| config.target_groups.iter());
            let mut groups: Vec<&str> = weighted
                .filter(|group| group.weight.0 != Some(0))
                .map(|group| &*group.target_group_arn)
                .collect();
            if groups.is_empty() && !action.target_group_arn.is_empty() {
                groups.push(&action.target_group_arn);
            }
            Some(ListenerAction::Forward(groups.into_iter().map(|arn| reader.id(arn)).collect()))
        }
        "redirect" | "fixed-response" => Some(ListenerAction::Answer((*action.r#type).into())),
        _ => None,
    });
    ending.unwrap_or(ListenerAction::Unknown)
}

/// A rule names its listener inside its ARN: `listener-rule/app/web/LB/LISTENER/RULE`.
pub(crate) fn rule(reader: &mut Reader<'_>, raw: &raw::Rule<'_>, place: Place) {
    scope_of(reader, &raw.rule_arn);
    let listener = raw.rule_arn.rsplit_once('/').map_or("", |(listener, _)| listener);
    let listener = listener.replace(":listener-rule/", ":listener/").into();
    if raw.is_default.is_set() || &*raw.priority == "default" {
        reader.out.listener_rules.push(LooseListenerRule { listener, rule: None });
        return;
    }
    let mut sources: Option<Vec<ipnet::IpNet>> = None;
    let mut has_other_conditions = false;
    for condition in raw.conditions.iter() {
        match &condition.source_ip_config {
            Some(config) if &*condition.field == "source-ip" => {
                let values = config.values.iter().filter_map(|value| parse_network(value.trim()));
                sources.get_or_insert_default().extend(values);
            }
            _ => has_other_conditions = true,
        }
    }
    let rule = ListenerRule {
        id: (*raw.rule_arn).into(),
        priority: raw.priority.trim().parse().unwrap_or(u32::MAX),
        sources,
        has_other_conditions,
        action: action(reader, &raw.actions),
        place,
    };
    reader.out.listener_rules.push(LooseListenerRule { listener, rule: Some(rule) });
}

pub(crate) fn target_group(reader: &mut Reader<'_>, raw: &raw::TargetGroup<'_>, place: Place) {
    let Some(id) = reader.own_id(&raw.target_group_arn, "TargetGroupArn", &place) else { return };
    scope_of(reader, &raw.target_group_arn);
    let kind = match &*raw.target_type {
        "instance" | "" => TargetKind::Instance,
        "ip" => TargetKind::Ip,
        "lambda" => TargetKind::Lambda,
        "alb" => TargetKind::Alb,
        other => {
            reader.unexpected("TargetType", other, place.clone());
            TargetKind::Ip
        }
    };
    let health_check = match (raw.health_check_enabled.0, &*raw.health_check_port) {
        (Some(false), _) | (_, "") => HealthCheck::None,
        (_, number) => number.parse().map_or(HealthCheck::TrafficPort, HealthCheck::Port),
    };
    let group = TargetGroup {
        id,
        name: (*raw.target_group_name).into(),
        protocol: (*raw.protocol).into(),
        port: port(raw.port),
        kind,
        is_ipv6: &*raw.ip_address_type == "ipv6",
        health_check,
        preserves_client: None,
        cross_zone: None,
        targets: None,
        place,
    };
    reader.out.target_groups.push(group);
}

pub(crate) fn target_health(reader: &mut Reader<'_>, raw: &raw::TargetHealthDescription<'_>, place: Place) {
    let Some(target) = &raw.target else { return };
    let state = raw.target_health.as_ref().map_or("", |health| &health.state);
    let target = Target {
        id: (*target.id).into(),
        port: port(target.port),
        zone: (*target.availability_zone).into(),
        state: state.into(),
        place,
    };
    if let Some(orphan) = reader.out.target_health.last_mut() {
        orphan.items.push(target);
    }
}

pub(crate) fn attribute(reader: &mut Reader<'_>, raw: &raw::Attribute<'_>, _: Place) {
    if let Some(orphan) = reader.out.balancer_attributes.last_mut() {
        orphan.items.push(((*raw.key).into(), (*raw.value).into()));
    }
}

/// A Classic load balancer brings its listeners and its instances along.
pub(crate) fn classic(reader: &mut Reader<'_>, raw: &raw::Classic<'_>, place: Place) {
    let Some(id) = reader.own_id::<LoadBalancerId>(&raw.load_balancer_name, "LoadBalancerName", &place)
    else {
        return;
    };
    let zone = raw.availability_zones.first().map_or("", |zone| &**zone);
    let scope = reader.scope("", crate::reader::region_of_zone(zone));
    let health_check =
        raw.health_check.as_ref().map_or(HealthCheck::None, |check| classic_check(&check.target));
    let mut listeners = Vec::new();
    for (at, description) in raw.listener_descriptions.iter().enumerate() {
        let Some(listener) = &description.listener else { continue };
        let Some(port) = self::port(listener.load_balancer_port) else { continue };
        let group: TargetGroupId = reader.id(&format!("{}/instances:{port}", &*raw.load_balancer_name));
        let instances = raw.instances.iter().enumerate().map(|(at, instance)| Target {
            id: (*instance.instance_id).into(),
            port: self::port(listener.instance_port),
            zone: "".into(),
            state: "".into(),
            place: place.inside(&format!("/Instances/{at}")),
        });
        reader.out.target_groups.push(TargetGroup {
            id: group.clone(),
            name: (*raw.load_balancer_name).into(),
            protocol: (*listener.instance_protocol).into(),
            port: self::port(listener.instance_port),
            kind: TargetKind::Instance,
            is_ipv6: false,
            health_check,
            preserves_client: Some(false),
            cross_zone: None,
            targets: Some(instances.collect()),
            place: place.inside("/Instances"),
        });
        listeners.push(Listener {
            id: format!("{}:{port}", &*raw.load_balancer_name).into(),
            of: id.clone(),
            port,
            protocol: (*listener.protocol).into(),
            action: ListenerAction::Forward(vec![group]),
            rules: Some(Vec::new()),
            place: place.inside(&format!("/ListenerDescriptions/{at}/Listener")),
        });
    }
    let mut zones = Vec::new();
    for subnet in raw.subnets.iter() {
        zones.push(BalancerZone { name: "".into(), subnet: reader.id(subnet), addresses: Vec::new() });
    }
    let balancer = LoadBalancer {
        id,
        name: (*raw.load_balancer_name).into(),
        dns: (*raw.dns_name).into(),
        kind: LoadBalancerKind::Classic,
        internet_facing: &*raw.scheme == "internet-facing",
        vpc: reader.id(&raw.vpc_id),
        scope,
        state: "".into(),
        zones,
        cross_zone: None,
        filters_private_link: true,
        nodes: Vec::new(),
        listeners: Some(listeners),
        place,
    };
    reader.out.load_balancers.push(balancer);
}

/// `HTTP:8080/ping`, `TCP:22`
fn classic_check(target: &str) -> HealthCheck {
    let port = target.split_once(':').map_or("", |(_, rest)| rest.split('/').next().unwrap_or(""));
    port.parse().map_or(HealthCheck::None, HealthCheck::Port)
}
