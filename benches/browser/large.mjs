// Half a gigabyte in Chromium: picked as files, read by the engine in pieces, up to the first answer, which must be right.
// `node benches/browser/large.mjs FOLDER`; `cargo xtask bench` calls this after building www/pkg.
import { appendFileSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from '../../tests/browser/support/browser.mjs';
import { serve } from './server.mjs';

const folder = process.argv[2];
const names = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'size.json').sort();
const lines = readFileSync(join(folder, 'expect.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const question = lines.find((line) => line.expect === 'reachable');

const { server, url } = await serve(folder);
const browser = await launch();
const page = await browser.newPage();
page.setDefaultTimeout(600_000);
await page.goto(url);
// Files of the disk, as a reader picks them; nothing of them is in memory before it is asked for.
await page.setContent('<input type="file" multiple>');
await page.setInputFiles('input', names.map((name) => join(folder, name)));
// Like the page's own, the engine lives in a worker, where files may be read at once.
const worker = `
  onmessage = async ({ data: { files, question, url } }) => {
    const engine = await import(url + 'pkg/pathlight.js');
    const exports = await engine.default({ module_or_path: fetch(url + 'pkg/pathlight_bg.wasm') });
    const reader = new FileReaderSync();
    const read = (file) => (from, length) => new Uint8Array(reader.readAsArrayBuffer(file.slice(from, from + length)));
    const start = performance.now();
    const session = engine.Session.load(files.map((file) => ({ name: file.name, size: file.size, read: read(file) })), () => {});
    const loaded = performance.now() - start;
    const { verdict } = session.reach(question);
    postMessage({ loaded, answered: performance.now() - start, verdict, memory: exports.memory.buffer.byteLength });
  };`;
const measured = await page.evaluate(
  async ({ worker, question, url }) => {
    const files = [...document.querySelector('input').files];
    const thread = new Worker(URL.createObjectURL(new Blob([worker], { type: 'text/javascript' })));
    return new Promise((done, failed) => {
      thread.onmessage = ({ data }) => done(data);
      thread.onerror = (error) => failed(new Error(error.message));
      thread.postMessage({ files, question, url });
    });
  },
  { worker, question, url },
);
await browser.close();
server.close();

const bytes = names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
if (measured.verdict !== question.expect) throw new Error(`the answer is ${measured.verdict}, not ${question.expect}`);
const figure = (name, value) => {
  if (process.env.PATHLIGHT_FIGURES) appendFileSync(process.env.PATHLIGHT_FIGURES, `${name}\t${value}\n`);
};
console.log(`${bytes} bytes in ${names.length} files: loaded in ${(measured.loaded / 1e3).toFixed(2)} s, first answer after ${(measured.answered / 1e3).toFixed(2)} s, right`);
console.log(`wasm memory ${measured.memory} bytes, ${(measured.memory / bytes).toFixed(2)} times the input`);
figure('first answer of half a gigabyte', measured.answered / 1e3);
figure('wasm memory of half a gigabyte', measured.memory / bytes);
