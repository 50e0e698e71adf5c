// From the empty page to an answer without a pointer.
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

/** Presses Tab until the focus is on something that `wanted` accepts. */
async function tabTo(page, wanted) {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      return `${element?.id ?? ''} ${element?.getAttribute('aria-label') ?? ''} ${element?.textContent ?? ''}`;
    });
    if (wanted.test(focused)) return;
  }
  assert.fail(`Tab never came to ${wanted}`);
}

test('the whole way by keyboard: example, both ends, port, answer', async () => {
  const { page, context } = await openPage(browser, server.url);
  await tabTo(page, /built-in example/);
  await page.keyboard.press('Enter');
  await verdict(page).waitFor();
  const [from, to] = await Promise.all([page.locator('#from').inputValue(), page.locator('#to').inputValue()]);

  // The other way round, chosen from the suggestions.
  for (const [field, text] of [['from', to], ['to', from]]) {
    await tabTo(page, new RegExp(`^${field} `));
    await page.keyboard.press('Control+a');
    await page.keyboard.type(text);
    await page.locator(`#${field}-list [role=option]:not(.none)`).first().waitFor();
    await page.keyboard.press('ArrowDown');
    assert.match((await page.locator(`#${field}`).getAttribute('aria-activedescendant')) ?? '', new RegExp(`^${field}-0$`));
    await page.keyboard.press('Enter');
    assert.equal(await page.locator(`#${field}`).getAttribute('aria-expanded'), 'false');
    assert.ok((await page.locator(`#${field}`).inputValue()).includes(text), 'the suggestion is taken');
  }
  await tabTo(page, /^port /);
  await page.keyboard.press('Control+a');
  await page.keyboard.type('22');
  await page.keyboard.press('Enter');
  await page.locator('.ends', { hasText: 'tcp/22' }).waitFor();

  // A screen reader hears the verdict.
  const heard = await page.getByRole('status').innerText();
  assert.ok(heard.startsWith(await verdict(page).innerText()), heard);
  await context.close();
});

test('the map is one tab stop; its boxes are walked with arrows and become ends', async () => {
  const { page, context } = await openPage(browser, `${server.url}#example`);
  await verdict(page).waitFor();
  await page.locator('.stage [data-id]').first().waitFor();
  await tabTo(page, /Skip to the map/);
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  const first = await page.locator('.stage .chosen').first().getAttribute('data-id');
  assert.ok(first);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('.stage .chosen').count(), 0);
  await context.close();
});
