import type { Answer } from './call.ts';
import { Refused } from './refused.ts';

/** A page for a person. `body` is HTML. */
export function page(title: string, body: string, status = 200): Answer {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title></head>
<body><main><h1>${escaped(title)}</h1>${body}</main></body></html>`,
  };
}

/** A form with a button for each decision. */
export function form(action: string, hidden: Record<string, string>, buttons: Record<string, string>): string {
  const fields = Object.entries(hidden).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`,
  );
  const choices = Object.entries(buttons).map(
    ([value, label]) => `<button name="decision" value="${value}">${escaped(label)}</button>`,
  );
  return `<form method="post" action="${action}">${fields.join('')}${choices.join(' ')}</form>`;
}

/** A refusal that is told to the person, and to no client. */
export function notice(message: string): Refused {
  return new Refused({ type: 'InvalidRequestException', status: 400, message });
}

export function pageError({ message, status }: Refused): Answer {
  return page('This request cannot be answered', `<p role="alert">${escaped(message)}</p>`, status);
}

/** Text that is safe in HTML and XML. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
