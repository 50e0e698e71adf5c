// Makes an answer of what `src/answer/packed.rs` packed, and in its order; how values are packed stands there.
// What comes out is what `JSON.parse` would have made of the answer's JSON, with its keys in the same order.

let text = '';
let numbers = new Uint32Array();
let at = 0;
let next = 0;

/** The next piece of the text, of so many units. */
const piece = (length) => text.slice(at, (at += length));

const said = () => piece(numbers[next++]);

/** A text that may be absent. */
function maybe(absent) {
  const more = numbers[next++];
  return more === 0 ? absent : piece(more - 1);
}

function listOf(length, read) {
  const all = [];
  for (let left = length; left > 0; left -= 1) all.push(read());
  return all;
}

const list = (read) => listOf(numbers[next++], read);

/** Sets a key that stands in the JSON only where there is something to say. */
function set(object, key, value) {
  if (value !== undefined) object[key] = value;
}

function part() {
  const packed = numbers[next++];
  const words = piece(packed >>> 1);
  return packed & 1 ? { text: words, resource: words } : { text: words };
}

function hop() {
  const resource = said();
  const kind = said();
  const name = said();
  const outcome = said();
  const start = at;
  const parts = list(part);
  const decision = parts.length === 1 ? parts[0].text : text.slice(start, at);
  const decider = maybe();
  if (decider === undefined) return name ? { resource, kind, name, outcome, decision, parts } : { resource, kind, outcome, decision, parts };
  const by = { resource: decider, line: said(), source: said() };
  return name ? { resource, kind, name, outcome, decision, parts, by } : { resource, kind, outcome, decision, parts, by };
}

function leg() {
  const more = numbers[next++];
  return more === 0 ? null : { verdict: said(), hops: listOf(more - 1, hop) };
}

function blocker() {
  const made = { code: said(), aws: maybe(null), leg: said() };
  set(made, 'direction', maybe());
  made.resource = said();
  made.kind = said();
  made.line = maybe(null);
  made.text = said();
  made.parts = list(part);
  set(made, 'ports', maybe());
  made.source = maybe(null);
  return made;
}

function passing() {
  const made = { protocol: said() };
  for (const key of ['protocols', 'source_ports', 'ports', 'icmp']) set(made, key, maybe());
  for (const key of ['from_addresses', 'to_addresses']) {
    const more = numbers[next++];
    if (more > 0) made[key] = listOf(more - 1, said);
  }
  made.label = said();
  made.witness = { protocol: said(), from: said(), to: said() };
  for (const key of ['port', 'source_port', 'icmp_type', 'icmp_code']) {
    const more = numbers[next++];
    if (more > 0) made.witness[key] = more - 1;
  }
  return made;
}

function remark() {
  const made = { code: said(), text: said() };
  for (const key of ['resource', 'call', 'source']) set(made, key, maybe());
  return made;
}

const fix = () => ({ text: said(), changes: list(said), proved: numbers[next++] === 1 });

/** What the whole answer has, and that of each pair and family. */
function body(made) {
  made.forward = leg();
  made.return = leg();
  made.blockers = list(blocker);
  made.passes = list(passing);
  const open = list(passing);
  if (open.length > 0) made.open = open;
  made.assumptions = list(remark);
  made.notices = list(remark);
  return made;
}

const pair = () => body({ from: said(), to: said(), verdict: said() });
const family = () => body({ family: numbers[next++], verdict: said() });

/** The answer that is packed in a text and numbers. */
export function unpacked(packedText, packedNumbers) {
  text = packedText;
  numbers = packedNumbers;
  at = next = 0;
  const answer = body({ verdict: said(), query: JSON.parse(said()), summary: said() });
  answer.fixes = list(fix);
  const pairs = list(pair);
  if (pairs.length > 0) answer.pairs = pairs;
  const families = list(family);
  if (families.length > 0) answer.families = families;
  text = '';
  return answer;
}
