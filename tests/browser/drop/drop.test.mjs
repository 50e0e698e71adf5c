// Files dropped on the page become a network, and a question about it gets its answer.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { askFor, drop, launch, openPage, verdict } from '../support/browser.mjs';
import { network } from '../support/network.mjs';
import { serve } from '../support/server.mjs';

let server, browser;
before(async () => ([server, browser] = await Promise.all([serve(), launch()])));
after(async () => {
  await browser?.close();
  server?.close();
});

test('dropped files are asked, and the answer names the deciding entry', async () => {
  const { page, context, diary } = await openPage(browser, server.url);
  await drop(page, network());
  await askFor(page, { from: 'i-0aaaaaaa', to: 'i-0bbbbbbb', port: '5432' });
  assert.equal(await verdict(page).innerText(), 'Not reachable');
  const blockers = page.locator('.blockers');
  assert.match(await blockers.innerText(), /SUBNET_ACL_RESTRICTION/);
  assert.match(await blockers.innerText(), /entry 90/);
  assert.ok((await page.locator('#answer ol li').count()) >= 4, 'the request is told hop by hop');

  await askFor(page, { from: 'i-0aaaaaaa', to: 'i-0bbbbbbb', port: '443' });
  assert.equal(await verdict(page).innerText(), 'Reachable');
  assert.deepEqual(diary.errors, []);
  await context.close();
});

test('the deciding line opens its place in the dropped file', async () => {
  const { page, context } = await openPage(browser, server.url);
  await drop(page, network());
  await askFor(page, { from: 'i-0aaaaaaa', to: 'i-0bbbbbbb', port: '5432' });
  await page.locator('.blockers .source').first().click();
  assert.match(await page.locator('dialog pre').innerText(), /"RuleNumber": 90/);
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  await context.close();
});

test('the map shows the network, and a box becomes an end of the question', async () => {
  const { page, context } = await openPage(browser, server.url);
  await drop(page, network());
  const box = page.locator('.stage [data-id="subnet-0bbbbbbb"]').first();
  await box.waitFor();
  await box.locator('text').first().click();
  await page.getByRole('button', { name: 'Set as To' }).click();
  assert.equal(await page.locator('#to').inputValue(), 'subnet-0bbbbbbb');
  await context.close();
});

test('a link restores its question once the same files are there', async () => {
  const { page, context } = await openPage(browser, `${server.url}#from=i-0aaaaaaa&to=i-0bbbbbbb&p=tcp/5432&lang=ja`);
  await drop(page, network());
  await verdict(page).waitFor();
  assert.equal(await verdict(page).innerText(), '到達不可');
  assert.equal(await page.locator('html').getAttribute('lang'), 'ja');
  assert.match(page.url(), /#from=i-0aaaaaaa&to=i-0bbbbbbb&p=tcp\/5432&lang=ja$/);
  await context.close();
});

test('an end that nothing has offers the nearest ones', async () => {
  const { page, context } = await openPage(browser, server.url);
  await drop(page, network({ webName: 'web-1', dbName: 'orders-db' }));
  await page.locator('#from').fill('web-2');
  await page.locator('#to').fill('i-0bbbbbbb');
  await page.locator('#to').press('Enter');
  await page.getByRole('alert').waitFor();
  assert.match(await page.getByRole('alert').innerText(), /web-2/);
  await context.close();
});

test('cancel ends the reading at once and leaves an empty page that still works', async () => {
  const { page, context } = await openPage(browser, server.url);
  // Large enough that nobody reads it in the time of a click; made in the page, for speed.
  await page.evaluate(() => {
    const one = (n) => `{"NetworkInterfaceId":"eni-${n.toString(16).padStart(8, '0')}","SubnetId":"subnet-0aaaaaaa","VpcId":"vpc-0a0a0a0a","PrivateIpAddress":"10.0.${n % 250}.${n % 200}","Description":"${'x'.repeat(60)}"}`;
    const json = `{"NetworkInterfaces":[${Array.from({ length: 500_000 }, (_, n) => one(n)).join()}]}`;
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([json], 'many.json'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  });
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('heading', { name: 'Can A reach B on port P?' }).waitFor();
  await drop(page, network());
  await askFor(page, { from: 'i-0aaaaaaa', to: 'i-0bbbbbbb', port: '443' });
  assert.equal(await verdict(page).innerText(), 'Reachable');
  await context.close();
});
