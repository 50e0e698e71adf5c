// Makes an answer of what `src/answer/packed.rs` packed; the order of the lengths stands there.
// What comes out is what `JSON.parse` would have made of the answer's JSON, at a fraction of its time.

let text = '';
let lengths = new Uint32Array();
let at = 0;
let next = 0;

/** The next piece of the text, of so many units. */
const piece = (length) => text.slice(at, (at += length));

function part() {
  const both = lengths[next++];
  const said = piece(both >>> 1);
  return both & 1 ? { text: said, resource: said } : { text: said };
}

function hop() {
  const resource = piece(lengths[next++]);
  const kind = piece(lengths[next++]);
  const name = piece(lengths[next++]);
  const outcome = piece(lengths[next++]);
  const start = at;
  const parts = [];
  for (let left = lengths[next++]; left > 0; left -= 1) parts.push(part());
  // The parts are the decision, in pieces.
  const decision = parts.length === 1 ? parts[0].text : text.slice(start, at);
  const decided = lengths[next++];
  if (decided === 0) return name ? { resource, kind, name, outcome, decision, parts } : { resource, kind, outcome, decision, parts };
  const by = { resource: piece(decided - 1), line: piece(lengths[next++]), source: piece(lengths[next++]) };
  return name ? { resource, kind, name, outcome, decision, parts, by } : { resource, kind, outcome, decision, parts, by };
}

function leg() {
  const more = lengths[next++];
  if (more === 0) return null;
  const verdict = piece(lengths[next++]);
  const hops = [];
  for (let left = more; left > 1; left -= 1) hops.push(hop());
  return { verdict, hops };
}

function legs(answer) {
  answer.forward = leg();
  answer.return = leg();
}

/** The answer that is packed in a text and lengths. */
export function unpacked(packedText, packedLengths) {
  text = packedText;
  lengths = packedLengths;
  at = next = 0;
  const answer = JSON.parse(piece(lengths[next++]));
  legs(answer);
  answer.pairs?.forEach(legs);
  answer.families?.forEach(legs);
  text = '';
  return answer;
}
