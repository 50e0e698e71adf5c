// JSON.parse in Node, by processor time of all its threads: what loading is compared with.
// `node benches/browser/parse.mjs FOLDER`
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const names = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'size.json');
const texts = names.map((name) => readFileSync(join(folder, name), 'utf8'));
const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
const rates = [];
for (let round = 0; round < 5; round += 1) {
  const before = process.cpuUsage();
  for (const text of texts) JSON.parse(text);
  const { user, system } = process.cpuUsage(before);
  rates.push(bytes / (user + system));
}
rates.sort((one, two) => one - two);
console.log(`JSON.parse in Node ${process.version}: ${bytes} bytes, median ${rates[2].toFixed(0)} MB/s of processor time`);
