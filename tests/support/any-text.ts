import fc from 'fast-check';

const anyUnit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));

/** Any text at all: control characters, halves of characters, every script. */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  return fc.string({ unit: fc.oneof(anyUnit, fc.string({ minLength: 1, maxLength: 1 })), maxLength });
}
