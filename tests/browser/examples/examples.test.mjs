// The networks that teach: picked in one click, with their lesson and their questions, in both languages.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, openPage, verdict } from '../support/browser.mjs';
import { serve } from '../support/server.mjs';

let server, browser;
before(async () => ([server, browser] = await Promise.all([serve(), launch()])));
after(async () => {
  await browser?.close();
  server?.close();
});

const cards = (page) => page.locator('.example-card');
const asked = (page, words) => page.locator('.ends').filter({ hasText: words });

test('one click opens an example, asks its question and shows its lesson; nothing is fetched for it', async () => {
  const { page, context, diary } = await openPage(browser, server.url);
  await cards(page).first().waitFor();
  assert.ok((await cards(page).count()) >= 12);
  const before = diary.requests.length;
  await cards(page).filter({ hasText: 'Peering is not transitive' }).click();
  await asked(page, 'partner').waitFor();
  assert.equal(await verdict(page).innerText(), 'Not reachable');
  const lesson = page.locator('.lesson');
  assert.match(await lesson.innerText(), /ends in the VPC on its other side/);

  // Its other questions are one click each, and the one that was asked is marked.
  assert.equal(await lesson.locator('[aria-pressed=true]').count(), 1);
  await lesson.getByRole('button', { name: /app .* hub tcp\/443/ }).click();
  await asked(page, 'hub').waitFor();
  assert.equal(await verdict(page).innerText(), 'Reachable');
  assert.deepEqual(diary.requests.slice(before), []);
  assert.deepEqual(diary.errors, []);
  await context.close();
});

test('a link opens the same example with the same question', async () => {
  const { page, context } = await openPage(browser, server.url);
  await cards(page).filter({ hasText: 'Two instances that share a group' }).click();
  await asked(page, 'queue-1').waitFor();
  const link = page.url();
  assert.match(link, /#example=same-group-without-self-rule&/);
  await context.close();
  const again = await openPage(browser, link);
  await asked(again.page, 'queue-1').waitFor();
  await again.page.locator('.lesson').filter({ hasText: 'grants nothing' }).waitFor();
  await again.context.close();
});

test('by keyboard, and in Japanese', async () => {
  const { page, context } = await openPage(browser, server.url, { locale: 'ja-JP' });
  await cards(page).first().waitFor();
  const card = cards(page).filter({ hasText: 'ピアリングは推移的ではない' });
  await card.focus();
  await page.keyboard.press('Enter');
  await page.locator('.lesson').filter({ hasText: '相手側の VPC で終わり' }).waitFor();
  // Another language, the same lesson.
  await page.getByRole('button', { name: 'EN', exact: true }).click();
  await page.locator('.lesson').filter({ hasText: 'ends in the VPC on its other side' }).waitFor();
  // And back to the picker.
  await page.getByRole('button', { name: 'Other examples' }).click();
  await cards(page).filter({ hasText: 'Peering is not transitive' }).waitFor();
  await context.close();
});

test("the reader's own files are no example", async () => {
  const { page, context } = await openPage(browser, server.url);
  await cards(page).first().click();
  await page.locator('.lesson').waitFor();
  await page.getByRole('button', { name: 'Start over' }).click();
  await cards(page).first().waitFor();
  assert.equal(await page.locator('.lesson').count(), 0);
  assert.ok(!page.url().includes('example'));
  await context.close();
});
