/** The elements of `page.html` that the script works with. */
interface PageElements {
  policy: HTMLTextAreaElement;
  'policy-file': HTMLInputElement;
  roots: HTMLInputElement;
  archive: HTMLInputElement;
  folder: HTMLInputElement;
  record: HTMLInputElement;
  drop: HTMLElement;
  chosen: HTMLElement;
  verify: HTMLButtonElement;
  result: HTMLElement;
  verdict: HTMLElement;
  steps: HTMLElement;
  findings: HTMLElement;
  remarks: HTMLElement;
  events: HTMLElement;
  'receipt-part': HTMLElement;
  recipient: HTMLInputElement;
  'make-receipt': HTMLButtonElement;
  'receipt-made': HTMLElement;
}

/** One of them. Throws if the page is not the one that belongs to this script. */
export function pageElement<Id extends keyof PageElements>(id: Id): PageElements[Id] {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no element ${id}.`);
  return found as PageElements[Id];
}
