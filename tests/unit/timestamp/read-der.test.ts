import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { integerValue, objectIdText } from '../../../lib/timestamp/der-value.ts';
import { readDer } from '../../../lib/timestamp/read-der.ts';
import { writeDer, writeInteger, writeObjectId } from '../../../lib/timestamp/write-der.ts';

const read = (hex: string) => readDer(Buffer.from(hex, 'hex'), 'It');

describe('DER', () => {
  it('has one spelling of every length', () => {
    expect(read('04027777').content).toHaveLength(2);
    expect(() => read('0481027777')).toThrow('shortest form');
    expect(() => read('048200027777')).toThrow('shortest form');
    expect(() => read('0480777700 00'.replace(' ', ''))).toThrow('a length that DER does not allow');
    expect(() => read('0485000000000277 77'.replace(' ', ''))).toThrow('a length that DER does not allow');
    expect(readDer(writeDer(0x04, new Uint8Array(300)), 'It').content).toHaveLength(300);
  });

  it('ends where it says, inside and outside', () => {
    expect(() => read('')).toThrow('cut short');
    expect(() => read('04')).toThrow('cut short');
    expect(() => read('040377')).toThrow('cut short');
    expect(() => read('04017777')).toThrow('bytes after its end');
    expect(() => read('3003040377')).toThrow('cut short');
  });

  it('refuses other spellings of integers, booleans, nulls and bit strings', () => {
    expect(() => read('02020001')).toThrow('an integer');
    expect(() => read('0202ff80')).toThrow('an integer');
    expect(() => read('0200')).toThrow('an integer');
    expect(() => read('010101')).toThrow('a boolean');
    expect(() => read('050100')).toThrow('a null');
    expect(() => read('03020801')).toThrow('a bit string');
    expect(() => read('03020101')).toThrow('a bit string');
    expect(read('03020102').content).toHaveLength(2);
  });

  it('refuses strings in pieces, sets without parts, long tags and bottomless nesting', () => {
    expect(() => read('2403040177')).toThrow('in pieces');
    expect(() => read('1000')).toThrow('a sequence without parts');
    expect(() => read('1f8101 00'.replace(' ', ''))).toThrow('a tag longer than one byte');
    let nested: Uint8Array = new Uint8Array();
    for (let depth = 0; depth < 40; depth += 1) nested = writeDer(0x30, nested);
    expect(() => readDer(nested, 'It')).toThrow('nested too deeply');
  });

  it('gives back every number and object identifier that was written', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 200n }), (value) => {
        expect(integerValue(readDer(writeInteger(value), 'It'), 'It')).toBe(value);
      }),
    );
    const arcs = fc.array(fc.bigInt({ min: 0n, max: 2n ** 70n }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom('0.39', '1.0', '2.5', '2.999'), arcs, (head, rest) => {
        const text = [head, ...rest].join('.');
        expect(objectIdText(readDer(writeObjectId(text), 'It'), 'It')).toBe(text);
      }),
    );
  });

  it('refuses object identifiers with an empty or unfinished part, and negative numbers', () => {
    expect(() => objectIdText(read('06028001'), 'It')).toThrow('not an object identifier');
    expect(() => objectIdText(read('06022a86'), 'It')).toThrow('not an object identifier');
    expect(() => objectIdText(read('0600'), 'It')).toThrow('not an object identifier');
    expect(() => integerValue(read('020180'), 'It')).toThrow('negative');
    expect(() => writeObjectId('1')).toThrow('not an object identifier');
  });
});
