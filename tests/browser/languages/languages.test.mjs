// Two languages with the same words, and a page that works under a sub-path.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import ts from 'typescript';
import { launch, openExample, openPage, verdict } from '../support/browser.mjs';
import { serve } from '../support/server.mjs';

let server, browser;
before(async () => ([server, browser] = await Promise.all([serve(), launch()])));
after(async () => {
  await browser?.close();
  server?.close();
});

async function strings(language) {
  const source = readFileSync(new URL(`../../../www/strings.${language}.ts`, import.meta.url), 'utf8');
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 } });
  const module = await import(`data:text/javascript,${encodeURIComponent(outputText)}`);
  return module[language];
}

test('English and Japanese have the same keys and the same holes', async () => {
  const [en, ja] = await Promise.all([strings('en'), strings('ja')]);
  assert.deepEqual(Object.keys(ja).sort(), Object.keys(en).sort());
  const holes = (text) => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const key of Object.keys(en)) assert.deepEqual(holes(ja[key]), holes(en[key]), key);
});

test('every string is used', async () => {
  const en = await strings('en');
  const { readdirSync } = await import('node:fs');
  const folder = new URL('../../../www/', import.meta.url);
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ts|svelte)$/.test(name) && !/^strings|^pkg/.test(name));
  const text = sources.map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n');
  // Verdicts are looked up by their own word.
  const verdicts = ['reachable', 'partial', 'unreachable', 'undetermined', 'error'];
  const unused = Object.keys(en).filter((key) => !verdicts.includes(key) && !text.includes(`'${key}'`));
  assert.deepEqual(unused, []);
});

test('switching the language changes the words and the lang attribute', async () => {
  const { page, context } = await openPage(browser, server.url);
  await openExample(page);
  await page.getByRole('button', { name: '日本語' }).click();
  await verdict(page).filter({ hasText: /到達|判定/ }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'ja');
  
  await context.close();
});

test('the page works under a sub-path, without any header', async () => {
  const { page, context, diary } = await openPage(browser, server.deepUrl);
  await openExample(page);
  assert.ok(diary.requests.every((url) => url.startsWith(server.deepUrl)), diary.requests.join('\n'));
  assert.deepEqual(diary.errors, []);
  await context.close();
});
