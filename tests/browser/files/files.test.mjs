// Every file that was given has a row; a broken one says where it is broken.
import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { drop, launch, openPage } from '../support/browser.mjs';
import { network } from '../support/network.mjs';
import { serve } from '../support/server.mjs';

let server, browser;
before(async () => ([server, browser] = await Promise.all([serve(), launch()])));
after(async () => {
  await browser?.close();
  server?.close();
});

const broken = { name: 'broken.json', text: '{\n  "Vpcs": [\n    {"VpcId" "vpc-2"}\n  ]\n}' };
const foreign = { name: 'notes.txt', text: 'buy milk' };
const unknown = { name: 'other.json', text: '{"Something": [1, 2]}' };

test('one row a file: recognised, broken with line and column, not used', async () => {
  const { page, context } = await openPage(browser, server.url);
  const files = [...network(), broken, foreign, unknown];
  await drop(page, files);
  await page.locator('nav .tab').nth(2).click();
  const rows = page.locator('tbody tr');
  await rows.first().waitFor();
  assert.equal(await rows.count(), files.length);
  const row = (name) => rows.filter({ hasText: name }).first().innerText();
  assert.match(await row('broken.json'), /line 3/);
  assert.match(await row('broken.json'), /column \d+/);
  assert.match(await row('describe-subnets.json'), /Read/);
  assert.match(await row('describe-subnets.json'), /\b2\b/);
  assert.match(await row('notes.txt'), /\S+\s+notes\.txt\s+\S+/, 'it says why it is not used');
  assert.match(await row('other.json'), /other\.json\s+\S+/);
  await context.close();
});

test('files without a network lead to the list, not to an empty map', async () => {
  const { page, context } = await openPage(browser, server.url);
  await drop(page, [broken]);
  await page.getByRole('heading', { name: 'Nothing in these files is a network yet' }).waitFor();
  assert.equal(await page.locator('tbody tr').count(), 1);
  await context.close();
});

test('more files add to what is there; the same name replaces', async () => {
  const { page, context } = await openPage(browser, server.url);
  const files = network();
  await drop(page, files.slice(0, 3));
  await page.locator('nav .tab').nth(2).click();
  await drop(page, files.slice(2));
  await page.locator('nav .tab').nth(2).click();
  await page.waitForFunction((count) => document.querySelectorAll('tbody tr').length === count, files.length);
  await context.close();
});

test('pasted JSON is input too', async () => {
  const { page, context } = await openPage(browser, server.url);
  await page.getByRole('button', { name: 'Paste JSON' }).click();
  await page.getByRole('textbox', { name: 'JSON' }).fill('{"Vpcs": [{"VpcId": "vpc-0a0a0a0a", "CidrBlock": "10.0.0.0/16"}]}');
  await page.getByRole('button', { name: 'Use it' }).click();
  await page.locator('nav .tab').nth(2).click();
  assert.match(await page.locator('tbody tr').innerText(), /pasted\.json/);
  await context.close();
});

test('a chosen folder is searched through; its files keep their paths', async () => {
  const { page, context } = await openPage(browser, server.url);
  const folder = mkdtempSync(join(tmpdir(), 'pathlight-'));
  const inner = join(folder, 'eu-west-1');
  mkdirSync(inner);
  for (const { name, text } of network()) writeFileSync(join(inner, name), text);
  writeFileSync(join(folder, '.DS_Store'), 'clutter');
  await page.locator('input[webkitdirectory]').setInputFiles(folder);
  await page.locator('nav .tab').nth(2).click();
  const names = await page.locator('tbody .name').allInnerTexts();
  assert.equal(names.length, network().length);
  assert.ok(names.every((name) => name.includes('eu-west-1/')), names.join());
  rmSync(folder, { recursive: true });
  await context.close();
});

test('compressed files are unpacked by the engine', async () => {
  const { page, context } = await openPage(browser, server.url);
  await drop(page, network().map(({ name, text }) => ({ name: `${name}.gz`, base64: gzipSync(text).toString('base64') })));
  await page.locator('#from').pressSequentially('web');
  await page.locator('#from-list [role=option]:not(.none)').first().waitFor();
  await context.close();
});
