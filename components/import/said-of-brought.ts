/** What the form says of the thing, as the procedures are asked; an empty field says nothing. */
export function saidOfBrought(form: FormData) {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const orNull = (name: string) => (text(name) === '' ? null : text(name));
  const takenAt = text('earlier.takenAt');
  return {
    ...{ what: text('what'), description: text('description'), reason: text('reason') },
    earlier: {
      ...{ takenBy: orNull('earlier.takenBy'), how: orNull('earlier.how') },
      ...{ takenAt: takenAt === '' ? null : `${takenAt}:00Z`, heldBy: orNull('earlier.heldBy') },
    },
    claims: claimsIn(form),
    authority: {
      ...{ type: text('authority.type'), number: text('authority.number') },
      ...{ validFrom: orNull('authority.validFrom'), validUntil: orNull('authority.validUntil') },
    },
  };
}

function claimsIn(form: FormData): readonly object[] {
  const all = (name: string) => form.getAll(name).map(String);
  const [algorithms, values, places] = [all('claim.algorithm'), all('claim.hex'), all('claim.foundIn')];
  return algorithms.map((algorithm, index) => ({
    ...{ algorithm, hex: values[index] ?? '', foundIn: places[index] ?? '' },
  }));
}
