//! What files become: every shape of input, every bad input, and nothing that should not be there.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "test code"
)]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use pathlight::ingest::{FileOutcome, FileStatus, InputFile, Loaded, Phase, load};
use pathlight::model::*;
use pathlight::space::{PortSet, Protocol, ports};

fn file(name: &str, text: &str) -> InputFile {
    InputFile { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
}

fn read(files: &[(&str, &str)]) -> Loaded {
    load(files.iter().map(|(name, text)| file(name, text)).collect(), &mut |_| {})
}

/// One document of one file.
fn one(text: &str) -> Loaded {
    read(&[("input.json", text)])
}

fn outcome<'l>(loaded: &'l Loaded, name: &str) -> &'l FileOutcome {
    loaded
        .files
        .iter()
        .find(|file| file.name == name)
        .unwrap_or_else(|| panic!("no {name}: {:?}", loaded.files))
}

fn vpc_ids(loaded: &Loaded) -> Vec<&str> {
    loaded.network.vpcs.iter().map(|vpc| vpc.id.as_str()).collect()
}

fn net(text: &str) -> ipnet::IpNet {
    text.parse().unwrap()
}

fn fixture(path: &str) -> Vec<InputFile> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/invalid").join(path);
    folder(&path)
}

fn folder(root: &Path) -> Vec<InputFile> {
    fn walk(path: &Path, root: &Path, files: &mut Vec<InputFile>) {
        if path.is_dir() {
            for entry in std::fs::read_dir(path).unwrap() {
                walk(&entry.unwrap().path(), root, files);
            }
        } else {
            let name = path.strip_prefix(root).unwrap().display().to_string();
            files.push(InputFile { name, bytes: std::fs::read(path).unwrap() });
        }
    }
    let mut files = Vec::new();
    walk(root, root, &mut files);
    files
}

fn shared(path: &str) -> Option<std::path::PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path);
    let found = Some(here).filter(|path| path.exists());
    if found.is_none() {
        eprintln!("skipped: ../shared/{path} is absent");
    }
    found
}

const VPC: &str = r#"{"VpcId": "vpc-1", "OwnerId": "111122223333", "CidrBlock": "10.0.0.0/16", "IsDefault": false,
    "CidrBlockAssociationSet": [
        {"CidrBlock": "10.0.0.0/16", "CidrBlockState": {"State": "associated"}},
        {"CidrBlock": "10.9.0.0/16", "CidrBlockState": {"State": "disassociated"}},
        {"CidrBlock": "100.64.0.0/16", "CidrBlockState": {"State": "associated"}}],
    "Ipv6CidrBlockAssociationSet": [{"Ipv6CidrBlock": "2600:1f18::/56", "Ipv6CidrBlockState": {"State": "associated"}}],
    "Tags": [{"Key": "env", "Value": "prod"}, {"Key": "Name", "Value": "main"}]}"#;
const SUBNET: &str = r#"{"SubnetId": "subnet-1", "VpcId": "vpc-1", "OwnerId": "111122223333", "CidrBlock": "10.0.0.0/24",
    "AvailabilityZone": "eu-west-1a", "AvailabilityZoneId": "euw1-az1"}"#;

mod shapes {
    use super::*;

