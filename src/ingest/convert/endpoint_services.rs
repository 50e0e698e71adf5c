//! Endpoint services, their connections, and encryption controls (rules S-112, S-113, S-130).

use crate::model::*;
use crate::raw::endpoint_services as raw;
use crate::reader::{Reader, name_of};

pub(crate) fn service(reader: &mut Reader<'_>, raw: &raw::Service<'_>, place: Place) {
    let Some(id) = reader.own_id(&raw.service_id, "ServiceId", &place) else { return };
    // Its name holds the Region: com.amazonaws.vpce.eu-west-1.vpce-svc-…
    let region = raw.service_name.split('.').nth(3).unwrap_or("");
    reader.scope("", region);
    let service = EndpointService {
        id,
        name: name_of(&raw.tags),
        service_name: (*raw.service_name).into(),
        state: (*raw.service_state).into(),
        network_balancers: raw.network_load_balancer_arns.iter().map(|arn| reader.id(arn)).collect(),
        gateway_balancers: raw.gateway_load_balancer_arns.iter().map(|arn| reader.id(arn)).collect(),
        connections: Vec::new(),
        place,
    };
    reader.out.endpoint_services.push(service);
}

pub(crate) fn connection(reader: &mut Reader<'_>, raw: &raw::Connection<'_>, place: Place) {
    let Some(service) = reader.own_id(&raw.service_id, "ServiceId", &place) else { return };
    reader.scope("", "");
    let connection = EndpointConnection {
        service,
        endpoint: reader.id(&raw.vpc_endpoint_id),
        state: (*raw.vpc_endpoint_state).into(),
        place,
    };
    reader.out.endpoint_connections.push(connection);
}

/// What a VPC asks for; `None` when it asks for nothing.
pub(super) fn control(raw: &raw::EncryptionControl<'_>, place: Place) -> Option<EncryptionControl> {
    let has = |word: &str| raw.state.eq_ignore_ascii_case(word);
    let mode = match (&*raw.mode, has("available") || raw.state.is_empty()) {
        ("enforce", true) => EncryptionMode::Enforce,
        ("enforce" | "monitor", false) if has("enforce-in-progress") || has("monitor-in-progress") => {
            EncryptionMode::Changing
        }
        _ => return None,
    };
    Some(EncryptionControl { mode, place })
}

pub(crate) fn encryption_control(reader: &mut Reader<'_>, raw: &raw::EncryptionControl<'_>, place: Place) {
    let Some(vpc) = reader.own_id(&raw.vpc_id, "VpcId", &place) else { return };
    reader.scope("", "");
    let control = control(raw, place);
    reader.out.encryption_controls.push((vpc, control));
}
