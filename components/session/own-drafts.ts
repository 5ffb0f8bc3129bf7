const owner = 'holdfast-person';

/** Drafts wait in the tab for the person who began them; another person who signs in here finds nothing, nor what is nobody's. */
export function forgetDraftsOfOthers(objectId: string): void {
  withTab((storage) => {
    if (storage.getItem(owner) !== objectId) storage.clear();
    storage.setItem(owner, objectId);
  });
}

/** Everything that this tab keeps. */
export function forgetDrafts(): void {
  withTab((storage) => storage.clear());
}

function withTab(use: (storage: Storage) => void): void {
  try {
    use(window.sessionStorage);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // storage that refuses keeps no draft either
  }
}
