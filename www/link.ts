// Deep links: #from=…&to=…&p=tcp/443&lang=ja, #example or #example=NAME, and #exposure=internet, from:END or to:END.
// Holds the question, never data.
import type { Language } from './engine-types';
import type { ExposureQuestion, Question } from './state.svelte';

export interface Link {
  /** An example's name; empty for the first one. */
  example: string | null;
  language: Language | null;
  question: Question | null;
  /** Null when another view is shown. */
  exposure: ExposureQuestion | null;
}

export function readLink(hash: string): Link {
  const values = new URLSearchParams(hash.replace(/^#/, ''));
  const [from, to] = [values.get('from'), values.get('to')];
  const [protocol = 'tcp', port = ''] = (values.get('p') ?? 'tcp').split('/');
  const language = values.get('lang');
  return {
    example: values.get('example'),
    language: language === 'en' || language === 'ja' ? language : null,
    question: from && to ? { from, to, protocol, port } : null,
    exposure: readExposure(values.get('exposure')),
  };
}

function readExposure(text: string | null): ExposureQuestion | null {
  if (text === null) return null;
  const [, mode, end] = /^(from|to):(.+)$/.exec(text) ?? [];
  return end ? { mode: mode === 'to' ? 'to' : 'from', end } : { mode: 'internet', end: '' };
}

export function writeLink(link: Link): string {
  const parts: string[] = [];
  if (link.example !== null) parts.push(link.example ? `example=${escape(link.example)}` : 'example');
  if (link.question) {
    const { from, to, protocol, port } = link.question;
    parts.push(`from=${escape(from)}`, `to=${escape(to)}`, `p=${escape(port ? `${protocol}/${port}` : protocol)}`);
  }
  if (link.exposure) {
    const { mode, end } = link.exposure;
    parts.push(`exposure=${mode === 'internet' || !end.trim() ? 'internet' : `${mode}:${escape(end.trim())}`}`);
  }
  if (link.language) parts.push(`lang=${link.language}`);
  return `#${parts.join('&')}`;
}

/** Escapes what a fragment cannot hold and leaves `:` and `/` readable. */
function escape(text: string): string {
  return encodeURIComponent(text).replace(/%3A/g, ':').replace(/%2F/g, '/');
}
