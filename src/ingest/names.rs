//! What the names of files, folders and keys tell: account, Region, and ids that the content lacks.

use super::reader::is_region;
use crate::model::Scope;

/// Account and Region as folders and the file's name tell them; the last one wins.
pub(crate) fn scope(name: &str) -> Scope {
    let mut scope = Scope::default();
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-');
    for word in words {
        let parts: Vec<&str> = word.split('-').collect();
        if let Some(account) =
            parts.iter().find(|part| part.len() == 12 && part.bytes().all(|b| b.is_ascii_digit()))
        {
            scope.account = (*account).into();
        }
        // `us-west-2`, `us-gov-west-1`, `Subnets-us-west-2`, `111122223333-us-west-2-vpcs`.
        let found = [4, 3].iter().find_map(|&length| {
            parts.windows(length).map(|window| window.join("-")).find(|joined| is_region(joined))
        });
        if let Some(region) = found {
            scope.region = region.into();
        }
    }
    scope
}

/// The id of a transit gateway route table or prefix list in a name.
pub(crate) fn parent_id(name: &str) -> Option<String> {
    id_with_prefix(name, "tgw-rtb-").or_else(|| id_with_prefix(name, "pl-"))
}

/// The last id with `prefix` in a name; the file's own name is nearer than its folders'.
pub(crate) fn id_with_prefix(name: &str, prefix: &str) -> Option<String> {
    let mut found = None;
    for (at, _) in name.match_indices(prefix) {
        let is_inside_word = name
            .get(..at)
            .and_then(|before| before.chars().next_back())
            .is_some_and(|c| c.is_ascii_alphanumeric());
        let rest = name.get(at + prefix.len()..).unwrap_or("");
        let length = rest.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(rest.len());
        // Real ids have 8 or 17 hexadecimal digits; `pl-s3` is somebody's word.
        let tail = rest.get(..length).unwrap_or("");
        if !is_inside_word && tail.len() >= 4 && tail.bytes().any(|b| b.is_ascii_digit()) {
            found = Some(format!("{prefix}{tail}"));
        }
    }
    found
}

/// `network_acls` as AWS spells it, `NetworkAcls`.
pub(crate) fn to_pascal(key: &str) -> String {
    let mut spelled = String::with_capacity(key.len());
    for word in key.split('_') {
        let mut letters = word.chars();
        spelled.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        spelled.push_str(letters.as_str());
    }
    spelled
}

/// The file's name without folders, extension and the call's own name: `s3` of
/// `x/get-managed-prefix-list-entries.s3.json`.
pub(crate) fn distinctive_part<'n>(name: &'n str, call: &str) -> &'n str {
    let file = name.rsplit('/').next().unwrap_or(name);
    let stem = file.strip_suffix(".gz").unwrap_or(file);
    let stem = stem.strip_suffix(".json").unwrap_or(stem);
    let rest = stem.strip_prefix("ec2-").unwrap_or(stem);
    rest.strip_prefix(call).unwrap_or("").trim_matches(['.', '-', '_', ' '])
}
