// Names come from strangers' configurations. They are text, everywhere.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { askFor, drop, launch, openPage, verdict } from '../support/browser.mjs';
import { network } from '../support/network.mjs';
import { serve } from '../support/server.mjs';

const hostile = '<img src=x onerror=alert(1)>';
const breakout = '"]]></title><script>alert(2)</script>';

let server, browser;
before(async () => ([server, browser] = await Promise.all([serve(), launch()])));
after(async () => {
  await browser?.close();
  server?.close();
});

test('a name that is markup shows as text and does nothing', async () => {
  const { page, context, diary } = await openPage(browser, server.url);
  await drop(page, [...network({ webName: hostile, dbName: breakout }), { name: `${hostile}.json`, text: '{}' }]);
  await page.locator('#from').pressSequentially('img');
  const option = page.locator('#from-list [role=option]:not(.none)').first();
  await option.waitFor();
  assert.match(await option.innerText(), /<img src=x onerror=alert\(1\)>/);
  await askFor(page, { from: 'i-0aaaaaaa', to: 'i-0bbbbbbb', port: '443' });
  assert.equal(await verdict(page).innerText(), 'Reachable');
  assert.match(await page.locator('#answer').innerText(), /<img src=x/);
  await page.locator('.stage [data-id]').first().waitFor();
  assert.equal(await page.locator('img, .stage script, #answer script').count(), 0);
  await page.locator('nav .tab').nth(2).click();
  assert.match(await page.locator('table').innerText(), /<img src=x onerror=alert\(1\)>\.json/);
  await page.waitForTimeout(200);
  assert.deepEqual(diary.dialogs, []);
  assert.deepEqual(diary.violations, []);
  await context.close();
});
