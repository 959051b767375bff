// A rescue file: unsent answers, sealed so that only this site's server opens them. Plain JavaScript,
// as a room's network has no HTTPS and with it no WebCrypto. The counterpart is
// app/quiz/domain/rescue.py: the same values make the same file.

const encoder = new TextEncoder();
const VERSION = 1;

// SHA-256 (FIPS 180-4): its constants are the fractional parts of roots of the first primes.
const K = [];
const START = [];
for (let n = 2; K.length < 64; n += 1) {
  let prime = true;
  for (let d = 2; d * d <= n; d += 1) if (n % d === 0) prime = false;
  if (prime) {
    if (START.length < 8) START.push(fraction(Math.sqrt(n)));
    K.push(fraction(Math.cbrt(n)));
  }
}

function fraction(number) {
  return ((number - Math.floor(number)) * 0x100000000) | 0;
}

const turn = (x, n) => (x >>> n) | (x << (32 - n));

/** SHA-256 of bytes, as 32 bytes. */
export function sha256(data) {
  const length = data.length;
  const blocks = Math.ceil((length + 9) / 64);
  const bytes = new Uint8Array(blocks * 64);
  bytes.set(data);
  bytes[length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setUint32(bytes.length - 8, Math.floor(length / 0x20000000));
  view.setUint32(bytes.length - 4, (length << 3) >>> 0);
  const state = Int32Array.from(START);
  const w = new Int32Array(64);
  for (let at = 0; at < bytes.length; at += 64) digestBlock(view, at, state, w);
  const out = new DataView(new ArrayBuffer(32));
  state.forEach((word, place) => out.setInt32(place * 4, word));
  return new Uint8Array(out.buffer);
}

function digestBlock(view, at, state, w) {
  for (let i = 0; i < 16; i += 1) w[i] = view.getInt32(at + i * 4);
  for (let i = 16; i < 64; i += 1) {
    const s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3);
    const s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10);
    w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const one = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
    const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, place) => { state[place] = (state[place] + word) | 0; });
}

/** HMAC-SHA-256 (RFC 2104) of bytes under a key of bytes. */
export function hmac(key, message) {
  const block = new Uint8Array(64);
  block.set(key.length > 64 ? sha256(key) : key);
  const inner = sha256(join(block.map((byte) => byte ^ 0x36), message));
  return sha256(join(block.map((byte) => byte ^ 0x5c), inner));
}

/** Bytes xor the key stream SHA-256(key, nonce, counter): the same call encrypts and decrypts. */
export function stream(key, nonce, data) {
  const out = new Uint8Array(data.length);
  const block = join(key, nonce, new Uint8Array(4));
  const view = new DataView(block.buffer);
  for (let at = 0, count = 0; at < data.length; at += 32, count += 1) {
    view.setUint32(block.length - 4, count);
    const mask = sha256(block);
    const end = Math.min(32, data.length - at);
    for (let i = 0; i < end; i += 1) out[at + i] = data[at + i] ^ mask[i];
  }
  return out;
}

function join(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const toHex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
export const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

/** base64 with - and _, without padding. */
export function toBase64(bytes) {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/**
 * The text of a rescue file. given: {key, envelope} from the hall; content: {client, at, saves:
 * [{client, seq, slot, response, flagged}]}; nonce: 16 random bytes, made here if not given.
 */
export function seal(given, content, nonce = crypto.getRandomValues(new Uint8Array(16))) {
  const key = fromHex(given.key);
  const encrypting = hmac(key, encoder.encode('encrypt'));
  const authenticating = hmac(key, encoder.encode('authenticate'));
  const body = toBase64(stream(encrypting, nonce, encoder.encode(JSON.stringify(content))));
  const signed = `${VERSION}\n${given.envelope}\n${toHex(nonce)}\n${body}`;
  const mac = toHex(hmac(authenticating, encoder.encode(signed)));
  return JSON.stringify({
    zhike: 'rescue', v: VERSION, envelope: given.envelope, nonce: toHex(nonce), body, mac,
  });
}

/** A name for the file that tells one machine's from another's: zhike-rescue-<short>.json. */
export function rescueName(given) {
  return `zhike-rescue-${toHex(sha256(encoder.encode(given.envelope))).slice(0, 8)}.json`;
}

/** Let the browser store the file; returns its name. */
export function downloadRescue(given, content) {
  const name = rescueName(given);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([seal(given, content)], { type: 'application/json' }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  return name;
}
