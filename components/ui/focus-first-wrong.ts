/** Moves the focus to the first input of the form whose name was refused; leaves it where it is if none was. */
export function focusFirstWrong(form: HTMLFormElement, wrong: Readonly<Record<string, string>>): void {
  for (const element of form.elements) {
    if (!(element instanceof HTMLElement) || element.getAttribute('type') === 'hidden') continue;
    if (!((element.getAttribute('name') ?? '') in wrong)) continue;
    element.focus();
    return;
  }
}