    #[test]
    fn one_result_in_one_document() {
        let loaded = read(&[
            ("describe-vpcs.json", &format!(r#"{{"Vpcs": [{VPC}]}}"#)),
            ("describe-subnets.json", &format!(r#"{{"Subnets": [{SUBNET}]}}"#)),
        ]);
        let vpc = loaded.network.vpcs.find(&"vpc-1".into()).unwrap();
        assert_eq!(vpc.blocks, [net("10.0.0.0/16"), net("100.64.0.0/16"), net("2600:1f18::/56")]);
        assert_eq!((&*vpc.name, vpc.primary), ("main", Some(net("10.0.0.0/16"))));
        assert_eq!((&*vpc.scope.account, &*vpc.scope.region), ("111122223333", "eu-west-1"));
        assert_eq!(loaded.network.source(&vpc.place), "describe-vpcs.json#/Vpcs/0");
        assert_eq!(outcome(&loaded, "describe-vpcs.json").recognised, [("describe-vpcs".to_owned(), 1)]);
        assert!(loaded.files.iter().all(|file| file.status == FileStatus::Read));
        assert_eq!(loaded.network.notices, []);
    }

    #[test]
    fn several_results_in_one_object() {
        let text = format!(r#"{{"Vpcs": [{VPC}], "Subnets": [{SUBNET}], "NatGateways": []}}"#);
        let loaded = one(&text);
        assert_eq!((loaded.network.vpcs.len(), loaded.network.subnets.len()), (1, 1));
        assert!(loaded.network.has_read(Call::NatGateways, &Scope::default()), "an empty result was read");
        assert!(!loaded.network.has_read(Call::NetworkAcls, &Scope::default()));
    }

    #[test]
    fn results_under_keys_of_ones_own() {
        let loaded =
            one(&format!(r#"{{"first": {{"Vpcs": [{VPC}]}}, "other/key": {{"Subnets": [{SUBNET}]}}}}"#));
        let subnet = loaded.network.subnets.find(&"subnet-1".into()).unwrap();
        assert_eq!(&*subnet.place.pointer, "/other~1key/Subnets/0");
        assert_eq!(vpc_ids(&loaded), ["vpc-1"]);
    }

    #[test]
    fn json_lines_and_concatenated_documents() {
        let line = |text: &str| text.replace('\n', " ");
        let text = format!("{}\n{}\n", line(&format!(r#"{{"Vpcs": [{VPC}]}}"#)), line(SUBNET));
        let loaded = one(&text);
        assert_eq!(
            loaded.network.source(&loaded.network.subnets.iter().next().unwrap().place),
            "input.json#/1"
        );
        let glued = one(&format!(r#"{{"Vpcs": [{VPC}]}}{{"Subnets": [{SUBNET}]}}"#));
        for loaded in [&loaded, &glued] {
            assert_eq!((loaded.network.vpcs.len(), loaded.network.subnets.len()), (1, 1));
            assert_eq!(loaded.network.notices, []);
        }
    }

    #[test]
    fn bare_lists_and_single_elements() {
        assert_eq!(vpc_ids(&one(&format!("[{VPC}]"))), ["vpc-1"]);
        assert_eq!(vpc_ids(&one(VPC)), ["vpc-1"]);
        let list_of_lists = one(
            r#"[[{"InstanceId": "i-1", "ImageId": "ami-1"}], [{"InstanceId": "i-2", "ImageId": "ami-1"}]]"#,
        );
        assert_eq!(list_of_lists.network.instances.len(), 2);
        let results = one(&format!(r#"[{{"Vpcs": [{VPC}]}}, {{"Subnets": [{SUBNET}]}}]"#));
        assert_eq!((results.network.vpcs.len(), results.network.subnets.len()), (1, 1));
    }

    #[test]
    fn our_collector() {
        let loaded = one(r#"{"pathlight": 1, "calls": [
            {"call": "ec2 describe-vpcs", "account": "111122223333", "region": "eu-west-1", "parameters": {},
             "output": {"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]}},
            {"call": "describe-nat-gateways", "account": "111122223333", "region": "eu-west-1", "output": {"NatGateways": []}},
            {"call": "ec2 describe-managed-prefix-lists", "account": "111122223333", "region": "eu-west-1", "output": {"PrefixLists": []}},
            {"call": "ec2 get-managed-prefix-list-entries", "account": "111122223333", "region": "eu-west-1",
             "parameters": {"PrefixListId": "pl-0a1b2c3d"}, "output": {"Entries": [{"Cidr": "10.0.0.0/8"}]}},
            {"call": "ec2 search-transit-gateway-routes", "account": "111122223333", "region": "eu-west-1",
             "parameters": {"transit-gateway-route-table-id": "tgw-rtb-7"}, "output": {"Routes": [], "AdditionalRoutesAvailable": true}}
            ]}"#);
        let network = &loaded.network;
        let scope = Scope { account: "111122223333".into(), region: "eu-west-1".into() };
        let elsewhere = Scope { region: "us-east-1".into(), ..scope.clone() };
        assert_eq!(network.vpcs.iter().next().unwrap().scope, scope);
        assert!(network.has_read(Call::NatGateways, &scope));
        assert!(!network.has_read(Call::NatGateways, &elsewhere));
        assert!(network.has_read(Call::ManagedPrefixLists, &scope));
        assert!(!network.has_read(Call::PrefixLists, &scope), "the call tells the two shapes apart");
        let list = network.prefix_lists.find(&"pl-0a1b2c3d".into()).unwrap();
        assert_eq!(list.entries, Some(vec![net("10.0.0.0/8")]));
        let table = network.transit_tables.find(&"tgw-rtb-7".into()).unwrap();
        assert!(table.truncated && table.routes_known);
        assert_eq!(&*network.vpcs.iter().next().unwrap().place.pointer, "/calls/0/output/Vpcs/0");
    }

    #[test]
    fn folders_and_file_names_tell_account_and_region() {
        let vpc = r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]}"#;
        for (name, account, region) in [
            ("aws_configs/accounts/111122223333/us-west-2/Vpcs.json", "111122223333", "us-west-2"),
            ("us-gov-west-1/Vpcs.json", "", "us-gov-west-1"),
            ("Vpcs-us-west-2.json", "", "us-west-2"),
            ("vpc-endpoint-7/Vpcs.json", "", ""),
        ] {
            let loaded = read(&[(name, vpc)]);
            let scope = &loaded.network.vpcs.iter().next().unwrap().scope;
            assert_eq!((&*scope.account, &*scope.region), (account, region), "{name}");
        }
    }

    #[test]
    fn byte_order_marks() {
        let text = format!(r#"{{"Vpcs": [{VPC}]}}"#);
        let utf8: Vec<u8> = [&[0xef, 0xbb, 0xbf], text.as_bytes()].concat();
        let little: Vec<u8> =
            "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> =
            "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        for bytes in [utf8, little, big] {
            let loaded = load(vec![InputFile { name: "x.json".into(), bytes }], &mut |_| {});
            assert_eq!(vpc_ids(&loaded), ["vpc-1"]);
        }
    }

    #[test]
    fn nulls_numbers_as_text_and_unknown_fields() {
        let loaded = one(
            r#"{"NetworkAcls": [{"NetworkAclId": "acl-1", "VpcId": "vpc-1", "IsDefault": "true", "Tags": null,
                "Associations": null, "NewField": {"deep": [1]}, "Entries": [
                {"RuleNumber": "100", "Egress": false, "Protocol": 6, "RuleAction": "allow", "CidrBlock": "0.0.0.0/0",
                 "PortRange": {"From": "80", "To": 443}, "IcmpTypeCode": null, "Ipv6CidrBlock": null}]}],
              "Reservations": [{"Instances": [{"InstanceId": "i-gone", "State": {"Code": 48, "Name": "terminated"},
                "SubnetId": null, "VpcId": null, "PrivateIpAddress": null, "NetworkInterfaces": null}]}]}"#,
        );
        let nacl = loaded.network.nacls.find(&"acl-1".into()).unwrap();
        assert!(nacl.is_default);
        let entry = nacl.ingress.get(&100).unwrap();
        assert_eq!((entry.protocol, &entry.service), (Some(Protocol::TCP), &PortSet::range(80, 443)));
        assert_eq!(&*loaded.network.instances.iter().next().unwrap().state, "terminated");
        assert!(loaded.network.interfaces.is_empty());
        assert_eq!(loaded.network.notices, []);
    }

    #[test]
    fn results_that_are_not_read_are_known_by_name() {
        let loaded = one(r#"{"DhcpOptions": [{"DhcpOptionsId": "dopt-1"}], "FlowLogs": [], "Regions": [{}],
                "Vpcs": [{"VpcId": "vpc-1", "ClassicLinkEnabled": false}]}"#);
        assert!(loaded.network.vpcs.is_empty(), "describe-vpc-classic-link uses the key of describe-vpcs");
        let place = Place { file: FileIx(0), pointer: "/DhcpOptions".into() };
        let what = "describe-dhcp-options".into();
        assert_eq!(loaded.network.notices, [Notice::NotReadYet { what, items: 1, place }]);
        for (text, what) in [
            (r#"{"configurationItems": [{}, {}]}"#, "AWS Config snapshot"),
            (r#"{"version": 4, "terraform_version": "1.9", "resources": []}"#, "Terraform state"),
            (r#"{"Resources": {"A": {"Type": "AWS::EC2::VPC"}}}"#, "CloudFormation template"),
            (r#"{"Records": [{"eventName": "CreateVpc"}]}"#, "CloudTrail records"),
        ] {
            let notices = one(text).network.notices;
            assert!(
                matches!(&notices[..], [Notice::NotReadYet { what: found, .. }] if **found == *what),
                "{notices:?}"
            );
        }
    }
}

mod bad_input {
    use super::*;

    #[test]
    fn no_files_at_all() {
        let loaded = load(Vec::new(), &mut |_| {});
        assert!(loaded.files.is_empty() && loaded.network.notices.is_empty());
    }

    #[test]
    fn text_that_is_not_json_is_an_error_with_its_place() {
        let loaded = load(fixture("not-json"), &mut |_| {});
        let found = &loaded.files[0];
        assert_eq!(found.status, FileStatus::Error);
        assert_eq!(
            found.messages[0],
            "cannot read `describe-vpcs.json`: line 2, column 22: key must be a string"
        );
        let cut = load(fixture("cut-off"), &mut |_| {});
        assert!(cut.files[0].messages[0].starts_with("cannot read `describe-subnets.json`: line 1, column "));
        for (name, bytes) in
            [("empty.json", &b""[..]), ("blank.json", b" \n"), ("latin.json", b"{\"a\": \"\xe9\"}")]
        {
            let loaded = load(vec![InputFile { name: name.into(), bytes: bytes.to_vec() }], &mut |_| {});
            assert_eq!(loaded.files[0].status, FileStatus::Error, "{name}");
            assert!(
                loaded.files[0].messages[0].starts_with(&format!("cannot read `{name}`: line 1, column "))
            );
        }
    }

    #[test]
    fn json_of_no_known_kind_is_ignored_with_its_keys() {
        let loaded = load(fixture("unknown"), &mut |_| {});
        assert_eq!(loaded.files[0].status, FileStatus::Ignored);
        assert_eq!(
            loaded.files[0].messages,
            ["no AWS result recognised; seen at the top: `weather`, `wind`"]
        );
        assert!(matches!(loaded.network.notices[..], [Notice::UnknownDocument { .. }]));
        // Counts under AWS's keys are no results.
        assert_eq!(one(r#"{"Vpcs": 4}"#).files[0].status, FileStatus::Ignored);
        for text in ["null", "3", "\"text\"", "[]", "[1, 2]", "{}"] {
            assert_eq!(one(text).files[0].status, FileStatus::Ignored, "{text}");
        }
    }

    #[test]
    fn ids_that_point_nowhere_are_named_with_the_call_that_would_supply_them() {
        let loaded = load(fixture("dangling"), &mut |_| {});
        let mut found: Vec<(String, Call)> = Vec::new();
        for notice in &loaded.network.notices {
            if let Notice::DanglingReference { missing, call, .. } = notice {
                found.push((missing.id.to_string(), *call));
            }
        }
        found.sort();
        let expected = [
            ("nat-gone", Call::NatGateways),
            ("pl-gone", Call::ManagedPrefixListEntries),
            ("sg-gone", Call::SecurityGroups),
            ("subnet-gone", Call::Subnets),
            ("tgw-gone", Call::TransitGateways),
            ("vpc-gone", Call::Vpcs),
            ("vpce-gone", Call::Endpoints),
        ];
        assert_eq!(
            found,
            expected.map(|(id, call)| (id.to_owned(), call)),
            "a blackhole's target may be gone"
        );
        let vpc = loaded.network.vpcs.find(&"vpc-gone".into()).unwrap();
        assert!(vpc.is_stub && vpc.blocks.is_empty());
        assert_eq!(&*vpc.scope.region, "eu-west-1");
    }

    #[test]
    fn one_bad_element_does_not_lose_the_document() {
        let loaded = one(
            r#"{"Vpcs": [{"VpcId": "vpc-1"}, {"VpcId": ["?"]}, 7, {"CidrBlock": "10.0.0.0/16"}, {"VpcId": "vpc-2"}]}"#,
        );
        assert_eq!(vpc_ids(&loaded), ["vpc-1", "vpc-2"]);
        let mut pointers = Vec::new();
        for notice in &loaded.network.notices {
            if let Notice::Unreadable { place, .. } = notice {
                pointers.push(&*place.pointer);
            }
        }
        assert_eq!(pointers, ["/Vpcs/1", "/Vpcs/2", "/Vpcs/3"]);
        assert_eq!(loaded.files[0].status, FileStatus::Partly);
    }

    #[test]
    fn equal_duplicates_are_one_and_different_ones_contradict() {
        let text = format!(r#"{{"Vpcs": [{VPC}]}}"#);
        let loaded = read(&[("a.json", &text), ("b.json", &text)]);
        assert_eq!((loaded.network.vpcs.len(), loaded.network.notices.len()), (1, 0));
        let changed = text.replace("100.64.0.0", "100.65.0.0");
        let loaded = read(&[("b.json", &changed), ("a.json", &text)]);
        let vpc = loaded.network.vpcs.iter().next().unwrap();
        assert!(vpc.blocks.contains(&net("100.65.0.0/16")), "the later name wins");
        let place = Place { file: FileIx(0), pointer: "/Vpcs/0".into() };
        assert_eq!(loaded.network.notices, [Notice::Contradiction { resource: vpc.id.resource(), place }]);
    }

    #[test]
    fn a_page_without_its_next_is_noted() {
        let page =
            |id: &str, token: &str| format!(r#"{{"Vpcs": [{{"VpcId": "{id}"}}], "NextToken": {token}}}"#);
        let alone = read(&[("1.json", &page("vpc-1", "\"abc\""))]);
        assert!(matches!(alone.network.notices[..], [Notice::Truncated { call: Call::Vpcs, .. }]));
        let whole = read(&[("1.json", &page("vpc-1", "\"abc\"")), ("2.json", &page("vpc-2", "null"))]);
        assert_eq!(whole.network.notices, []);
        assert_eq!(vpc_ids(&whole), ["vpc-1", "vpc-2"]);
    }

    #[test]
    fn deep_nesting_and_broken_bytes_are_survived() {
        for (open, close) in [("[", "]"), ("{\"Vpcs\":", "}"), ("{\"Vpcs\":[{\"VpcId\":", "}]}")] {
            let text = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
            assert_ne!(one(&text).files[0].status, FileStatus::Read);
        }
        let Some(root) = shared("corpus/batfish/transit-gateway-multi-table/input") else { return };
        let mut seed: u64 = 7;
        for round in 0..200 {
            let mut files = folder(&root);
            for file in &mut files {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let at = usize::try_from(seed >> 33).unwrap() % file.bytes.len();
                match round % 3 {
                    0 => file.bytes.truncate(at),
                    1 => file.bytes[at] = u8::try_from(seed & 0xff).unwrap(),
                    _ => drop(file.bytes.splice(at..at, *b"null")),
                }
            }
            assert!(!load(files, &mut |_| {}).files.is_empty());
        }
    }

    #[test]
    fn names_are_kept_as_they_are() {
        let loaded = load(fixture("script-name"), &mut |_| {});
        assert_eq!(&*loaded.network.vpcs.iter().next().unwrap().name, "<img src=x onerror=alert(1)>");
    }
}

mod archives {
    use super::*;

    fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn tar(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = tar::Builder::new(Vec::new());
        for (name, bytes) in entries {
            let mut header = tar::Header::new_ustar();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            writer.append_data(&mut header, name, *bytes).unwrap();
        }
        writer.into_inner().unwrap()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap()
    }

    fn open(name: &str, bytes: Vec<u8>) -> Loaded {
        load(vec![InputFile { name: name.into(), bytes }], &mut |_| {})
    }

    const DOCUMENT: &[u8] = br#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]}"#;

    #[test]
    fn are_known_by_content_and_opened_in_each_other() {
        let tar_gz = gzip(&tar(&[("eu-west-1/vpcs.json", DOCUMENT)]));
        for (name, bytes, inside) in [
            ("a.zip", zip(&[("x/vpcs.json", DOCUMENT)]), "a.zip/x/vpcs.json"),
            ("no-name", zip(&[("vpcs.json", DOCUMENT)]), "no-name/vpcs.json"),
            ("a.tar", tar(&[("vpcs.json", DOCUMENT)]), "a.tar/vpcs.json"),
            ("a.tar.gz", tar_gz.clone(), "a.tar.gz/eu-west-1/vpcs.json"),
            ("vpcs.json.gz", gzip(DOCUMENT), "vpcs.json"),
            ("a.zip", zip(&[("b.tgz", &tar_gz)]), "a.zip/b.tgz/eu-west-1/vpcs.json"),
        ] {
            let loaded = open(name, bytes);
            assert_eq!(vpc_ids(&loaded), ["vpc-1"], "{name}");
            assert_eq!(outcome(&loaded, inside).status, FileStatus::Read);
        }
        let deep =
            zip(&[("1.zip", &zip(&[("2.zip", &zip(&[("3.zip", &zip(&[("vpcs.json", DOCUMENT)]))]))]))]);
        let loaded = open("0.zip", deep);
        assert_eq!(outcome(&loaded, "0.zip/1.zip/2.zip/3.zip").status, FileStatus::Error);
    }

    #[test]
    fn other_files_inside_are_ignored_with_a_reason() {
        let other: &[(&str, &[u8])] = &[
            ("README.md", b"#"),
            ("LICENSE", b"MIT"),
            (".hidden.json", b"{"),
            ("__MACOSX/x.json", b"\0"),
            ("vpcs.json", DOCUMENT),
        ];
        let loaded = open("a.zip", zip(other));
        let ignored = loaded.files.iter().filter(|file| file.status == FileStatus::Ignored);
        assert_eq!(ignored.clone().count(), 4);
        assert!(ignored.clone().all(|file| file.messages.len() == 1));
        assert_eq!(loaded.network.notices, []);
    }

    #[test]
    fn names_that_lead_elsewhere_are_only_names() {
        let evil: &[(&str, &[u8])] =
            &[("../../etc/vpcs.json", DOCUMENT), ("/srv/subnets.json", br#"{"Subnets": []}"#)];
        let loaded = open("a.zip", zip(evil));
        let names: Vec<&str> = loaded.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["a.zip/etc/vpcs.json", "a.zip/srv/subnets.json"]);
        assert_eq!(vpc_ids(&loaded), ["vpc-1"]);
    }

    #[test]
    fn a_thousandfold_expansion_is_stopped() {
        let zeros = vec![b' '; 80 << 20];
        let loaded = open("bomb.json.gz", gzip(&zeros));
        assert_eq!(loaded.files[0].status, FileStatus::Error);
        assert!(
            loaded.files[0].messages[0].contains("more than 1000 times"),
            "{:?}",
            loaded.files[0].messages
        );
        let loaded = open("bomb.zip", zip(&[("bomb.json", &zeros), ("vpcs.json", DOCUMENT)]));
        assert_eq!(outcome(&loaded, "bomb.zip/bomb.json").status, FileStatus::Error);
        assert_eq!(vpc_ids(&loaded), ["vpc-1"], "the rest of the archive is used");
    }

    #[test]
    fn broken_archives_are_errors() {
        let whole = zip(&[("vpcs.json", DOCUMENT)]);
        let half = whole[..whole.len() / 2].to_vec();
        assert_eq!(open("half.zip", half).files[0].status, FileStatus::Error);
        let gz = gzip(DOCUMENT);
        assert_eq!(open("half.json.gz", gz[..gz.len() / 2].to_vec()).files[0].status, FileStatus::Error);
    }

    #[test]
    fn progress_counts_bytes_through_three_phases() {
        let mut seen = Vec::new();
        load(vec![file("a.json", r#"{"Vpcs": []}"#)], &mut |progress| seen.push(progress));
        for phase in [Phase::Unpacking, Phase::Reading, Phase::Building] {
            assert!(seen.iter().any(|progress| progress.phase == phase), "{phase:?}");
        }
        assert!(seen.iter().all(|progress| progress.done <= progress.total));
    }
}

mod filters {
    use super::*;

    #[test]
    fn a_rule_for_each_element_of_a_permission_at_its_place() {
        let loaded = one(
            r#"{"SecurityGroups": [{"GroupId": "sg-1", "GroupName": "web", "VpcId": "vpc-1", "IpPermissions": [
                {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/8"}, {"CidrIp": "192.0.2.7"}],
                 "Ipv6Ranges": [{"CidrIpv6": "::/0"}], "PrefixListIds": [{"PrefixListId": "pl-1"}],
                 "UserIdGroupPairs": [{"GroupId": "sg-1", "UserId": "1"}]},
                {"IpProtocol": "icmp", "FromPort": 8, "ToPort": -1, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
                {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
                {"IpProtocol": "50", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
                {"IpProtocol": "6", "IpRanges": [{"CidrIp": "not a block"}]},
                {"IpProtocol": "udp", "FromPort": 99999, "ToPort": 99999, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
                "IpPermissionsEgress": null}]}"#,
        );
        let group = loaded.network.groups.find(&"sg-1".into()).unwrap();
        assert_eq!(group.egress.len(), 0, "a null list is an empty one");
        let rule = |at: usize| &group.ingress[at];
        let pointers: Vec<&str> = group.ingress.iter().map(|rule| &*rule.place.pointer).collect();
        assert_eq!(pointers[1], "/SecurityGroups/0/IpPermissions/0/IpRanges/1");
        assert_eq!(pointers[4], "/SecurityGroups/0/IpPermissions/0/UserIdGroupPairs/0");
        assert_eq!(rule(1).peer, Peer::Block(net("192.0.2.7/32")));
        assert_eq!(rule(3).peer, Peer::PrefixList("pl-1".into()));
        assert!(matches!(&rule(4).peer, Peer::Group(peer) if peer.group.as_str() == "sg-1"));
        assert_eq!((rule(5).protocol, &rule(5).service), (Some(Protocol::ICMP), &ports::icmp(Some(8), None)));
        assert_eq!((rule(6).protocol, rule(6).service.is_all()), (None, true));
        assert_eq!((rule(7).protocol, rule(7).service.is_all()), (Some(Protocol(50)), true));
        assert_eq!((&rule(8).peer, rule(8).service.is_all()), (&Peer::Unknown, true));
        assert_eq!(rule(9).peer, Peer::Unknown, "what an unreadable rule admits is not known");
        let unreadable =
            loaded.network.notices.iter().filter(|notice| matches!(notice, Notice::Unreadable { .. }));
        assert_eq!(unreadable.count(), 2);
    }

    #[test]
    fn an_absent_permission_list_is_unknown() {
        let loaded =
            one(r#"{"SecurityGroups": [{"GroupId": "sg-1", "VpcId": "vpc-1", "IpPermissions": []}]}"#);
        let group = loaded.network.groups.iter().next().unwrap();
        assert!(group.ingress.is_empty());
        assert!(matches!(&group.egress[..], [GroupRule { protocol: None, peer: Peer::Unknown, .. }]));
        assert_eq!(loaded.network.notices.len(), 1);
    }

    const RULES: &str = r#"{"SecurityGroupRules": [
        {"SecurityGroupRuleId": "sgr-1", "GroupId": "sg-1", "GroupOwnerId": "111122223333", "IsEgress": false,
         "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIpv4": "10.0.0.0/8"},
        {"SecurityGroupRuleId": "sgr-2", "GroupId": "sg-1", "GroupOwnerId": "111122223333", "IsEgress": true,
         "IpProtocol": "-1", "FromPort": -1, "ToPort": -1, "CidrIpv4": "0.0.0.0/0"},
        {"SecurityGroupRuleId": "sgr-3", "GroupId": "sg-2", "GroupOwnerId": "111122223333", "IsEgress": false,
         "IpProtocol": "tcp", "FromPort": 1, "ToPort": 2, "ReferencedGroupInfo": {"GroupId": "sg-1", "VpcId": "vpc-1"}}]}"#;

    #[test]
    fn rules_alone_make_groups() {
        let loaded = one(RULES);
        let group = loaded.network.groups.find(&"sg-1".into()).unwrap();
        assert_eq!((group.ingress.len(), group.egress.len()), (1, 1));
        assert_eq!((group.vpc.as_str(), &*group.owner), ("vpc-1", "111122223333"));
        assert_eq!(&*group.ingress[0].rule_id, "sgr-1");
        assert_eq!(loaded.network.notices, []);
    }

    #[test]
    fn rules_beside_groups_only_name_them() {
        let groups = r#"{"SecurityGroups": [{"GroupId": "sg-1", "VpcId": "vpc-1", "IpPermissionsEgress": [],
            "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}]}]}"#;
        let loaded = read(&[("groups.json", groups), ("rules.json", RULES)]);
        let group = loaded.network.groups.find(&"sg-1".into()).unwrap();
        assert_eq!((group.ingress.len(), group.egress.len()), (1, 0));
        assert_eq!(&*group.ingress[0].rule_id, "sgr-1");
        assert_eq!(
            loaded.network.source(&group.ingress[0].place),
            "groups.json#/SecurityGroups/0/IpPermissions/0/IpRanges/0"
        );
    }

    #[test]
    fn network_acl_entries() {
        let loaded = one(r#"{"NetworkAcls": [{"NetworkAclId": "acl-1", "VpcId": "vpc-1", "IsDefault": false,
            "Associations": [{"SubnetId": "subnet-1"}], "Entries": [
            {"RuleNumber": 10, "Egress": false, "Protocol": "58", "RuleAction": "allow", "CidrBlock": "0.0.0.0/0", "IcmpTypeCode": {"Type": 128, "Code": 0}},
            {"RuleNumber": 20, "Egress": false, "Protocol": "58", "RuleAction": "allow", "Ipv6CidrBlock": "::/0", "IcmpTypeCode": {"Type": 128, "Code": -1}},
            {"RuleNumber": 30, "Egress": true, "Protocol": "50", "RuleAction": "allow", "CidrBlock": "0.0.0.0/0", "PortRange": {"From": 1, "To": 2}},
            {"RuleNumber": 40, "Egress": true, "Protocol": "-1", "RuleAction": "perhaps", "CidrBlock": "0.0.0.0/0"},
            {"RuleNumber": 32767, "Egress": true, "Protocol": "-1", "RuleAction": "deny", "CidrBlock": "0.0.0.0/0"}]}]}"#);
        let nacl = loaded.network.nacls.iter().next().unwrap();
        assert!(
            nacl.ingress.get(&10).unwrap().service.is_all(),
            "protocol 58 with an IPv4 block is every type (rule S-56)"
        );
        assert_eq!(nacl.ingress.get(&20).unwrap().service, ports::icmp(Some(128), None));
        assert!(nacl.egress.get(&30).unwrap().service.is_all());
        assert_eq!(nacl.egress.get(&40).unwrap().peer, AclPeer::Unknown);
        assert!(!nacl.egress.get(&32767).unwrap().allows);
    }
}

mod routes {
    use super::*;

    #[test]
    fn targets_in_the_order_of_rule_s_27() {
        let loaded = one(r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}],
            "InternetGateways": [{"InternetGatewayId": "InternetGatewayId:4", "Attachments": [{"VpcId": "vpc-1", "State": "available"}]}],
            "RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1",
              "Associations": [{"Main": true}, {"Main": false, "SubnetId": "subnet-1", "AssociationState": {"State": "associated"}},
                {"Main": false, "SubnetId": "subnet-2", "AssociationState": {"State": "disassociated"}}, {"Main": false, "GatewayId": "igw-1"}],
              "PropagatingVgws": [{"GatewayId": "vgw-1"}], "Routes": [
              {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "InternetGatewayId:4", "State": "active", "Origin": "CreateRoute"},
              {"DestinationCidrBlock": "10.1.0.0/16", "NetworkInterfaceId": "eni-1", "InstanceId": "i-1", "State": "active"},
              {"DestinationIpv6CidrBlock": "::/0", "EgressOnlyInternetGatewayId": "eigw-1", "State": "active"},
              {"DestinationPrefixListId": "pl-1", "GatewayId": "vpce-1", "State": "active"},
              {"DestinationCidrBlock": "10.2.0.0/16", "State": "blackhole"},
              {"DestinationCidrBlock": "10.3.0.0/16", "CoreNetworkArn": "arn:aws:networkmanager::111122223333:core-network/core-network-1", "State": "filtered", "Origin": "EnableVgwRoutePropagation"},
              {"DestinationCidrBlock": "nowhere", "GatewayId": "local"}]}]}"#);
        let table = loaded.network.route_tables.iter().next().unwrap();
        let subnet = Association::Subnet("subnet-1".into());
        assert_eq!(table.associations, [Association::Main, subnet, Association::Gateway("igw-1".into())]);
        let targets: Vec<&RouteTarget> = table.routes.iter().map(|route| &route.target).collect();
        assert_eq!(
            targets,
            [
                &RouteTarget::InternetGateway("InternetGatewayId:4".into()),
                &RouteTarget::Interface("eni-1".into()),
                &RouteTarget::EgressOnlyGateway("eigw-1".into()),
                &RouteTarget::Endpoint("vpce-1".into()),
                &RouteTarget::None,
                &RouteTarget::CoreNetwork("core-network-1".into()),
                &RouteTarget::Local,
            ]
        );
        let states: Vec<RouteState> = table.routes.iter().map(|route| route.state).collect();
        assert_eq!(states[4], RouteState::Blackhole);
        assert_eq!((states[5], table.routes[5].origin), (RouteState::Other, RouteOrigin::Propagated));
        assert_eq!(
            (table.routes[6].index, &table.routes[6].destination),
            (None, &Destination::Block(net("10.0.0.0/16")))
        );
        assert!(
            loaded.network.notices.iter().any(|notice| matches!(notice, Notice::Unreadable { place, .. }
            if &*place.pointer == "/RouteTables/0/Routes/6"))
        );
    }
}

mod interfaces {
    use super::*;

    #[test]
    fn public_addresses_from_all_three_sources() {
        let loaded = one(r#"{"NetworkInterfaces": [
            {"NetworkInterfaceId": "eni-1", "SubnetId": "s", "VpcId": "v", "Groups": [], "PrivateIpAddress": "10.0.0.5", "PrivateIpAddresses": [
               {"PrivateIpAddress": "10.0.0.6", "Primary": false},
               {"PrivateIpAddress": "10.0.0.5", "Primary": true, "Association": {"PublicIp": "203.0.113.5"}}]},
            {"NetworkInterfaceId": "eni-2", "SubnetId": "s", "VpcId": "v", "PrivateIpAddress": "10.0.0.7", "Association": {"PublicIp": "203.0.113.7"}}],
            "Addresses": [{"PublicIp": "203.0.113.6", "NetworkInterfaceId": "eni-1", "PrivateIpAddress": "10.0.0.6"},
               {"PublicIp": "203.0.113.99", "AllocationId": "eipalloc-1"},
               {"PublicIp": "203.0.113.8", "InstanceId": "i-1"}],
            "Reservations": [{"OwnerId": "111122223333", "Instances": [{"InstanceId": "i-1", "State": {"Name": "running"}, "NetworkInterfaces": [
               {"NetworkInterfaceId": "eni-3", "SubnetId": "s", "VpcId": "v", "PrivateIpAddress": "10.0.0.8", "Groups": [{"GroupId": "sg-1"}], "Attachment": {"DeviceIndex": 0, "Status": "attached"}},
               {"NetworkInterfaceId": "eni-2", "SubnetId": "s", "VpcId": "v", "PrivateIpAddress": "10.9.9.9", "Groups": [{"GroupId": "sg-2"}], "Attachment": {"DeviceIndex": 1, "Status": "attached"}}]}]}]}"#);
        let interface = |id: &str| loaded.network.interfaces.find(&id.into()).unwrap();
        let public = |id: &str, private: &str| {
            interface(id).public_of(private.parse().unwrap()).map(|address| address.to_string())
        };
        assert_eq!(public("eni-1", "10.0.0.5").as_deref(), Some("203.0.113.5"));
        assert_eq!(public("eni-1", "10.0.0.6").as_deref(), Some("203.0.113.6"));
        assert!(interface("eni-1").addresses[0].primary);
        assert!(interface("eni-1").groups_known && interface("eni-1").groups.is_empty());
        assert_eq!(public("eni-2", "10.0.0.7").as_deref(), Some("203.0.113.7"));
        assert_eq!(interface("eni-2").instance().unwrap().as_str(), "i-1");
        assert_eq!(interface("eni-2").groups[0].as_str(), "sg-2", "the copy fills what is missing");
        assert_eq!(interface("eni-2").addresses.len(), 1, "and nothing else");
        assert_eq!(public("eni-3", "10.0.0.8").as_deref(), Some("203.0.113.8"));
    }

    /// describe-instances without interface lists beside describe-network-interfaces: the real ones stand.
    #[test]
    fn an_instance_whose_interfaces_stand_elsewhere_gets_none_of_its_own() {
        let loaded = read(&[
            (
                "instances.json",
                r#"{"Reservations": [{"Instances": [{"InstanceId": "i-1", "State": {"Name": "running"},
                    "VpcId": "vpc-1", "SubnetId": "subnet-1", "PrivateIpAddress": "10.0.0.4",
                    "SecurityGroups": [{"GroupId": "sg-1"}]}]}]}"#,
            ),
            (
                "interfaces.json",
                r#"{"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1", "SubnetId": "subnet-1",
                    "PrivateIpAddress": "10.0.0.4", "Groups": [{"GroupId": "sg-1"}], "Status": "in-use",
                    "Attachment": {"InstanceId": "i-1", "DeviceIndex": 0, "Status": "attached"}}]}"#,
            ),
        ]);
        let ids: Vec<&str> =
            loaded.network.interfaces.iter().map(|interface| interface.id.as_str()).collect();
        assert_eq!(ids, ["eni-1"]);
    }

    #[test]
    fn an_instance_without_a_list_of_interfaces_is_its_own() {
        let loaded = one(
            r#"{"Instances": [{"InstanceId": "i-1", "PrivateIpAddress": "10.0.0.5", "SubnetId": "subnet-1", "VpcId": "vpc-1",
            "SecurityGroups": [{"GroupId": "sg-1"}], "Platform": "windows", "MetadataOptions": {"HttpEndpoint": "disabled"}}]}"#,
        );
        let interface = loaded.network.interfaces.find(&"i-1".into()).unwrap();
        assert_eq!(interface.instance().unwrap().as_str(), "i-1");
        let instance = loaded.network.instances.iter().next().unwrap();
        assert_eq!((instance.is_windows, instance.metadata_enabled), (true, Some(false)));
    }

    #[test]
    fn kinds_by_type_and_else_by_description() {
        let of = |kind: &str, description: &str| {
            let text = format!(
                r#"{{"NetworkInterfaces": [{{"NetworkInterfaceId": "e", "InterfaceType": {kind}, "Description": "{description}"}}]}}"#
            );
            one(&text).network.interfaces.iter().next().unwrap().kind
        };
        assert_eq!(of(r#""nat_gateway""#, ""), InterfaceKind::NatGateway);
        assert_eq!(of(r#""natGateway""#, ""), InterfaceKind::NatGateway);
        assert_eq!(
            of(r#""interface""#, "ELB app/web/50dc6c495c0c9188"),
            InterfaceKind::ApplicationLoadBalancer
        );
        assert_eq!(of("null", "ELB classic"), InterfaceKind::ClassicLoadBalancer);
        assert_eq!(of("null", "Interface for NAT Gateway nat-1"), InterfaceKind::NatGateway);
        assert_eq!(of(r#""interface""#, "RDSNetworkInterface"), InterfaceKind::Service);
        assert_eq!(of(r#""from_the_future""#, ""), InterfaceKind::Plain);
    }
}

mod parents {
    use super::*;

    const LISTS: &str = r#"{"PrefixLists": [
        {"PrefixListId": "pl-11111111", "PrefixListName": "com.amazonaws.eu-west-1.s3", "MaxEntries": 9, "OwnerId": "AWS"},
        {"PrefixListId": "pl-22222222", "PrefixListName": "offices", "MaxEntries": 9, "OwnerId": "111122223333"}]}"#;
    const ENTRIES: &str = r#"{"Entries": [{"Cidr": "198.51.100.0/24"}]}"#;

    fn entries(loaded: &Loaded, id: &str) -> Option<usize> {
        loaded.network.prefix_lists.find(&id.into()).and_then(|list| list.entries.as_ref().map(Vec::len))
    }

    #[test]
    fn a_prefix_list_by_wrapper_name_ending_and_last_guess() {
        let wrapper = r#"{"PrefixListId": "pl-22222222", "Entries": [{"Cidr": "198.51.100.0/24"}]}"#;
        for (name, text, id) in [
            ("entries.json", wrapper, "pl-22222222"),
            ("entries.pl-22222222.json", ENTRIES, "pl-22222222"),
            ("pl-22222222/get-managed-prefix-list-entries.json", ENTRIES, "pl-22222222"),
            ("get-managed-prefix-list-entries.s3.json", ENTRIES, "pl-11111111"),
            ("get-managed-prefix-list-entries.offices.json", ENTRIES, "pl-22222222"),
        ] {
            let loaded = read(&[("describe-managed-prefix-lists.json", LISTS), (name, text)]);
            assert_eq!(entries(&loaded, id), Some(1), "{name}");
            assert_eq!(loaded.network.notices, [], "{name}");
        }
        let loaded = read(&[("lists.json", LISTS), ("entries.json", ENTRIES)]);
        assert!(matches!(
            loaded.network.notices[..],
            [Notice::ParentUnknown { call: Call::ManagedPrefixListEntries, .. }]
        ));
        let only = LISTS.replace(
            r#""PrefixListName": "offices", "MaxEntries": 9"#,
            r#""PrefixListName": "offices", "Cidrs": ["10.0.0.0/8"]"#,
        );
        assert_eq!(
            entries(&read(&[("lists.json", &only), ("entries.json", ENTRIES)]), "pl-11111111"),
            Some(1)
        );
    }

    /// Two tables of one gateway; both attachments are associated with the first.
    fn transit() -> String {
        let attachment = |at: u8| {
            format!(
                r#"{{"TransitGatewayAttachmentId": "tgw-attach-{at}", "TransitGatewayId": "tgw-1", "ResourceType": "vpc", "ResourceId": "vpc-{at}",
                "State": "available", "Association": {{"TransitGatewayRouteTableId": "tgw-rtb-1a2b", "State": "associated"}}}}"#
            )
        };
        format!(
            r#"{{"TransitGateways": [{{"TransitGatewayId": "tgw-1", "OwnerId": "111122223333", "Options": {{"SecurityGroupReferencingSupport": "enable"}}}}],
            "TransitGatewayRouteTables": [{{"TransitGatewayRouteTableId": "tgw-rtb-1a2b", "TransitGatewayId": "tgw-1"}},
                {{"TransitGatewayRouteTableId": "tgw-rtb-2a2b", "TransitGatewayId": "tgw-1"}}],
            "Vpcs": [{{"VpcId": "vpc-1", "CidrBlock": "10.1.0.0/16"}}, {{"VpcId": "vpc-2", "CidrBlock": "10.2.0.0/16"}}],
            "TransitGatewayAttachments": [{}, {}],
            "TransitGatewayVpcAttachments": [{{"TransitGatewayAttachmentId": "tgw-attach-1", "TransitGatewayId": "tgw-1", "VpcId": "vpc-1",
                "State": "available", "SubnetIds": [], "Options": {{"ApplianceModeSupport": "enable", "SecurityGroupReferencingSupport": "disable"}}}}]}}"#,
            attachment(1),
            attachment(2)
        )
    }

    const ROUTES: &str = r#"{"Routes": [{"DestinationCidrBlock": "10.2.0.0/16", "Type": "propagated", "State": "active",
        "TransitGatewayAttachments": [{"TransitGatewayAttachmentId": "tgw-attach-2", "ResourceType": "vpc", "ResourceId": "vpc-2"}]}]}"#;

    fn routes_of<'l>(loaded: &'l Loaded, id: &str) -> &'l TransitRouteTable {
        loaded.network.transit_tables.find(&id.into()).unwrap()
    }

    #[test]
    fn attachments_merge_by_id() {
        let loaded = read(&[("tgw.json", &transit()), ("search.tgw-rtb-1a2b.json", ROUTES)]);
        let one = loaded.network.transit_attachments.find(&"tgw-attach-1".into()).unwrap();
        assert_eq!(one.table, Some("tgw-rtb-1a2b".into()));
        assert!(one.appliance_mode && !one.group_references && one.association_known);
        assert_eq!(one.subnets.as_deref(), Some(&[][..]));
        let two = loaded.network.transit_attachments.find(&"tgw-attach-2".into()).unwrap();
        assert!(!two.appliance_mode && two.group_references && two.subnets.is_none());
        assert!(loaded.network.transit_gateways.iter().next().unwrap().group_references);
        assert_eq!(loaded.network.notices, []);
    }

    #[test]
    fn routes_of_a_table_by_name_by_key_and_by_use() {
        let keyed = format!(r#"{{"tgw-rtb-2a2b": {ROUTES}}}"#);
        for (name, text, id) in [
            ("search-transit-gateway-routes.tgw-rtb-2a2b.json", ROUTES, "tgw-rtb-2a2b"),
            ("routes.json", &keyed, "tgw-rtb-2a2b"),
            ("search-transit-gateway-routes.json", ROUTES, "tgw-rtb-1a2b"),
        ] {
            let loaded = read(&[("a.json", &transit()), (name, text)]);
            let table = routes_of(&loaded, id);
            assert_eq!((table.routes.len(), table.routes_known), (1, true), "{name}");
            assert!(!table.routes[0].is_static && !table.routes[0].derived);
        }
    }

    #[test]
    fn associations_give_tables_where_attachments_do_not() {
        let bare = transit().replace(r#""Association""#, r#""NoAssociation""#);
        let result = r#"{"Associations": [{"TransitGatewayAttachmentId": "tgw-attach-2", "ResourceType": "vpc", "ResourceId": "vpc-2", "State": "associated"}]}"#;
        let loaded = read(&[("a.json", &bare), ("associations.tgw-rtb-2a2b.json", result)]);
        let two = loaded.network.transit_attachments.find(&"tgw-attach-2".into()).unwrap();
        assert_eq!(two.table, Some("tgw-rtb-2a2b".into()));
        let unknown = read(&[("a.json", &bare), ("associations.json", result)]);
        assert!(
            unknown.network.notices.iter().any(|notice| matches!(
                notice,
                Notice::ParentUnknown { call: Call::TransitAssociations, .. }
            ))
        );
        // The attachments' own word confirms a result without a name.
        let confirmed = read(&[("a.json", &transit()), ("associations.json", result)]);
        assert!(
            !confirmed.network.notices.iter().any(|notice| matches!(notice, Notice::ParentUnknown { .. }))
        );
    }

    #[test]
    fn propagations_make_routes_only_where_no_search_lists_them() {
        let result = r#"{"TransitGatewayRouteTablePropagations": [
            {"TransitGatewayAttachmentId": "tgw-attach-1", "ResourceType": "vpc", "ResourceId": "vpc-1", "State": "enabled"},
            {"TransitGatewayAttachmentId": "tgw-attach-2", "ResourceType": "vpc", "ResourceId": "vpc-2", "State": "disabling"}]}"#;
        let alone = read(&[("a.json", &transit()), ("propagations.tgw-rtb-1a2b.json", result)]);
        let table = routes_of(&alone, "tgw-rtb-1a2b");
        assert_eq!(table.routes.len(), 1);
        assert!(table.routes_known && table.routes[0].derived && !table.routes[0].is_static);
        assert_eq!(table.routes[0].destination, TransitDestination::Block(net("10.1.0.0/16")));
        assert!(!routes_of(&alone, "tgw-rtb-2a2b").routes_known);
        let both =
            read(&[("a.json", &transit()), ("p.tgw-rtb-1a2b.json", result), ("r.tgw-rtb-1a2b.json", ROUTES)]);
        assert!(
            routes_of(&both, "tgw-rtb-1a2b").routes.iter().all(|route| !route.derived),
            "the search is the truth"
        );
    }

    #[test]
    fn peered_gateways_may_share_one_attachment_id() {
        let side = |near: &str, far: &str, table: &str| {
            format!(
                r#"{{"TransitGateways": [{{"TransitGatewayId": "{near}"}}],
                "TransitGatewayRouteTables": [{{"TransitGatewayRouteTableId": "{table}", "TransitGatewayId": "{near}"}}],
                "TransitGatewayAttachments": [{{"TransitGatewayAttachmentId": "tgw-attach-p", "TransitGatewayId": "{near}", "ResourceType": "peering",
                "ResourceId": "{far}", "State": "available", "Association": {{"TransitGatewayRouteTableId": "{table}", "State": "associated"}}}}]}}"#
            )
        };
        let near = side("tgw-a", "tgw-b", "tgw-rtb-a1a1");
        let far = side("tgw-b", "tgw-a", "tgw-rtb-b1b1");
        let loaded = read(&[("eu-west-1/tgw.json", &near), ("us-east-1/tgw.json", &far)]);
        let attachment = loaded.network.transit_attachments.iter().next().unwrap();
        assert_eq!(attachment.gateway.as_str(), "tgw-a");
        assert_eq!(attachment.table, Some("tgw-rtb-a1a1".into()));
        assert_eq!(attachment.far_table, Some("tgw-rtb-b1b1".into()));
        assert_eq!(attachment.to, AttachedTo::Peering { gateway: Some("tgw-b".into()), attachment: None });
        let far_table = loaded.network.transit_tables.find(&"tgw-rtb-b1b1".into()).unwrap();
        assert_eq!(far_table.gateway, Some("tgw-b".into()));
    }

