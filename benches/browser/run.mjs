// What the shipped wasm costs in Chromium: loading beside `JSON.parse` of the same bytes, alternately, and asking.
// `node benches/browser/run.mjs FOLDER [ROUNDS]`; `cargo xtask bench` calls this after building www/pkg.
import { appendFileSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { launch } from '../../tests/browser/support/browser.mjs';
import { serve } from './server.mjs';

const root = new URL('../../', import.meta.url).pathname;
const folder = process.argv[2];
const rounds = Number(process.argv[3] ?? 5);
const names = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'size.json').sort();
let questions = [];
try {
  questions = readFileSync(join(folder, 'expect.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
} catch {
  console.log('no expect.jsonl: nothing is asked');
}

const { server, url } = await serve(folder);

const browser = await launch();
const page = await browser.newPage();
page.setDefaultTimeout(600_000);
await page.goto(url);
const measured = await page.evaluate(
  async ({ names, rounds, questions }) => {
    const files = [];
    for (const name of names) files.push({ name, bytes: new Uint8Array(await (await fetch(`/${name}`)).arrayBuffer()) });
    const module = await WebAssembly.compileStreaming(fetch('/pkg/pathlight_bg.wasm'));
    const pause = () => new Promise((done) => setTimeout(done, 50));
    const times = { load: [], pieces: [], parse: [], decodeAndParse: [] };
    let [memory, memoryInPieces] = [0, 0];
    // As the page gives them: the engine asks for a piece when it wants it.
    const waiting = files.map(({ name, bytes }) => ({ name, size: bytes.length, read: (from, length) => bytes.subarray(from, from + length) }));
    let session;
    let texts = null;
    try {
      texts = files.map(({ bytes }) => new TextDecoder().decode(bytes));
    } catch {
      // V8 has no text this long; then there is nothing to compare with.
    }
    for (let round = 0; round < rounds; round += 1) {
      // A fresh instance each time: memory only grows.
      let engine = await import(`/pkg/pathlight.js?round=${round}`);
      let exports = await engine.default({ module_or_path: module });
      let start = performance.now();
      engine.Session.load(waiting, () => {});
      times.pieces.push(performance.now() - start);
      memoryInPieces = exports.memory.buffer.byteLength;
      await pause();
      engine = await import(`/pkg/pathlight.js?held=${round}`);
      exports = await engine.default({ module_or_path: module });
      start = performance.now();
      session = engine.Session.load(files, () => {});
      times.load.push(performance.now() - start);
      memory = exports.memory.buffer.byteLength;
      await pause();
      if (!texts) continue;
      start = performance.now();
      for (const text of texts) JSON.parse(text);
      times.parse.push(performance.now() - start);
      await pause();
      start = performance.now();
      for (const { bytes } of files) JSON.parse(new TextDecoder().decode(bytes));
      times.decodeAndParse.push(performance.now() - start);
      await pause();
    }
    // Right after loading V8 still translates the engine; what a session's later questions cost is measured after that.
    const ask = { first: [], later: [] };
    const asked = questions.slice(0, 200);
    for (let round = 0; asked.length > 0 && round < 50; round += 1) {
      const start = performance.now();
      for (const question of asked) session.reach(question);
      const each = (performance.now() - start) / asked.length;
      if (round < 5) ask.first.push(each);
      if (round >= 20) ask.later.push(each);
      // Workers of V8 hand in what they have translated between two rounds.
      await new Promise((done) => setTimeout(done, 1));
    }
    return { bytes: files.reduce((sum, { bytes }) => sum + bytes.length, 0), times, memory, memoryInPieces, ask, agent: navigator.userAgent };
  },
  { names, rounds, questions },
);
await browser.close();
server.close();

const median = (list) => [...list].sort((one, two) => one - two)[Math.floor(list.length / 2)];
const rate = (list) => (list.length ? `${(measured.bytes / median(list) / 1e3).toFixed(0)} MB/s` : 'not possible');
const figure = (name, value) => {
  if (process.env.PATHLIGHT_FIGURES) appendFileSync(process.env.PATHLIGHT_FIGURES, `${name}\t${value}\n`);
};
const { load, pieces, parse, decodeAndParse } = measured.times;
console.log(`${measured.agent.match(/Chrome\/[\d.]+/)?.[0]}, ${measured.bytes} bytes in ${names.length} files, medians of ${rounds} rounds`);
console.log(`load to ready model       ${rate(load)} (${median(load).toFixed(0)} ms)`);
console.log(`the same, in pieces       ${rate(pieces)} (${median(pieces).toFixed(0)} ms)`);
console.log(`JSON.parse of the text    ${rate(parse)}`);
console.log(`TextDecoder + JSON.parse  ${rate(decodeAndParse)}`);
if (parse.length) {
  console.log(`load is ${(median(parse) / median(load)).toFixed(2)} times as fast as JSON.parse, ${(median(decodeAndParse) / median(load)).toFixed(2)} times as fast as with decoding`);
}
figure('load rate in Chromium', measured.bytes / median(load) * 1e3);
figure('wasm memory', measured.memory / measured.bytes);
if (parse.length) {
  // JSON.parse takes no bytes: what it costs to make a text of them belongs to it.
  figure('load against JSON.parse of bytes in Chromium', median(decodeAndParse) / median(load));
  figure('load against JSON.parse in Chromium', median(parse) / median(load));
}
if (measured.ask.later.length) figure('question in Chromium', median(measured.ask.later) / 1e3);
console.log(`wasm memory               ${measured.memory} bytes, ${(measured.memory / measured.bytes).toFixed(2)} times the input`);
console.log(`the same, in pieces       ${measured.memoryInPieces} bytes, ${(measured.memoryInPieces / measured.bytes).toFixed(2)} times the input`);
if (measured.ask.later.length) {
  const each = (rounds) => `${(median(rounds) * 1e3).toFixed(1)} µs`;
  const different = Math.min(questions.length, 200);
  console.log(`one question              ${each(measured.ask.later)} on average of ${different} different ones, answer as a JavaScript value`);
  console.log(`the same, first rounds    ${each(measured.ask.first)}: five rounds right after loading, of which the first took ${(measured.ask.first[0] * 1e3).toFixed(1)} µs a question`);
}
const wasm = readFileSync(join(root, 'www/pkg/pathlight_bg.wasm'));
console.log(`wasm                      ${wasm.length} bytes, ${gzipSync(wasm, { level: 9 }).length} bytes gzip -9`);
figure('wasm gzip', gzipSync(wasm, { level: 9 }).length);
