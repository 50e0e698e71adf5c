// JSON.parse in Node, by processor time of all its threads: what loading is compared with.
// `node benches/browser/parse.mjs FOLDER`
import { appendFileSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const names = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'size.json');
const texts = names.map((name) => readFileSync(join(folder, name), 'utf8'));
const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
const rates = [];
const clock = [];
for (let round = 0; round < 5; round += 1) {
  const start = performance.now();
  const before = process.cpuUsage();
  for (const text of texts) JSON.parse(text);
  const { user, system } = process.cpuUsage(before);
  rates.push(bytes / (user + system));
  clock.push(bytes / (performance.now() - start) / 1e3);
}
for (const list of [rates, clock]) list.sort((one, two) => one - two);
console.log(`JSON.parse in Node ${process.version}: ${bytes} bytes, median ${rates[2].toFixed(0)} MB/s of processor time, ${clock[2].toFixed(0)} MB/s by the clock`);
if (process.env.PATHLIGHT_FIGURES) appendFileSync(process.env.PATHLIGHT_FIGURES, `JSON.parse in Node\t${rates[2] * 1e6}\n`);
