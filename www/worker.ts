// Owns the engine, so that a large file never freezes the page. Speaks in calls and replies:
// {id, call, argument} in, {id, value} or {id, error} out, {progress} on the way.
import init, { type ExposureRun, Session, example, examples } from './pkg/pathlight.js';
import type { ExposureRequest, InputBlob, InputBytes, Language, PictureRequest, Progress, ReachRequest } from './engine-types';

// A `<meta>` policy does not bind workers, so this one gives its means of talking away before it sees a byte.
for (const name of ['fetch', 'XMLHttpRequest', 'WebSocket', 'WebSocketStream', 'WebTransport', 'EventSource', 'importScripts', 'indexedDB', 'caches', 'BroadcastChannel', 'Worker']) {
  Object.defineProperty(self, name, { value: undefined, configurable: false, writable: false });
}

/** What the page fetches: the engine, and the pack of examples. */
export interface Engine {
  module: WebAssembly.Module;
  pack: Uint8Array;
}

export interface Calls {
  start: { argument: Engine; value: null };
  examples: { argument: Language; value: unknown };
  example: { argument: string; value: InputBytes[] };
  load: { argument: { files: InputBlob[]; language: Language }; value: { files: unknown; summary: unknown } };
  summary: { argument: Language; value: unknown };
  reach: { argument: ReachRequest; value: unknown };
  exposure: { argument: ExposureRequest; value: unknown };
  cancelExposure: { argument: null; value: null };
  search: { argument: { text: string; language: Language }; value: unknown };
  picture: { argument: PictureRequest; value: string };
}

/** Reads at once; only workers have it. */
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

let session: Session | undefined;
let pack: Uint8Array = new Uint8Array();
/** Counts exposures and whatever ends one, so that each knows whether it is still wanted. */
let exposures = 0;

const calls: { [Name in keyof Calls]: (argument: Calls[Name]['argument']) => unknown } = {
  start: async (engine) => {
    pack = engine.pack;
    await init({ module_or_path: engine.module });
    return null;
  },
  examples: (language) => examples(pack, language),
  example: (name) => example(pack, name),
  load: ({ files, language }) => {
    exposures += 1;
    session?.free();
    session = undefined;
    // The engine takes a file when its turn comes, a large one in pieces.
    const reader = new FileReaderSync();
    const given = files.map(({ name, size, blob }) => {
      const read = (from: number, length: number) => new Uint8Array(reader.readAsArrayBuffer(blob.slice(from, from + length)));
      return { name, size, read };
    });
    session = Session.load(given, (phase: Progress['phase'], done: number, total: number) =>
      postMessage({ progress: { phase, done, total } }),
    );
    return { files: session.files(), summary: session.summary(language) };
  },
  summary: (language) => loaded().summary(language),
  reach: (question) => loaded().reach(question),
  exposure: async (question) => {
    const mine = ++exposures;
    const asked = loaded();
    const run = asked.startExposure(question);
    while (!step(asked, run)) {
      const [done = 0, total = 0] = run.progress();
      postMessage({ exposing: { done, total } });
      // Other calls have their turn, a cancelling one among them.
      await new Promise((resolve) => setTimeout(resolve));
      if (mine !== exposures) {
        run.free();
        throw Object.assign(new Error('cancelled'), { code: 'cancelled' });
      }
    }
    return asked.endExposure(run);
  },
  cancelExposure: () => {
    exposures += 1;
    return null;
  },
  search: ({ text, language }) => loaded().search(text, 30, language),
  picture: (request) => loaded().picture(request),
};

/** Asks for a twentieth of a second; whether all is asked. */
function step(asked: Session, run: ExposureRun): boolean {
  const until = performance.now() + 50;
  do {
    if (asked.goOn(run, 4)) return true;
  } while (performance.now() < until);
  return false;
}

function loaded(): Session {
  if (!session) throw new Error('nothing is loaded');
  return session;
}

onmessage = async ({ data }: MessageEvent<{ id: number; call: keyof Calls; argument: never }>) => {
  try {
    postMessage({ id: data.id, value: await calls[data.call](data.argument) });
  } catch (error) {
    const { message, code, help } = error as Error & { code?: string; help?: string };
    // A trap inside the engine has no code; the session can no longer be trusted.
    const crashed = error instanceof WebAssembly.RuntimeError;
    if (crashed) session = undefined;
    postMessage({ id: data.id, error: { message, code: code ?? (crashed ? 'crashed' : 'failed'), help: help ?? '' } });
  }
};
