/**
 * Lets parts that write a style element do so under the page's policy: they ask for the global name that bundlers use
 * (get-nonce, under Radix's scroll lock). The nonce is the one that the page's own scripts came with.
 */
export function lendNonce(): void {
  const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce;
  if (nonce !== undefined && nonce !== '') Object.assign(globalThis, { __webpack_nonce__: nonce });
}
