import { LedgerError } from '../../ledger/ledger-error.ts';
import { parseTrustPolicy } from '../../ledger/trust-policy.ts';
import { certificatesOfPem } from '../../timestamp/pem.ts';
import { recordedVerdict, recordProblem } from '../check-record.ts';
import type { StampRoots } from '../check-time.ts';
import { type BundleTrust, type BundleVerdict, verifyBundle } from '../verify-bundle.ts';
import { chosenBundle, filesOfDrop, filesOfInput, type PlacedFile } from './chosen-files.ts';
import { makeReceipt } from './make-receipt.ts';
import { pageElement } from './page-element.ts';
import { showProblem, showVerdict } from './show-verdict.ts';

let chosen: readonly PlacedFile[] = [];
let verdict: BundleVerdict | null = null;

for (const id of ['archive', 'folder'] as const)
  pageElement(id).addEventListener('change', () => choose(filesOfInput(pageElement(id).files)));
pageElement('policy-file').addEventListener('change', () => reporting(readPolicyFile));
pageElement('verify').addEventListener('click', () => reporting(verifyChosen));
pageElement('make-receipt').addEventListener('click', () =>
  reporting(async () => {
    if (verdict !== null) await makeReceipt(verdict);
  }),
);
acceptDrops(pageElement('drop'));

function choose(files: readonly PlacedFile[]): void {
  chosen = files;
  pageElement('chosen').textContent = files.length === 1 ? 'One file.' : `${files.length} files.`;
}

async function readPolicyFile(): Promise<void> {
  const file = pageElement('policy-file').files?.[0];
  if (file !== undefined) pageElement('policy').value = await file.text();
}

async function verifyChosen(): Promise<void> {
  verdict = null;
  pageElement('receipt-part').hidden = true;
  pageElement('receipt-made').replaceChildren();
  const policy = pageElement('policy').value;
  if (policy.trim() === '') return showProblem('Give the trust policy that you hold first.');
  if (chosen.length === 0) return showProblem('Choose the bundle first: its .zip or its folder.');
  // A last line without its end is what pasting leaves.
  const trust = { policy: parseTrustPolicy(`${policy.trimEnd()}\n`), stampRoots: await chosenRoots() };
  verdict = await verifyBundle(await chosenBundle(chosen), trust);
  showVerdict(await withRecord(verdict, trust));
  pageElement('receipt-part').hidden = verdict.bag === null;
}

/** The verdict, and whether the log recorded this very bundle: only where somebody brought the record. */
async function withRecord(found: BundleVerdict, trust: BundleTrust): Promise<BundleVerdict> {
  const record = filesOfInput(pageElement('record').files);
  if (record.length === 0) return found;
  const problem = recordProblem(found, await verifyBundle(await chosenBundle(record), trust));
  return recordedVerdict(found, problem);
}

async function chosenRoots(): Promise<StampRoots> {
  const files = Array.from(pageElement('roots').files ?? []);
  const read = async (file: File) =>
    [file.name.replace(/\.pem$/, ''), certificatesOfPem(await file.text())] as const;
  return new Map(await Promise.all(files.map(read)));
}

function acceptDrops(area: HTMLElement): void {
  const mark = (event: DragEvent, isOver: boolean) => {
    event.preventDefault();
    area.classList.toggle('over', isOver);
  };
  area.addEventListener('dragover', (event) => mark(event, true));
  area.addEventListener('dragleave', (event) => mark(event, false));
  area.addEventListener('drop', (event) => {
    mark(event, false);
    const { items } = event.dataTransfer ?? {};
    if (items !== undefined) reporting(async () => choose(await filesOfDrop(items)));
  });
}

/** Runs one action; what it throws is said on the page. */
function reporting(act: () => Promise<void>): void {
  const button = pageElement('verify');
  button.disabled = true;
  act()
    .catch((error: unknown) => {
      const words = error instanceof Error ? error.message : String(error);
      showProblem(error instanceof LedgerError ? words : `It could not be verified: ${words}`);
    })
    .finally(() => {
      button.disabled = false;
    });
}
