// A server for the benchmarks in Chromium: an empty page, the engine under /pkg/, and the documents of a folder.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const root = new URL('../../', import.meta.url).pathname;
const types = { js: 'text/javascript', wasm: 'application/wasm', html: 'text/html', json: 'application/octet-stream' };

/** Serves `folder` on a free port of this machine. */
export async function serve(folder) {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    // The bindings have files in folders of their own; `URL` has left no `..` in the path.
    const file = path.startsWith('/pkg/') ? join(root, 'www', path) : join(folder, basename(path));
    try {
      const body = path === '/' ? '<!doctype html><title>benchmark</title>' : readFileSync(file);
      const type = path === '/' ? types.html : (types[path.split('.').pop() ?? ''] ?? types.json);
      response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-store' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(null)));
  return { server, url: `http://127.0.0.1:${server.address().port}/` };
}
