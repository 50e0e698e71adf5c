// What the set engine costs as wasm, in Node's V8, which is Chromium's: the same questions as `benches/sets`, in the same
// order. `node benches/browser/sets.mjs FOLDER PKG`; PKG is built with the feature `bench` (`cargo xtask bench sets-wasm`).
import { appendFileSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, pkg] = process.argv.slice(2);
const engine = await import(pathToFileURL(resolve(pkg, 'pathlight.js')).href);
engine.initSync({ module: readFileSync(join(pkg, 'pathlight_bg.wasm')) });
const names = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'size.json').sort();
const files = names.map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) }));
const sets = new engine.Sets(engine.Session.load(files, () => {}));
const count = sets.interfaces;

// As `samples` in benches/sets/main.rs.
function samples(many) {
  const mask = (1n << 64n) - 1n;
  let state = 0x2545_f491_4f6c_dd1dn;
  const next = () => {
    state ^= (state << 13n) & mask;
    state ^= state >> 7n;
    state ^= (state << 17n) & mask;
    return Number((state >> 33n) % BigInt(count));
  };
  return Uint32Array.from({ length: 2 * many }, next);
}

// The median of seven in milliseconds, by processor time of the process, each of enough runs for the clock's steps. V8
// first compiles quickly, then well, beside the work: half a second of runs is left out, so that the work is measured.
function median(work) {
  const begin = performance.now();
  let done = 0;
  for (; done < 3 || performance.now() - begin < 500; done += 1) work();
  const runs = Math.ceil((40 * done) / (performance.now() - begin));
  const times = [];
  for (let round = 0; round < 7; round += 1) {
    const before = process.cpuUsage();
    for (let run = 0; run < runs; run += 1) work();
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1e3 / runs);
  }
  return times.sort((one, two) => one - two)[3];
}

const ends = samples(200_000);
const few = samples(20).filter((_, at) => at % 2 === 0);
const rows = [
  ['compile', median(() => sets.compile())],
  ['pair, all ports both ways', median(() => sets.pairs(ends)) / (ends.length / 2)],
  ['what one reaches', median(() => few.forEach((end) => sets.reached(end))) / few.length],
  ['what reaches one', median(() => few.forEach((end) => sets.reaching(end))) / few.length],
  ['all pairs', median(() => sets.allPairs())],
];
console.log(`Node ${process.version}: ${count} interfaces`);
for (const [what, time] of rows) {
  const text = time < 1e-3 ? `${(time * 1e6).toFixed(0)} ns` : time < 1 ? `${(time * 1e3).toFixed(1)} µs` : `${time.toFixed(2)} ms`;
  console.log(`  ${what.padEnd(36)} ${text.padStart(10)}`);
  if (process.env.PATHLIGHT_FIGURES) appendFileSync(process.env.PATHLIGHT_FIGURES, `${what}, wasm\t${time / 1e3}\n`);
}
