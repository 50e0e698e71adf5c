// Owns the engine, so that a large file never freezes the page. Speaks in calls and replies:
// {id, call, argument} in, {id, value} or {id, error} out, {progress} on the way.
import init, { Session, example, examples } from './pkg/pathlight.js';
import type { InputBytes, Language, PictureRequest, Progress, ReachRequest } from './engine-types';

// A `<meta>` policy does not bind workers, so this one gives its means of talking away before it sees a byte.
for (const name of ['fetch', 'XMLHttpRequest', 'WebSocket', 'WebSocketStream', 'WebTransport', 'EventSource', 'importScripts', 'indexedDB', 'caches', 'BroadcastChannel', 'Worker']) {
  Object.defineProperty(self, name, { value: undefined, configurable: false, writable: false });
}

export interface Calls {
  start: { argument: WebAssembly.Module; value: null };
  examples: { argument: Language; value: unknown };
  example: { argument: string; value: InputBytes[] };
  load: { argument: { files: InputBytes[]; language: Language }; value: { files: unknown; summary: unknown } };
  summary: { argument: Language; value: unknown };
  reach: { argument: ReachRequest; value: unknown };
  search: { argument: { text: string; language: Language }; value: unknown };
  picture: { argument: PictureRequest; value: string };
}

let session: Session | undefined;

const calls: { [Name in keyof Calls]: (argument: Calls[Name]['argument']) => unknown } = {
  start: async (module) => {
    await init({ module_or_path: module });
    return null;
  },
  examples: (language) => examples(language),
  example: (name) => example(name),
  load: ({ files, language }) => {
    session?.free();
    session = undefined;
    session = Session.load(files, (phase: Progress['phase'], done: number, total: number) =>
      postMessage({ progress: { phase, done, total } }),
    );
    return { files: session.files(), summary: session.summary(language) };
  },
  summary: (language) => loaded().summary(language),
  reach: (question) => loaded().reach(question),
  search: ({ text, language }) => loaded().search(text, 30, language),
  picture: (request) => loaded().picture(request),
};

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
