import { createHash } from "node:crypto";
import { escapeHtml } from "./html.ts";
import type { Reply } from "./reply.ts";

const STYLE = `
:root { color-scheme: light dark; --ink: #1b2430; --soft: #566171; --paper: #fff; --ground: #eef1f5; --line: #d5dbe3;
  --go: #0b6b3a; --stop: #a3231d; --link: #0b57a4; }
@media (prefers-color-scheme: dark) { :root { --ink: #eef1f5; --soft: #a9b4c2; --paper: #1b222c; --ground: #10151c;
  --line: #39434f; --go: #1a7a48; --stop: #c6413a; --link: #8cc4ff; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--ground);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 26rem; padding: 1.75rem; background: var(--paper); border: 1px solid var(--line);
  border-radius: .75rem; overflow-wrap: anywhere; }
.brand { margin: 0 0 1.25rem; color: var(--soft); font-size: .875rem; }
h1 { margin: 0; font-size: 1rem; font-weight: 500; }
.amount { margin: 0 0 1rem; font-size: 2rem; font-weight: 700; font-variant-numeric: tabular-nums; line-height: 1.25; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .35rem 1rem; margin: 0 0 1.5rem; padding: 1rem 0 0;
  border-top: 1px solid var(--line); font-size: .9375rem; }
dt { color: var(--soft); } dd { margin: 0; }
form { display: grid; gap: .6rem; margin: 0; }
button { min-height: 2.75rem; border: 1px solid transparent; border-radius: .5rem; font: inherit; font-weight: 600;
  cursor: pointer; color: #fff; }
button.go { background: var(--go); } button.stop { background: var(--stop); }
button.plain { background: none; color: var(--ink); border-color: var(--line); }
label { display: grid; gap: .25rem; color: var(--soft); font-size: .875rem; }
input { min-height: 2.75rem; padding: 0 .75rem; border: 1px solid var(--line); border-radius: .5rem; background: none;
  color: var(--ink); font: inherit; font-size: 1rem; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.state { margin: 0 0 1rem; padding: .75rem 1rem; border-left: 4px solid var(--soft); background: var(--ground);
  border-radius: 0 .5rem .5rem 0; }
.state.completed { border-color: var(--go); } .state.failed { border-color: var(--stop); }
`;

const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");

/** A page of the provider's own: its name on top, then `content`, which is HTML already. */
export function renderHostedPage(page: { readonly brand: string; readonly title: string; readonly content: string }) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<p class="brand"><strong>${escapeHtml(page.brand)}</strong> simulator: no real money moves here</p>
${page.content}
</main>
</body>
</html>
`;
}

/**
 * A page as an answer. Its policy lets the page's one style in and nothing else: no script, no outside resource, and
 * forms only to `formTargets`, which must cover every address that a form's answer redirects to.
 */
export function hostedPageReply(status: number, text: string, formTargets = "'self'"): Reply {
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    `form-action ${formTargets}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policy.join("; "),
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  };
  return { status, text, headers };
}

/** A line of the list of facts on such a page: `<dt>`, `<dd>`. */
export function renderRow(term: string, text: string): string {
  return `<dt>${escapeHtml(term)}</dt><dd>${escapeHtml(text)}</dd>`;
}
