// The page's side of the worker: calls become promises, Cancel ends the worker and starts a new one.
import packAddress from '../fixtures/examples.tar.gz?url';
import wasmAddress from './pkg/pathlight_bg.wasm?url';
import type { Answer, Example, Exposure, ExposureRequest, FileReport, Found, InputBlob, Language, PictureRequest, Progress, ReachRequest, Summary } from './engine-types';
import type { Calls, Engine } from './worker';

/** A question that could not be asked, or an engine that stopped. */
export class EngineError extends Error {
  constructor(
    message: string,
    readonly code: string,
    readonly help: string,
  ) {
    super(message);
  }
}

/** What a promise is rejected with when Cancel ended its worker. */
export class Cancelled extends Error {}

interface Waiting {
  resolve: (value: never) => void;
  reject: (error: Error) => void;
}

let worker: Worker | undefined;
let fetched: Promise<Engine> | undefined;
let started: Promise<unknown> | undefined;
let waiting = new Map<number, Waiting>();
let lastId = 0;
let onProgress: (progress: Progress) => void = () => {};
let onExposing: (step: { done: number; total: number }) => void = () => {};

/** Fetches engine and examples once; later workers get what was fetched, not the network. */
async function fetchEngine(): Promise<Engine> {
  const examples = fetchPack();
  const response = await fetch(wasmAddress);
  if (!response.ok) throw new EngineError(`cannot load the engine (${response.status})`, 'engine', 'reload the page');
  // Not every static host knows the media type that streaming wants.
  return { module: await WebAssembly.compile(await response.arrayBuffer()), pack: await examples };
}

/** The pack of examples; without it the page works, and has none. */
async function fetchPack(): Promise<Uint8Array> {
  const response = await fetch(packAddress).catch(() => null);
  return response?.ok ? new Uint8Array(await response.arrayBuffer()) : new Uint8Array();
}

export function startEngine(): Promise<unknown> {
  fetched ??= fetchEngine();
  const fresh = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  worker = fresh;
  fresh.onmessage = ({ data }) => {
    if (data.progress) return onProgress(data.progress);
    if (data.exposing) return onExposing(data.exposing);
    const { resolve, reject } = waiting.get(data.id) ?? {};
    waiting.delete(data.id);
    if (data.error) reject?.(new EngineError(data.error.message, data.error.code, data.error.help));
    else resolve?.(data.value as never);
  };
  fresh.onerror = (event) => {
    const error = new EngineError(event.message || 'the engine did not start', 'engine', 'reload the page');
    waiting.forEach(({ reject }) => reject(error));
    waiting.clear();
  };
  started = fetched.then((engine) => post('start', engine, []));
  // Whoever calls next sees the failure; here it would only be an unhandled one.
  started.catch(() => {});
  return started;
}

/** Ends whatever the engine is doing. What was loaded is gone too. */
export function cancelEngine(): void {
  worker?.terminate();
  const ended = waiting;
  waiting = new Map();
  ended.forEach(({ reject }) => reject(new Cancelled()));
  startEngine();
}

function post<Name extends keyof Calls>(call: Name, argument: Calls[Name]['argument'], transfer: Transferable[]) {
  const id = ++lastId;
  return new Promise<Calls[Name]['value']>((resolve, reject) => {
    waiting.set(id, { resolve: resolve as (value: never) => void, reject });
    worker?.postMessage({ id, call, argument }, transfer);
  });
}

async function call<Name extends keyof Calls>(name: Name, argument: Calls[Name]['argument'], transfer: Transferable[] = []) {
  await (started ?? startEngine());
  return post(name, argument, transfer);
}

export const engine = {
  examples: (language: Language) => call('examples', language) as Promise<Example[]>,
  example: (name: string) => call('example', name),
  load(files: InputBlob[], language: Language, progress: (progress: Progress) => void) {
    onProgress = progress;
    return call('load', { files, language }) as Promise<{ files: FileReport[]; summary: Summary }>;
  },
  reach: (question: ReachRequest) => call('reach', question) as Promise<Answer>,
  exposure(question: ExposureRequest, progress: (step: { done: number; total: number }) => void) {
    onExposing = progress;
    return call('exposure', question) as Promise<Exposure>;
  },
  cancelExposure: () => call('cancelExposure', null),
  summary: (language: Language) => call('summary', language) as Promise<Summary>,
  search: (text: string, language: Language) => call('search', { text, language }) as Promise<Found[]>,
  picture: (request: PictureRequest) => call('picture', request),
};