    #[test]
    fn batfish_wrappers() {
        let statics = r#"{"TransitGatewayStaticRoutes": [{"TransitGatewayRouteTableId": "tgw-rtb-1a2b", "AdditionalRoutesAvailable": false, "Routes": [
            {"DestinationCidrBlock": "0.0.0.0/0", "Type": "static", "State": "blackhole"}]}]}"#;
        let propagations = r#"{"TransitGatewayPropagations": [{"TransitGatewayRouteTableId": "tgw-rtb-1a2b", "TransitGatewayRouteTablePropagations": [
            {"TransitGatewayAttachmentId": "tgw-attach-1", "ResourceType": "vpc", "ResourceId": "vpc-1", "State": "enabled"}]}]}"#;
        let loaded = read(&[("a.json", &transit()), ("s.json", statics), ("p.json", propagations)]);
        let table = routes_of(&loaded, "tgw-rtb-1a2b");
        assert_eq!((table.routes.len(), table.routes_known), (2, true));
        assert!(table.routes[0].blackhole && table.routes[0].is_static && table.routes[1].derived);
        let half = read(&[("a.json", &transit()), ("s.json", statics)]);
        assert!(!routes_of(&half, "tgw-rtb-1a2b").routes_known, "static routes are not all routes");
    }
}

