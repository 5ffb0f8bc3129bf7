import { type TenantPerson, tenantDomain } from '../cloud/tenant.ts';

/** The account picker: one button per account, keyboard first, no script, no password. */
export function signInPage(people: readonly TenantPerson[], hint: string): string {
  const buttons = people.map((person) => accountButton(person, hint)).join('\n');
  return page(
    'Choose an account',
    `<p class="note">This is the embedded tenant of Holdfast, on this machine only. It asks for no password; a real
tenant signs people in with Microsoft Entra ID.</p>
<form method="post"><ul>${buttons}</ul></form>`,
  );
}

/** Asked by the provider before it ends a session; the form goes out by itself where scripts run. */
export function signOutPage(form: string): string {
  return page(
    'Sign out',
    `<p>Ending your session with the embedded tenant.</p>${form}
<button type="submit" form="op.logoutForm" name="logout" value="yes" autofocus>Sign out</button>
<script>
const form = document.getElementById('op.logoutForm');
const yes = document.createElement('input');
yes.type = 'hidden'; yes.name = 'logout'; yes.value = 'yes';
form.append(yes); form.submit();
</script>`,
  );
}

export function signedOutPage(portal: string): string {
  return page('You are signed out', `<p><a href="${escapeHtml(portal)}">Back to Holdfast</a></p>`);
}

/** Who activates, and who approves. */
export function activationPage(people: readonly TenantPerson[]): string {
  const choice = (name: string, label: string) =>
    `<p><label>${label} <select name="${name}">${people
      .map(
        ({ account, displayName }) =>
          `<option value="${escapeHtml(account)}">${escapeHtml(displayName)}</option>`,
      )
      .join('')}</select></label></p>`;
  return page(
    'Activate a role',
    `<p class="note">Stands in for Privileged Identity Management: a role for which somebody is eligible is theirs for an
hour, once another one of them approved it.</p>
<form method="post">${choice('account', 'Who activates')}${choice('approver', 'Who approves')}
<button type="submit"><span class="name">Activate for an hour</span></button></form>`,
  );
}

export function messagePage(title: string, message: string): string {
  return page(title, `<p>${escapeHtml(message)}</p>`);
}

function accountButton(person: TenantPerson, hint: string): string {
  const address = `${person.account}@${tenantDomain}`;
  const focus = hint === address ? ' autofocus' : '';
  return `<li><button type="submit" name="account" value="${escapeHtml(person.account)}"${focus}>
<span class="name">${escapeHtml(person.displayName)}</span><span class="detail">${escapeHtml(address)} · ${escapeHtml(person.jobTitle)}</span>
</button></li>`;
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · embedded tenant</title>
<style>
:root { color-scheme: light dark; --line: light-dark(#d5d9de, #343a42); --quiet: light-dark(#545d68, #a2abb6); --accent: light-dark(#1d5fa8, #7db4ee); }
body { margin: 0; font: 16px/1.55 system-ui, sans-serif; background: light-dark(#fbfbfa, #14171a); color: light-dark(#1a1f25, #e7eaee); }
main { max-width: 27rem; margin: 10vh auto 4rem; padding: 0 1.25rem; }
h1 { font-size: 1.375rem; font-weight: 600; margin: 0 0 .75rem; }
p { margin: 0 0 1.25rem; }
.note, .detail { color: var(--quiet); font-size: .875rem; }
ul { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line); }
li { border-bottom: 1px solid var(--line); }
button { font: inherit; color: inherit; background: none; border: 0; padding: .7rem .5rem; width: 100%; text-align: left; cursor: pointer; min-height: 44px; }
button:hover .name, button:focus-visible .name { color: var(--accent); }
button:focus-visible, a:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
.name { display: block; font-weight: 550; }
a { color: var(--accent); }
</style>
</head>
<body><main><h1>${escapeHtml(title)}</h1>
${body}
</main></body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
