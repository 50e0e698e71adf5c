//! `cargo xtask serve`: builds the page and serves it to this machine only.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::thread;

use crate::site;
use crate::tools::{Outcome, command, root};

pub fn serve(args: &[String]) -> Outcome {
    let mut port = 8080;
    let mut open = false;
    let mut words = args.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--open" => open = true,
            "--port" => {
                let number = words.next().and_then(|text| text.parse().ok());
                port = number.ok_or("--port wants a number from 0 to 65535")?;
            }
            other => return Err(format!("serve: no option `{other}`; it has --port N and --open")),
        }
    }
    site::site()?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .map_err(|error| format!("cannot listen on port {port}: {error}; choose another with --port N"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let url = format!("http://localhost:{}/", address.port());
    println!("Pathlight is at {url} (Ctrl-C ends it)");
    if open {
        open_browser(&url);
    }
    for stream in listener.incoming().flatten() {
        thread::spawn(move || answer(stream));
    }
    Ok(())
}

fn open_browser(url: &str) {
    let opened = if cfg!(windows) {
        command("cmd", &["/C", "start", "", url]).spawn()
    } else if cfg!(target_os = "macos") {
        command("open", &[url]).spawn()
    } else {
        command("xdg-open", &[url]).spawn()
    };
    if let Err(error) = opened {
        eprintln!("xtask: cannot open a browser ({error}); open {url} yourself");
    }
}

// A browser that went away is no trouble of ours.
fn answer(stream: TcpStream) {
    let _ = serve_one(stream);
}

fn serve_one(mut stream: TcpStream) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let mut words = request.split(' ');
    let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or("/"));
    if !matches!(method, "GET" | "HEAD") {
        return reply(&mut stream, "405 Method Not Allowed", "text/plain", b"", true);
    }
    let site = root().join("dist/site");
    let found = path_of(&site, target).and_then(|path| Some((fs::read(&path).ok()?, path)));
    match found {
        Some((body, path)) => reply(&mut stream, "200 OK", media_type(&path), &body, method == "GET"),
        None => reply(&mut stream, "404 Not Found", "text/plain", b"not found", true),
    }
}

fn reply(stream: &mut TcpStream, status: &str, media: &str, body: &[u8], with_body: bool) -> io::Result<()> {
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {media}\r\nContent-Length: {}\r\nCache-Control: no-cache\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    if with_body { stream.write_all(body) } else { Ok(()) }
}

/// The file that a request names; `None` for anything that would leave the folder.
fn path_of(site: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next().unwrap_or("");
    let relative = Path::new(path.trim_start_matches('/'));
    let inside = relative.components().all(|part| matches!(part, Component::Normal(_)));
    let file = if path.ends_with('/') { site.join(relative).join("index.html") } else { site.join(relative) };
    inside.then_some(file)
}

/// Only the kinds of files that the site has.
fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_stays_inside_the_folder() {
        let site = Path::new("site");
        assert_eq!(path_of(site, "/"), Some(PathBuf::from("site/index.html")));
        assert_eq!(path_of(site, "/assets/a.js?v=1"), Some(PathBuf::from("site/assets/a.js")));
        assert_eq!(path_of(site, "/../Cargo.toml"), None);
        assert_eq!(path_of(site, "/assets/../../Cargo.toml"), None);
    }
}
