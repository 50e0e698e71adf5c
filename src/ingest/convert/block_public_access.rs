//! VPC Block Public Access (rule S-128).

use crate::model::{BlockExclusion, BlockMode, BlockOptions, Place, PrintedMode, Resource};
use crate::raw::block_public_access as raw;
use crate::reader::Reader;

pub(crate) fn options(reader: &mut Reader<'_>, raw: &raw::Options<'_>, place: Place) {
    let scope = reader.scope(&raw.aws_account_id, &raw.aws_region);
    if !raw.internet_gateway_block_mode.is_empty() {
        let mode = mode(reader, &raw.internet_gateway_block_mode, &place);
        reader.out.block_options.push(BlockOptions { scope, mode, place });
    }
}

pub(crate) fn exclusion(reader: &mut Reader<'_>, raw: &raw::Exclusion<'_>, place: Place) {
    let egress_only = match &*raw.internet_gateway_exclusion_mode {
        "allow-bidirectional" => false,
        "allow-egress" => true,
        other => return reader.unexpected("InternetGatewayExclusionMode", other, place),
    };
    // An exclusion on its way in or out is not one yet, or no longer.
    if !matches!(&*raw.state, "" | "create-complete" | "update-complete") {
        return;
    }
    // `arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-0abc`
    let of = raw.resource_arn.rsplit('/').next().unwrap_or_default().into();
    let id = (*raw.exclusion_id).into();
    reader.out.block_exclusions.push(BlockExclusion { id, of, egress_only, place });
}

/// What a subnet or VPC prints about itself.
pub(super) fn printed(reader: &mut Reader<'_>, raw: Option<&raw::States<'_>>, of: Resource, place: &Place) {
    let Some(states) = raw.filter(|states| !states.internet_gateway_block_mode.is_empty()) else { return };
    let mode = mode(reader, &states.internet_gateway_block_mode, place);
    reader.out.block_printed.push(PrintedMode { of, mode, place: place.clone() });
}

fn mode(reader: &mut Reader<'_>, word: &str, place: &Place) -> BlockMode {
    BlockMode::parse(word).unwrap_or_else(|| {
        reader.unexpected("InternetGatewayBlockMode", word, place.clone());
        BlockMode::Unknown
    })
}
