// The page's one state. Views read it and call actions.ts; nothing here touches the DOM or the engine.
import type { EngineError } from './engine';
import type { Answer, Example, Exposure, FileReport, Language, Progress, ReachRequest, Summary, Theme } from './engine-types';
import { en, type Strings } from './strings.en';
import { ja } from './strings.ja';

export interface InputFile {
  /** Path inside what was dropped, or the file's name. */
  name: string;
  /** The browser's handle; its bytes are read when they are needed. */
  blob: Blob;
}

export interface Question {
  from: string;
  to: string;
  /** `tcp`, `udp`, `icmp`, `all`, or a number. */
  protocol: string;
  /** A port, a range, or empty for every port. */
  port: string;
}

/** What the exposure view is about. */
export interface ExposureQuestion {
  /** From the internet; everything that `end` can reach; everything that can reach `end`. */
  mode: 'internet' | 'from' | 'to';
  end: string;
}

class State {
  /** Language of the shell and of the engine's sentences. */
  language: Language = $state('en');
  /** What the reader chose; `auto` follows the system. */
  themeChoice: Theme | 'auto' = $state('auto');
  /** What the system wants. */
  systemTheme: Theme = $state('light');
  /** Colours in force. */
  theme: Theme = $derived(this.themeChoice === 'auto' ? this.systemTheme : this.themeChoice);

  /** `empty` before the first input, `loading` while the worker reads, `loaded` afterwards. */
  phase: 'empty' | 'loading' | 'loaded' = $state('empty');
  /** How far the reading is. */
  progress: Progress | null = $state(null);
  /** Whether something is being dragged over the page. */
  dragging = $state(false);
  /** Everything that was given, so that more can be added and places in it can be shown. */
  inputs: InputFile[] = $state.raw([]);
  /** The built-in examples, in the language of the shell; empty until the engine is there. */
  examples: Example[] = $state.raw([]);
  /** Name of the example that is open; null for the reader's own network. */
  exampleName: string | null = $state(null);
  /** The example that is open. */
  example: Example | null = $derived(this.examples.find(({ name }) => name === this.exampleName) ?? null);

  /** One row a file. */
  files: FileReport[] = $state.raw([]);
  /** Counts and notices; null until loaded. */
  summary: Summary | null = $state.raw(null);
  /** Counts every load, so that the map knows that it is stale. */
  generation = $state(0);
  /** Which of the views of what was loaded is shown. */
  view: 'network' | 'exposure' | 'files' = $state('network');

  /** What the question bar holds. */
  question: Question = $state({ from: '', to: '', protocol: 'tcp', port: '443' });
  /** Whether the engine is at work on a question. */
  asking = $state(false);
  /** The answer in force; null before the first. */
  answer: Answer | null = $state.raw(null);
  /** What the answer answers: the map draws its path. */
  asked: ReachRequest | null = $state.raw(null);
  /** Why the question could not be asked, or the files not be loaded. */
  problem: EngineError | null = $state.raw(null);
  /** Questions to offer before the first one is asked. */
  suggestions: Question[] = $state.raw([]);

  /** What the exposure view asks. */
  exposureQuestion: ExposureQuestion = $state({ mode: 'internet', end: '' });
  /** What it found; null before it was asked. */
  exposure: Exposure | null = $state.raw(null);
  /** How far it is; null when nothing is being asked. */
  exposing: { done: number; total: number } | null = $state(null);
  /** Why it could not be asked. */
  exposureProblem: EngineError | null = $state.raw(null);

  /** Resource under the pointer, in the answer or on the map; highlighted in both. */
  hovered: string | null = $state(null);
  /** Resource that was clicked; the map shows what can be done with it. */
  selected: string | null = $state(null);
  /** Place in the input whose JSON is shown: `file#pointer`. */
  shownSource: string | null = $state(null);
  /** Whether the paste box is open. */
  pasting = $state(false);
  /** What a screen reader hears next. */
  announcement = $state('');

  /** The words in force. */
  strings: Strings = $derived(this.language === 'ja' ? ja : en);
}

export const app = new State();

/** A text of the shell, with its `{holes}` filled. */
export function t(key: keyof Strings, holes: Record<string, string | number> = {}): string {
  return app.strings[key].replace(/\{(\w+)\}/g, (hole, name: string) => String(holes[name] ?? hole));
}

/** A count with its noun: `1 VPC`, `1,204 interfaces`. */
export function counted(n: number, one: keyof Strings, many: keyof Strings): string {
  return n === 1 ? t(one) : t(many, { n: n.toLocaleString(app.language) });
}
