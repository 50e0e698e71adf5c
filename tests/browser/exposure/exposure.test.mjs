// The exposure view: what the internet reaches, from and to an end, filter, a row's path, the link, by keyboard.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, openExample, openPage, verdict } from '../support/browser.mjs';
import { serve } from '../support/server.mjs';

let server, browser;
before(async () => ([server, browser] = await Promise.all([serve(), launch()])));
after(async () => {
  await browser?.close();
  server?.close();
});

async function openExposure() {
  const opened = await openPage(browser, server.url);
  await openExample(opened.page);
  await opened.page.locator('nav .tab').nth(1).click();
  await opened.page.locator('.exposure tbody').first().waitFor();
  return opened;
}

test('what the internet reaches, and the path of a row', async () => {
  const { page, context, diary } = await openExposure();
  const first = page.locator('.exposure tbody').first();
  assert.match(await first.textContent(), /web-1/);
  assert.match(await first.textContent(), /tcp 80, 443/);
  assert.match(await first.textContent(), /whole IPv4 internet/);
  await first.locator('.row').first().click();
  await verdict(page).waitFor();
  assert.equal(await page.locator('#from').inputValue(), 'internet');
  assert.match(await page.locator('#to').inputValue(), /^i-web-/);
  assert.match(await verdict(page).textContent(), /^Reachable/);
  assert.deepEqual(diary.errors, []);
  await context.close();
});

test('from an end and to an end; the filter; the link brings it back', async () => {
  const { page, context } = await openExposure();
  await page.getByRole('radio', { name: 'To an end' }).check({ force: true });
  await page.locator('#exposure-end').fill('orders-db');
  await page.locator('#exposure-end').press('Enter');
  await page.getByRole('heading', { name: /can reach orders-db/ }).waitFor();
  const rows = page.locator('.exposure .row');
  const all = await rows.count();
  assert.ok(all > 1, `${all} rows`);
  await page.locator('#filter').fill('tgw-core');
  await page.waitForFunction((all) => document.querySelectorAll('.exposure .row').length < all, all);
  assert.ok((await rows.count()) > 0);
  await page.locator('#filter').fill('no such thing');
  await page.getByText('No row matches the filter.').waitFor();

  const link = page.url();
  assert.match(link, /exposure=to:orders-db/);
  const again = await openPage(browser, link);
  await again.page.getByRole('heading', { name: /can reach orders-db/ }).waitFor();
  await again.context.close();
  await context.close();
});

test('an unknown end offers the nearest', async () => {
  const { page, context } = await openExposure();
  await page.getByRole('radio', { name: 'From an end' }).check({ force: true });
  await page.locator('#exposure-end').fill('orders-bd');
  await page.locator('#exposure-end').press('Enter');
  await page.getByRole('alert').getByRole('button', { name: 'orders-db', exact: true }).click();
  await page.getByRole('heading', { name: /orders-db can reach/ }).waitFor();
  await context.close();
});

test('Japanese, and by keyboard alone', async () => {
  const { page, context } = await openExposure();
  await page.getByRole('button', { name: '日本語' }).click();
  await page.getByRole('heading', { name: /インターネットから到達できます/ }).waitFor();
  // The choice, its field, its rows: all by keyboard.
  await page.locator('.modes input').first().focus();
  await page.keyboard.press('ArrowRight');
  await page.locator('#exposure-end').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type('app-1');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /app-1 からは/ }).waitFor();
  await page.locator('.exposure .row').first().focus();
  await page.keyboard.press('Enter');
  await verdict(page).waitFor();
  assert.match(await page.locator('#from').inputValue(), /app-1/);
  await context.close();
});

test('a deciding line shows its place in the input; sorting says so', async () => {
  const { page, context } = await openExposure();
  await page.locator('.exposure .lines button').last().click();
  await page.getByRole('dialog').getByText(/IpPermissions|Entries/).first().waitFor();
  await page.keyboard.press('Escape');
  const head = page.getByRole('columnheader', { name: /To/ });
  await head.getByRole('button').click();
  assert.equal(await head.getAttribute('aria-sort'), 'ascending');
  await context.close();
});
