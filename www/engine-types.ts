// The shapes that the engine answers with: src/answer/answer.rs and src/answer/request.rs, by hand.

export type Verdict = 'reachable' | 'partial' | 'undetermined' | 'unreachable' | 'error';
export type Outcome = 'passes' | 'partial' | 'blocked' | 'unknown';
export type Language = 'en' | 'ja';
export type Theme = 'light' | 'dark';

export interface ReachRequest {
  from_ip?: string;
  to_ip?: string;
  from: string;
  to: string;
  protocol?: string | number;
  port?: string | number;
  language?: Language;
}

export interface PictureRequest {
  theme: Theme;
  language: Language;
  question: ReachRequest | null;
  path_only: boolean;
}

export interface Part {
  text: string;
  resource?: string;
}

export interface Hop {
  resource: string;
  kind: string;
  name?: string;
  outcome: Outcome;
  decision: string;
  parts: Part[];
  by?: { resource: string; line: string; source: string };
}

export interface Leg {
  verdict: Verdict;
  hops: Hop[];
}

export interface Blocker {
  code: string;
  aws: string | null;
  leg: 'forward' | 'return';
  direction?: 'ingress' | 'egress';
  resource: string;
  kind: string;
  line: string | null;
  text: string;
  parts: Part[];
  ports?: string;
  source: string | null;
}

export interface Passes {
  protocol: string;
  protocols?: string;
  source_ports?: string;
  ports?: string;
  icmp?: string;
  from_addresses?: string[];
  to_addresses?: string[];
  label: string;
  witness: Witness;
}

export interface Witness {
  protocol: string;
  from: string;
  to: string;
  port?: number;
  source_port?: number;
  icmp_type?: number;
  icmp_code?: number;
}

export interface Remark {
  code: string;
  text: string;
  resource?: string;
  call?: string;
  source?: string;
}

export interface Fix {
  text: string;
  changes: string[];
  proved: boolean;
}

/** What a whole answer, a pair and a family have in common. */
export interface Finding {
  verdict: Verdict;
  forward: Leg | null;
  return: Leg | null;
  blockers: Blocker[];
  passes: Passes[];
  open?: Passes[];
  assumptions: Remark[];
  notices: Remark[];
}

export interface PairAnswer extends Finding {
  from: string;
  to: string;
}

export interface FamilyAnswer extends Finding {
  family: number;
}

export interface Answer extends Finding {
  query: ReachRequest;
  summary: string;
  fixes: Fix[];
  pairs?: PairAnswer[];
  families?: FamilyAnswer[];
}

export interface ExposureRequest {
  from?: string;
  to?: string;
  language?: Language;
}

export interface ExposureRow {
  from: string[];
  to: string[];
  family: number;
  protocol: string;
  ports?: string;
  source_ports?: string;
  icmp?: string;
  label: string;
  verdict: Verdict;
  by: { resource: string; line: string; source: string }[];
  door: { resource: string; kind: string; name?: string }[];
  from_addresses?: string[];
  to_addresses?: string[];
  space?: { text: string; addresses: string; share: number };
  assumes?: string[];
  lacks?: string[];
  witness?: Witness;
}

export interface NamedEnd {
  end: string;
  kind: string;
  name?: string;
  addresses?: string[];
}

export interface Exposure {
  query: ExposureRequest;
  summary: string;
  looked_at: number;
  rows: ExposureRow[];
  undetermined: ExposureRow[];
  ends: NamedEnd[];
  assumptions: Remark[];
  notices: Remark[];
}

export interface FileReport {
  name: string;
  status: 'read' | 'partly' | 'ignored' | 'error';
  recognised: { what: string; items: number }[];
  messages: string[];
  bytes: number;
}

export interface Summary {
  accounts: string[];
  regions: string[];
  vpcs: number;
  subnets: number;
  interfaces: number;
  instances: number;
  security_groups: number;
  gateways: number;
  notices: Remark[];
}

export interface Found {
  end: string;
  kind: string;
  name: string;
  detail: string;
}

/** A built-in network that teaches. */
export interface Example {
  name: string;
  topic: 'subnets' | 'filters' | 'vpcs' | 'onprem' | 'services';
  title: string;
  hint: string;
  lesson: string;
  questions: ReachRequest[];
}

export interface InputBytes {
  name: string;
  bytes: Uint8Array;
}

/** A file that the engine reads when its turn comes. */
export interface InputBlob {
  name: string;
  size: number;
  blob: Blob;
}

export interface Progress {
  phase: 'opening' | 'unpacking' | 'reading' | 'building';
  done: number;
  total: number;
}
