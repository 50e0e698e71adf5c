// Deep links: #from=…&to=…&p=tcp/443&lang=ja, and #example or #example=NAME. Holds the question, never data.
import type { Language } from './engine-types';
import type { Question } from './state.svelte';

export interface Link {
  /** An example's name; empty for the first one. */
  example: string | null;
  language: Language | null;
  question: Question | null;
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
  };
}

export function writeLink(link: Link): string {
  const parts: string[] = [];
  if (link.example !== null) parts.push(link.example ? `example=${escape(link.example)}` : 'example');
  if (link.question) {
    const { from, to, protocol, port } = link.question;
    parts.push(`from=${escape(from)}`, `to=${escape(to)}`, `p=${escape(port ? `${protocol}/${port}` : protocol)}`);
  }
  if (link.language) parts.push(`lang=${link.language}`);
  return `#${parts.join('&')}`;
}

/** Escapes what a fragment cannot hold and leaves `:` and `/` readable. */
function escape(text: string): string {
  return encodeURIComponent(text).replace(/%3A/g, ':').replace(/%2F/g, '/');
}
