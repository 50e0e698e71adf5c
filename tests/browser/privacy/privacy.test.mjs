// The promise: nothing leaves the page after it has loaded, and its own policy is never broken.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { askFor, drop, launch, openExample, openPage } from '../support/browser.mjs';
import { network } from '../support/network.mjs';
import { serve } from '../support/server.mjs';

let server, browser;
before(async () => ([server, browser] = await Promise.all([serve(), launch()])));
after(async () => {
  await browser?.close();
  server?.close();
});

test('no request leaves the page after load, and no policy is violated', async () => {
  const { page, context, diary } = await openPage(browser, server.url);
  await page.waitForLoadState('networkidle');
  const atLoad = diary.requests.length;
  assert.ok(diary.requests.every((url) => url.startsWith(server.url)), `only our own files: ${diary.requests}`);

  await openExample(page);
  await page.getByRole('button', { name: 'Path only' }).click();
  await page.getByRole('button', { name: '日本語' }).click();
  await page.getByRole('button', { name: 'EN', exact: true }).click();
  await drop(page, network());
  await askFor(page, { from: 'i-0aaaaaaa', to: 'i-0bbbbbbb', port: '443' });
  await page.locator('nav .tab').nth(2).click();
  await page.waitForTimeout(500);

  assert.deepEqual(diary.requests.slice(atLoad), []);
  assert.deepEqual(diary.violations, []);
  assert.deepEqual(diary.errors, []);
  await context.close();
});

test('the policy holds: what the page must not do is refused', async () => {
  const { page, context, diary } = await openPage(browser, server.url);
  const reached = await page.evaluate(() => fetch('https://example.com/').then(() => true, () => false));
  assert.equal(reached, false);
  await page.waitForTimeout(300);
  assert.deepEqual(diary.violations, ['connect-src https://example.com/']);
  await context.close();
});

test('the worker cannot talk away, with or without a policy', async () => {
  const { page, context } = await openPage(browser, server.url);
  await page.waitForLoadState('networkidle');
  const [worker] = page.workers();
  assert.ok(worker, 'the engine runs in a worker');
  const means = await worker.evaluate(() => ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'importScripts'].filter((name) => self[name] !== undefined));
  assert.deepEqual(means, []);
  await context.close();
});