mod whole {
    use super::*;

    #[test]
    fn shuffled_files_give_the_same_network() {
        let Some(root) = shared("corpus/moto-three-tier/input") else { return };
        let files = folder(&root);
        let straight = load(files.clone(), &mut |_| {});
        let mut turned = files;
        turned.reverse();
        turned.rotate_left(7);
        let shuffled = load(turned, &mut |_| {});
        assert_eq!(format!("{:?}", straight.network), format!("{:?}", shuffled.network));
        assert_eq!(straight.files, shuffled.files);
    }

    #[test]
    fn environments_and_keys_are_not_kept() {
        let loaded = one(
            r#"{"Functions": [{"FunctionName": "f", "Environment": {"Variables": {"TOKEN": "secret-1"}},
              "VpcConfig": {"VpcId": "vpc-1", "SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}}],
            "tasks": [{"taskArn": "arn:aws:ecs:eu-west-1:111122223333:task/a/b",
              "overrides": {"containerOverrides": [{"environment": [{"name": "TOKEN", "value": "secret-2"}]}]}}],
            "virtualInterfaces": [{"virtualInterfaceId": "dxvif-1", "virtualInterfaceType": "private",
              "authKey": "secret-3", "customerRouterConfig": "<key>secret-4</key>",
              "bgpPeers": [{"addressFamily": "ipv4", "authKey": "secret-5", "bgpStatus": "up"}]}]}"#,
        );
        let kept = format!("{:?} {:?}", loaded.network, loaded.files);
        assert!(!kept.contains("secret-"), "{kept}");
        assert_eq!((loaded.network.workloads.len(), loaded.network.virtual_interfaces.len()), (2, 1));
        assert!(
            loaded
                .network
                .virtual_interfaces
                .iter()
                .all(|one| one.has_session(false) && !one.has_session(true))
        );
    }

