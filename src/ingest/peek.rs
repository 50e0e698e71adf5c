//! Looks at JSON without building it: the first letter, the keys, the elements as text.

use std::borrow::Cow;

use super::json::{Cursor, Stop};

/// A key as the document writes it.
pub(crate) type Key<'d> = Cow<'d, str>;

/// The first letter of a value: `{`, `[`, `"`, `n` for null, and so on.
pub(crate) fn kind(raw: &str) -> u8 {
    raw.trim_start().bytes().next().unwrap_or(b'n')
}

/// The fields of an object, in order; none for anything else.
pub(crate) fn fields(raw: &str) -> Vec<(Key<'_>, &str)> {
    let mut cursor = Cursor::new(raw);
    read_fields(&mut cursor).unwrap_or_default()
}

fn read_fields<'d>(cursor: &mut Cursor<'d>) -> Result<Vec<(Key<'d>, &'d str)>, Stop> {
    let mut fields = Vec::new();
    if cursor.space() != b'{' {
        return Err(cursor.wrong_kind("an object"));
    }
    cursor.open();
    let mut is_first = true;
    while let Some(key) = cursor.key(&mut is_first)? {
        let start = cursor.at();
        cursor.skip()?;
        fields.push((key, cursor.text(start, cursor.at())));
    }
    Ok(fields)
}

/// The elements of a list; none for anything else.
pub(crate) fn elements(raw: &str) -> Vec<&str> {
    let mut elements = Vec::new();
    // The text was proved to be JSON before.
    if read_elements(&mut Cursor::new(raw), &mut elements).is_err() {
        elements.clear();
    }
    elements
}

fn read_elements<'d>(cursor: &mut Cursor<'d>, elements: &mut Vec<&'d str>) -> Result<(), Stop> {
    if !cursor.list("a list")? {
        return Ok(());
    }
    let mut is_first = true;
    while cursor.element(&mut is_first)? {
        let start = cursor.at();
        cursor.skip()?;
        elements.push(cursor.text(start, cursor.at()));
    }
    Ok(())
}

/// How many elements a list has, 1 for anything else but null.
pub(crate) fn count(raw: &str) -> usize {
    match kind(raw) {
        b'[' => elements(raw).len(),
        b'n' => 0,
        _ => 1,
    }
}

/// The keys of a list's first element: none for an empty list, `None` when the first element is no object.
pub(crate) fn first_fields(raw: &str) -> Option<Vec<Key<'_>>> {
    let mut cursor = Cursor::new(raw);
    let mut is_first = true;
    if !cursor.list("a list of objects").ok()? || !cursor.element(&mut is_first).ok()? {
        return Some(Vec::new());
    }
    let fields = read_fields(&mut cursor).ok()?;
    Some(fields.into_iter().map(|(key, _)| key).collect())
}

/// The text under a key, if it is text.
pub(crate) fn text_field(fields: &[(Key<'_>, &str)], key: &str) -> Option<String> {
    let (_, raw) = fields.iter().find(|(name, _)| &**name == key)?;
    text(raw)
}

fn text(raw: &str) -> Option<String> {
    let mut cursor = Cursor::new(raw);
    if cursor.space() == b'"' { cursor.string().ok().map(Cow::into_owned) } else { None }
}

/// The fields by which a wrapper names the resource that its result belongs to.
pub(crate) const PARENTS: &[&str] =
    &["TransitGatewayRouteTableId", "PrefixListId", "TargetGroupArn", "LoadBalancerArn"];

/// The id of the table or list that a wrapper names beside a result.
pub(crate) fn parent(fields: &[(Key<'_>, &str)]) -> Option<String> {
    PARENTS.iter().find_map(|key| text_field(fields, key))
}

/// The id of the table or list among a call's parameters, as the API or the CLI spells them.
pub(crate) fn parent_parameter(raw: &str) -> Option<String> {
    let spelled =
        |key: &str| key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    fields(raw).iter().find_map(|(key, value)| match spelled(key).as_str() {
        "transitgatewayroutetableid" | "prefixlistid" | "targetgrouparn" | "loadbalancerarn" => text(value),
        _ => None,
    })
}

/// Whether another page follows.
pub(crate) fn has_next_page(fields: &[(Key<'_>, &str)]) -> bool {
    ["NextToken", "NextMarker", "nextToken"]
        .iter()
        .any(|key| text_field(fields, key).is_some_and(|token| !token.is_empty()))
}

/// Whether a search found more routes than it prints.
pub(crate) fn has_more_routes(fields: &[(Key<'_>, &str)]) -> bool {
    fields.iter().any(|(key, value)| key == "AdditionalRoutesAvailable" && value.trim() == "true")
}

/// Whether the object is the np-guard collector's, for AWS.
pub(crate) fn is_np_guard(fields: &[(Key<'_>, &str)]) -> bool {
    text_field(fields, "provider").is_some_and(|provider| provider.eq_ignore_ascii_case("aws"))
}

/// A format that is known by name and not read yet, with its number of items.
pub(crate) fn other_format(top: &[(Key<'_>, &str)]) -> Option<(&'static str, usize)> {
    let find = |key: &str| top.iter().find(|(name, _)| name == key).map(|(_, raw)| *raw);
    let has = |key: &str| find(key).is_some();
    let count_of = |key: &str| find(key).map_or(0, count);
    if has("planned_values") || (has("resource_changes") && has("terraform_version")) {
        return Some(("Terraform plan", count_of("resource_changes").max(1)));
    }
    if has("terraform_version") || (has("format_version") && has("values")) {
        return Some(("Terraform state", count_of("resources").max(1)));
    }
    if let Some(resources) = find("Resources").filter(|raw| kind(raw) == b'{') {
        let resources = fields(resources);
        let is_template = has("AWSTemplateFormatVersion")
            || resources.iter().any(|(_, raw)| {
                text_field(&fields(raw), "Type").is_some_and(|kind| kind.starts_with("AWS::"))
            });
        return is_template.then_some(("CloudFormation template", resources.len()));
    }
    if let Some(records) = find("Records") {
        let first = first_fields(records).unwrap_or_default();
        return first.iter().any(|key| key == "eventName").then(|| ("CloudTrail records", count(records)));
    }
    if has("detail-type") && has("detail") {
        return Some(("EventBridge event", 1));
    }
    if has("resourceType") && (has("configuration") || has("configurationItemStatus") || has("resourceId")) {
        return Some(("AWS Config item", 1));
    }
    (has("Results") && has("QueryInfo")).then(|| ("AWS Config query result", count_of("Results")))
}

/// A key as a JSON pointer writes it.
pub(crate) fn escape(key: &str) -> Cow<'_, str> {
    if key.contains(['~', '/']) { key.replace('~', "~0").replace('/', "~1").into() } else { key.into() }
}
