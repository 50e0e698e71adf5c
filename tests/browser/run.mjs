// Runs every tests/browser/<behaviour>/*.test.mjs, one file after the other. `cargo xtask test page` calls this.
import { readdirSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const wanted = process.argv[2] ?? '';
const files = readdirSync(here, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.mjs') && name.includes(wanted))
  .sort();
const { status } = spawnSync(process.execPath, ['--test', '--test-concurrency=1', '--test-reporter=spec', ...files.map((name) => here + name)], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
