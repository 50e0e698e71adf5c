// What the reader can do. Views call these; these change the state.
import { Cancelled, EngineError, cancelEngine, engine } from './engine';
import type { Answer, Example, ExposureRequest, ExposureRow, Language, ReachRequest } from './engine-types';
import { readLink, writeLink } from './link';
import { app, counted, t, type InputFile, type Question } from './state.svelte';

// Loads and questions are numbered: what belongs to an earlier one is dropped when it comes late.
let loads = 0;
let questions = 0;
let exposures = 0;

/** Opens what was dropped or picked, together with what is already there. */
export async function openFiles(files: InputFile[]): Promise<void> {
  if (files.length === 0) {
    app.announcement = t('droppedNothing');
    return;
  }
  // The same name again is a newer copy. The example never mixes with the reader's own network.
  const names = new Set(files.map((file) => file.name));
  const kept = app.exampleName !== null ? [] : app.inputs.filter((input) => !names.has(input.name));
  app.exampleName = null;
  await load([...kept, ...files]);
}

/** Names and lessons of the built-in examples, in the language of the shell. */
export async function listExamples(): Promise<void> {
  const { language } = app;
  const examples = await engine.examples(language);
  if (language === app.language) app.examples = examples;
}

/** Opens a built-in example, the first one without a name, and asks its first question. */
export async function openExample(name = ''): Promise<void> {
  const linked = readLink(location.hash).question;
  const mine = ++loads;
  app.phase = 'loading';
  app.problem = null;
  try {
    if (app.examples.length === 0) await listExamples();
    // A link may name an example of another version.
    const chosen = app.examples.find((example) => example.name === name) ?? app.examples[0];
    if (!chosen) throw new EngineError(t('noExamples'), 'example', '');
    const files = await engine.example(chosen.name);
    if (mine !== loads) return;
    app.exampleName = chosen.name;
    app.suggestions = questionsOf(chosen);
    app.question = linked ?? app.suggestions[0] ?? { from: '', to: '', protocol: 'tcp', port: '443' };
    await load(files.map(({ name, bytes }) => ({ name, blob: new Blob([bytes as Uint8Array<ArrayBuffer>]) })));
  } catch (error) {
    if (mine !== loads) return;
    app.phase = app.summary ? 'loaded' : 'empty';
    fail(error);
  }
}

async function load(inputs: InputFile[]): Promise<void> {
  const mine = ++loads;
  stopExposing();
  Object.assign(app, { phase: 'loading', problem: null, exposure: null, answer: null, asked: null, selected: null, pasting: false });
  app.inputs = inputs;
  app.progress = { phase: 'opening', done: 0, total: 0 };
  try {
    const files = inputs.map(({ name, blob }) => ({ name, size: blob.size, blob }));
    const { files: rows, summary } = await engine.load(files, app.language, (progress) => (app.progress = progress));
    if (mine !== loads) return;
    const wanted = app.view === 'exposure' || readLink(location.hash).exposure ? 'exposure' : 'network';
    const view = summary.vpcs + summary.interfaces + summary.subnets > 0 ? wanted : 'files';
    Object.assign(app, { files: rows, summary, view, phase: 'loaded', progress: null, generation: app.generation + 1 });
    if (app.exampleName === null) app.suggestions = await suggest();
    app.announcement = t('loaded', { what: counts().join(', ') });
    if (app.view === 'exposure') await expose();
    else if (app.view === 'network' && app.question.from && app.question.to) await ask();
  } catch (error) {
    if (mine !== loads) return;
    forget();
    fail(error);
  }
}

/** Questions worth offering about a network that nobody has asked anything yet. */
async function suggest(): Promise<Question[]> {
  const found = await engine.search('', app.language);
  const hosts = found.filter(({ kind }) => kind === 'instance' || kind === 'load-balancer').map(({ end }) => end);
  const [first, second] = hosts;
  if (!first) return [];
  const web = { protocol: 'tcp', port: '443' };
  const pairs: [string, string][] = [['internet', first], [first, 'internet']];
  if (second) pairs.unshift([first, second]);
  return pairs.map(([from, to]) => ({ from, to, ...web }));
}

/** Stops the reading at once. The worker that ended knew the earlier files too, so all is forgotten. */
export function cancel(): void {
  loads += 1;
  cancelEngine();
  forget();
  app.announcement = t('cancelled');
}

function forget(): void {
  Object.assign(app, {
    phase: 'empty', progress: null, inputs: [], exampleName: null, files: [], summary: null, suggestions: [],
    answer: null, asked: null, problem: null, selected: null, hovered: null, view: 'network',
    exposure: null, exposing: null, exposureProblem: null, exposureQuestion: { mode: 'internet', end: '' },
  });
}

/** Back to the empty page. */
export function startOver(): void {
  forget();
  app.question = { from: '', to: '', protocol: 'tcp', port: '443' };
  history.replaceState(null, '', location.pathname + location.search);
}

/** Asks what the question bar holds. */
export async function ask(): Promise<void> {
  const question = { ...app.question };
  if (!question.from.trim() || !question.to.trim()) return;
  const request = { ...toRequest(question), language: app.language };
  const mine = ++questions;
  app.asking = true;
  app.problem = null;
  rememberInLink();
  try {
    const answer = await engine.reach(request);
    if (mine !== questions) return;
    app.answer = answer;
    app.asked = request;
    app.view = 'network';
    app.announcement = `${t(answer.verdict)}. ${answer.summary}`;
  } catch (error) {
    if (mine !== questions) return;
    app.answer = null;
    app.asked = null;
    fail(error);
  } finally {
    if (mine === questions) app.asking = false;
  }
}

