#![allow(
    clippy::all,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_types,
    clippy::indexing_slicing
)]
use pathlight::ingest::*;
fn walk(p: &std::path::Path, base: &std::path::Path, out: &mut Vec<InputFile>) {
    if p.is_dir() {
        let mut v: Vec<_> = std::fs::read_dir(p).unwrap().map(|e| e.unwrap().path()).collect();
        v.sort();
        for e in v {
            walk(&e, base, out)
        }
    } else {
        out.push(InputFile {
            name: p.strip_prefix(base).unwrap_or(p).display().to_string(),
            bytes: std::fs::read(p).unwrap(),
        })
    }
}
#[test]
fn dump() {
    let Ok(dirs) = std::env::var("DUMP") else { return };
    for d in dirs.split(':') {
        let p = std::path::Path::new(d);
        let mut files = vec![];
        walk(p, p.parent().unwrap(), &mut files);
        let n: usize = files.iter().map(|f| f.bytes.len()).sum();
        let t = std::time::Instant::now();
        let l = load(files, &mut |_| {});
        let el = t.elapsed();
        println!("=== {d} {:.1} MB {:?} {:.0} MB/s", n as f64 / 1e6, el, n as f64 / 1e6 / el.as_secs_f64());
        for f in &l.files {
            println!("  {:?} {} {:?} {:?}", f.status, f.name, f.recognised, f.messages);
        }
        let w = &l.network;
        println!(
            "  vpcs {} subnets {} rtb {} nacl {} sg {} eni {} i {} igw {} nat {} vgw {} vpn {} pcx {} vpce {} pl {} tgw {} att {} tt {}",
            w.vpcs.len(),
            w.subnets.len(),
            w.route_tables.len(),
            w.nacls.len(),
            w.groups.len(),
            w.interfaces.len(),
            w.instances.len(),
            w.internet_gateways.len(),
            w.nat_gateways.len(),
            w.vpn_gateways.len(),
            w.vpn_connections.len(),
            w.peerings.len(),
            w.endpoints.len(),
            w.prefix_lists.len(),
            w.transit_gateways.len(),
            w.transit_attachments.len(),
            w.transit_tables.len()
        );
        if std::env::var("READ").is_ok() {
            for r in &w.read {
                println!("  read {r:?}");
            }
        }
        for x in &w.notices {
            println!("  N {x:?}");
        }
        if std::env::var("NET").is_ok() {
            println!("{:#?}", w);
        }
    }
}
