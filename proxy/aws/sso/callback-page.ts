import type { ServerResponse } from 'node:http';

const STYLE = `
:root { color-scheme: light dark; --back: #f6f5f2; --card: #fff; --text: #22201c; --soft: #6b675f; --line: #dedbd3; }
@media (prefers-color-scheme: dark) {
  :root { --back: #171614; --card: #211f1c; --text: #edeae4; --soft: #a39e94; --line: #38352f; }
}
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--back); color: var(--text);
  font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 30rem; margin: 1.5rem; padding: 2rem 2.25rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 14px; }
h1 { margin: 0 0 .5rem; font-size: 1.375rem; line-height: 1.3; }
p { margin: 0; overflow-wrap: anywhere; }
small { display: block; margin-top: 1.5rem; color: var(--soft); }`;

/** Nothing is loaded, run or framed, and the address, which has the code in it, is told to nobody. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  connection: 'close',
};

/** Answers a browser with a page for the person: a heading, and a sentence as plain text. */
export function sendPage(response: ServerResponse, status: number, title: string, text: string): void {
  response.writeHead(status, HEADERS).end(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · Adit</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p${status < 400 ? '' : ' role="alert"'}>${escaped(text)}</p>
<small>Adit, on this computer</small>
</main>
</body>
</html>
`);
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