/** Shows a view; the exposure view asks when it has nothing to show. */
export function show(view: typeof app.view): void {
  app.view = view;
  rememberInLink();
  if (view === 'exposure' && !app.exposure && !app.exposing) void expose();
}

/** Asks what the exposure view is set to. */
export async function expose(): Promise<void> {
  const { mode, end } = app.exposureQuestion;
  if (mode !== 'internet' && !end.trim()) return;
  const request: ExposureRequest = { language: app.language };
  if (mode !== 'internet') request[mode] = end.trim();
  const mine = ++exposures;
  Object.assign(app, { exposing: { done: 0, total: 0 }, exposureProblem: null });
  rememberInLink();
  try {
    const exposure = await engine.exposure(request, (step) => {
      if (mine === exposures) app.exposing = step;
    });
    if (mine !== exposures) return;
    app.exposure = exposure;
    app.announcement = exposure.summary;
  } catch (error) {
    if (mine !== exposures || error instanceof Cancelled) return;
    app.exposure = null;
    app.exposureProblem = error instanceof EngineError ? error : new EngineError(String(error), 'failed', '');
    app.announcement = app.exposureProblem.message;
  } finally {
    if (mine === exposures) app.exposing = null;
  }
}

/** Stops asking; what was found before stays. */
export function stopExposing(): void {
  if (!app.exposing) return;
  exposures += 1;
  app.exposing = null;
  void engine.cancelExposure();
  app.announcement = t('cancelled');
}

/** Asks for the packet that stands for a row, so that the map draws its path. */
export function askRow(row: ExposureRow): Promise<void> {
  const from = row.from_addresses ? row.witness?.from : row.from[0];
  const to = row.to_addresses ? row.witness?.to : row.to.find((end) => end !== from);
  const protocol = row.witness?.protocol ?? 'tcp';
  const port = row.witness?.port;
  return askThis({ from: from ?? '', to: to ?? '', protocol, port: port === undefined ? '' : String(port) });
}

/** Puts a question into the bar and asks it. */
export function askThis(question: Question): Promise<void> {
  app.question = { ...question };
  return ask();
}

/** Replaces an end that the engine did not know by one that it offered instead. */
export function correctEnd(unknown: string, offered: string): void {
  if (app.question.from.trim() === unknown) app.question.from = offered;
  if (app.question.to.trim() === unknown) app.question.to = offered;
  void ask();
}

/** Makes a resource one end of the question. */
export function setEnd(end: 'from' | 'to', resource: string): void {
  app.question[end] = resource;
  app.selected = null;
  app.announcement = `${t(end)}: ${resource}`;
  if (app.question.from && app.question.to) void ask();
}

export function swapEnds(): void {
  const { from, to } = app.question;
  app.question.from = to;
  app.question.to = from;
}

export function setLanguage(language: Language): void {
  app.language = language;
  remember('language', language);
  void listExamples().catch(fail);
  if (app.phase !== 'loaded') return;
  // The engine's sentences change with the shell.
  void engine.summary(language).then((summary) => {
    if (app.language === language && app.summary) app.summary = summary;
  });
  if (app.exposure) {
    if (app.view === 'exposure') void expose();
    else app.exposure = null;
  }
  if (app.view === 'network' && (app.answer || app.problem)) void ask();
  else rememberInLink();
}

export function setTheme(choice: 'auto' | 'light' | 'dark'): void {
  app.themeChoice = choice;
  remember('theme', choice);
}

/** What was loaded, in words. */
export function counts(): string[] {
  const summary = app.summary;
  if (!summary) return [];
  const words = [];
  if (summary.accounts.length > 0) words.push(counted(summary.accounts.length, 'account', 'accounts'));
  if (summary.regions.length > 0) words.push(counted(summary.regions.length, 'region', 'regions'));
  words.push(counted(summary.vpcs, 'vpc', 'vpcs'), counted(summary.interfaces, 'interface', 'interfaces'));
  return words;
}

/** The address of this question. */
export function linkToHere(): string {
  const question = { ...app.question };
  const asked = question.from && question.to ? question : null;
  const exposure = app.view === 'exposure' ? { ...app.exposureQuestion } : null;
  return writeLink({ example: app.exampleName, language: app.language, question: asked, exposure });
}

/** Copies to the clipboard; tells whether it worked. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    app.announcement = t('copied');
    return true;
  } catch {
    app.announcement = t('copyFailed');
    return false;
  }
}

/** The answer as the command line prints it. */
export function asJson(answer: Answer): string {
  return JSON.stringify(answer, null, 2);
}

function toRequest({ from, to, protocol, port }: Question): ReachRequest {
  const request: ReachRequest = { from: from.trim(), to: to.trim(), protocol };
  if (hasPorts(protocol) && port.trim()) request.port = port.trim();
  return request;
}

/** The questions of an example that the question bar can hold. */
export function questionsOf(example: Example): Question[] {
  return example.questions.filter(({ from_ip, to_ip }) => !from_ip && !to_ip).map(fromRequest);
}

export function fromRequest(request: ReachRequest): Question {
  const { from, to, protocol = 'tcp', port = '' } = request;
  return { from, to, protocol: String(protocol), port: String(port) };
}

/** Whether the protocol has ports. */
export function hasPorts(protocol: string): boolean {
  return protocol === 'tcp' || protocol === 'udp' || protocol === '6' || protocol === '17';
}

function fail(error: unknown): void {
  if (error instanceof Cancelled) return;
  app.problem = error instanceof EngineError ? error : new EngineError(String(error), 'failed', '');
  app.announcement = app.problem.message;
}

function rememberInLink(): void {
  history.replaceState(null, '', linkToHere());
}

// Private windows may refuse storage; the page works without.
function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`pathlight.${key}`, value);
  } catch {
    return;
  }
}

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`pathlight.${key}`);
  } catch {
    return null;
  }
}
