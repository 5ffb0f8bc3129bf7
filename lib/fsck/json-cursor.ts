const deepest = 32; // of containers within each other; deeper ones are left to a real parser

/**
 * Goes over JSON where it stands among bytes, and makes nothing of it. It takes what RFC 8785 writes and refuses the
 * rest, white space among it: what it takes is JSON (RFC 8259), if the bytes are UTF-8.
 */
export class JsonCursor {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;

  start(bytes: Uint8Array, at: number): void {
    this.bytes = bytes;
    this.at = at;
  }

  /** Goes on if the next byte is this one. */
  takes(byte: number): boolean {
    if (this.bytes[this.at] !== byte) return false;
    this.at += 1;
    return true;
  }

  /** Goes behind a string. Out: whether there is one. */
  string(): boolean {
    if (!this.takes(quote)) return false;
    const { bytes } = this;
    for (let at = this.at; ; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === quote) {
        this.at = at + 1;
        return true;
      }
      if (byte < 0x20) return false; // also behind the end
      if (byte !== backslash) continue;
      at += 1;
      const letter = bytes[at] ?? 0;
      if (letter === 0x75) {
        for (const end = at + 4; at < end; at += 1) if (!isHex(bytes[at + 1] ?? 0)) return false;
      } else if (!isEscape(letter)) return false;
    }
  }

  /** The same of a string that stands for its own bytes. */
  plainString(): boolean {
    if (!this.takes(quote)) return false;
    const { bytes } = this;
    for (let at = this.at; ; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === quote) {
        this.at = at + 1;
        return true;
      }
      if (byte < 0x20 || byte === backslash) return false;
    }
  }

  /** Goes behind a value of any kind. Out: whether there is one. */
  value(depth = 0): boolean {
    switch (this.bytes[this.at]) {
      case quote:
        return this.string();
      case 0x7b:
        return depth < deepest && this.#object(depth);
      case 0x5b:
        return depth < deepest && this.#array(depth);
      case 0x74:
        return this.#literal(isTrue);
      case 0x66:
        return this.#literal(isFalse);
      case 0x6e:
        return this.#literal(isNull);
      default:
        return this.#number();
    }
  }

  #object(depth: number): boolean {
    this.at += 1;
    if (this.takes(0x7d)) return true;
    do if (!this.string() || !this.takes(0x3a) || !this.value(depth + 1)) return false;
    while (this.takes(comma));
    return this.takes(0x7d);
  }

  #array(depth: number): boolean {
    this.at += 1;
    if (this.takes(0x5d)) return true;
    do if (!this.value(depth + 1)) return false;
    while (this.takes(comma));
    return this.takes(0x5d);
  }

  #literal(letters: Uint8Array): boolean {
    for (const letter of letters) if (!this.takes(letter)) return false;
    return true;
  }

  /** Integers: events hold no others. */
  #number(): boolean {
    this.takes(0x2d);
    if (this.takes(0x30)) return true; // nothing that goes on with it may follow a value
    const from = this.at;
    while (isDigit(this.bytes[this.at] ?? 0)) this.at += 1;
    return this.at > from;
  }
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const isTrue = new TextEncoder().encode('true');
const isFalse = new TextEncoder().encode('false');
const isNull = new TextEncoder().encode('null');

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isHex(byte: number): boolean {
  return isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}

/** What may follow a backslash, beside u: " \ / b f n r t. */
function isEscape(letter: number): boolean {
  switch (letter) {
    case quote:
    case backslash:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return true;
    default:
      return false;
  }
}