    #[test]
    fn secrets_are_not_kept() {
        let Some(root) = shared("corpus") else { return };
        let loaded = load(folder(&root), &mut |_| {});
        let mut kept = String::new();
        write!(kept, "{:?} {:?}", loaded.network, loaded.files).unwrap();
        assert!(!kept.contains("secret-do-not-print"));
        assert!(!kept.contains("PreSharedKey") && !kept.contains("pre_shared_key"));
        assert!(loaded.network.vpn_connections.len() > 1, "the connections themselves are");
    }

    #[test]
    fn good_data_gives_no_notices_but_what_is_not_read_yet() {
        let Some(root) = shared("corpus") else { return };
        for set in ["batfish", "np-guard", "reach", "reachability-analyzer", "moto-three-tier"] {
            for case in std::fs::read_dir(root.join(set)).unwrap() {
                let case = case.unwrap().path();
                // moto's own case folder is its input; the others hold several cases.
                let input = if case.ends_with("input") { case } else { case.join("input") };
                if !input.exists() {
                    continue;
                }
                let loaded = load(folder(&input), &mut |_| {});
                let odd = |notice: &&Notice| !matches!(notice, Notice::NotReadYet { .. });
                let odd: Vec<&Notice> = loaded.network.notices.iter().filter(odd).collect();
                assert!(odd.is_empty(), "{}: {odd:?}", input.display());
                assert!(!loaded.network.vpcs.is_empty());
            }
        }
    }
}
