// Large files: read in pieces, cancelled at any time, and refused at once where they cannot fit.
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { askFor, launch, openPage, verdict } from '../support/browser.mjs';
import { network } from '../support/network.mjs';
import { serve } from '../support/server.mjs';

let server, browser, folder;
before(async () => {
  [server, browser] = await Promise.all([serve(), launch()]);
  folder = mkdtempSync(join(tmpdir(), 'pathlight-large-'));
});
after(async () => {
  await browser?.close();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Picks files of the disk, as the button does. */
const pick = (page, paths) => page.locator('input[type=file]').first().setInputFiles(paths);

/** The small network as files, with interfaces before its own two until their document has so many bytes. */
function largeNetwork(bytes) {
  const paths = [];
  let interfaces = 2;
  for (const { name, text } of network()) {
    const path = join(folder, name);
    paths.push(path);
    if (name !== 'describe-network-interfaces.json') {
      writeFileSync(path, text);
      continue;
    }
    const { NetworkInterfaces: own } = JSON.parse(text);
    writeFileSync(path, '{"NetworkInterfaces": [\n');
    for (let written = 0; written < bytes; ) {
      const parts = [];
      for (let more = 0; more < 1000; more += 1) {
        const address = `10.0.${4 + (interfaces >> 8)}.${interfaces & 255}`;
        const addresses = [{ Primary: true, PrivateIpAddress: address }];
        const id = `eni-${(0x10000000 + interfaces).toString(16)}`;
        const one = { ...own[0], NetworkInterfaceId: id, Description: 'é'.repeat(800), PrivateIpAddress: address, PrivateIpAddresses: addresses, Attachment: undefined };
        parts.push(`${JSON.stringify(one, null, 4)},\n`);
        interfaces += 1;
      }
      const part = Buffer.from(parts.join(''));
      appendFileSync(path, part);
      written += part.length;
    }
    appendFileSync(path, `${own.map((one) => JSON.stringify(one)).join(',')}]}\n`);
  }
  return { paths, interfaces };
}

test('more than fits is refused at once, with the number of bytes that fit', async () => {
  const { page, context, diary } = await openPage(browser, server.url);
  const path = join(folder, 'describe-instances.json');
  writeFileSync(path, '');
  // Nothing of it is on the disk: it would take minutes if it were read.
  truncateSync(path, 5_000_000_000);
  await pick(page, [path]);
  const said = await page.getByRole('alert').innerText();
  rmSync(path);
  assert.match(said, /the files hold 5000000000 bytes; 4000000000 bytes are the most that can be read here/);
  // The engine is as good as before.
  await pick(page, largeNetwork(1).paths);
  await askFor(page, { from: 'i-0aaaaaaa', to: 'i-0bbbbbbb', port: '443' });
  assert.equal(await verdict(page).innerText(), 'Reachable');
  assert.deepEqual(diary.errors, []);
  await context.close();
});

test('a large file is read in pieces, to its end', async () => {
  const { page, context, diary } = await openPage(browser, server.url);
  context.setDefaultTimeout(60_000);
  const { paths, interfaces } = largeNetwork(40_000_000);
  await pick(page, paths);
  await page.locator('.counts').filter({ hasText: `${interfaces.toLocaleString('en')} interfaces` }).waitFor();
  await askFor(page, { from: 'i-0aaaaaaa', to: 'i-0bbbbbbb', port: '5432' });
  assert.equal(await verdict(page).innerText(), 'Not reachable');
  assert.deepEqual(diary.errors, []);
  await context.close();
});

test('Cancel ends the reading at once, and the next files are read', async () => {
  const { page, context } = await openPage(browser, server.url);
  const path = join(folder, 'describe-subnets.json');
  // No list, so it is taken into memory as a whole, which takes a while; on the disk it is nothing.
  writeFileSync(path, '');
  truncateSync(path, 1_500_000_000);
  await pick(page, [path]);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: /Try the built-in example/ }).waitFor();
  rmSync(path);
  await pick(page, largeNetwork(1).paths);
  await askFor(page, { from: 'i-0aaaaaaa', to: 'i-0bbbbbbb', port: '443' });
  assert.equal(await verdict(page).innerText(), 'Reachable');
  await context.close();
});
