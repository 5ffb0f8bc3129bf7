import { p256 } from '@noble/curves/nist.js';
import { checkReceipt, receiptOf, signReceipt } from '../receipt.ts';
import type { BundleVerdict } from '../verify-bundle.ts';
import { pageElement } from './page-element.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const verifier = 'holdfast verify.html';

/** Signs what was found with a key of this page that nobody can read, and hands the receipt out as a file. */
export async function makeReceipt(verdict: BundleVerdict): Promise<void> {
  const recipient = pageElement('recipient').value.trim();
  const made = pageElement('receipt-made');
  if (recipient === '') {
    made.replaceChildren(paragraph('Say who you are first.'));
    return;
  }
  const pair = await crypto.subtle.generateKey(algorithm, false, ['sign']);
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey));
  const said = receiptOf(verdict, { recipient, verifier, time: new Date().toISOString() });
  const note = await signReceipt(said, spki, (bytes) => signed(pair.privateKey, bytes));
  const digest = checkReceipt(note).keySha256;
  made.replaceChildren(
    fileLink(note, said.bundle),
    paragraph('Digest of its key, to be told by another way, such as the telephone:'),
    block(digest),
    block(note),
  );
}

/** WebCrypto gives the two numbers side by side; notes carry them in DER. */
async function signed(key: CryptoKey, bytes: Uint8Array): Promise<Uint8Array> {
  const flat = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, new Uint8Array(bytes));
  return p256.Signature.fromBytes(new Uint8Array(flat), 'compact').toBytes('der');
}

function fileLink(note: string, bundle: string): HTMLElement {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([note], { type: 'text/plain' }));
  link.download = `receipt-${bundle.slice(0, 8)}.txt`;
  link.textContent = 'Save the receipt';
  return link;
}

function paragraph(words: string): HTMLElement {
  const made = document.createElement('p');
  made.textContent = words;
  return made;
}

function block(words: string): HTMLElement {
  const made = document.createElement('pre');
  made.textContent = words;
  return made;
}
