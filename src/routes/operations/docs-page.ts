import { PROBLEMS } from "../../domain/problem.ts";
import type { AppContext } from "../../middleware/app-context.ts";

/** The page loads nothing but our own files; swagger-ui sets styles on elements, and nothing else is inline. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** `GET /docs`: the interactive API documentation and the catalogue of problems. */
export function docsPage(c: AppContext): Response {
  return c.html(PAGE, 200, { "Content-Security-Policy": POLICY, "Cache-Control": "no-cache" });
}

const CATALOGUE = Object.entries(PROBLEMS)
  .map(
    ([code, { status, title }]) =>
      `<tr id="problem-${code}"><td><code>${code}</code></td><td>${status}</td><td>${title}</td></tr>`,
  )
  .join("");

const PAGE = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Payment gateway API</title>
  <link rel="icon" href="/docs-ui/favicon-32x32.png">
  <link rel="stylesheet" href="/docs-ui/swagger-ui.css">
  <link rel="stylesheet" href="/docs.css">
</head>
<body>
  <main>
    <div id="swagger-ui"></div>
    <section class="problems" aria-labelledby="problems">
      <h2 id="problems">Problems</h2>
      <p>Every error is <code>application/problem+json</code> (RFC 9457) with one of these codes.</p>
      <table>
        <thead><tr><th scope="col">code</th><th scope="col">status</th><th scope="col">title</th></tr></thead>
        <tbody>${CATALOGUE}</tbody>
      </table>
    </section>
  </main>
  <script src="/docs-ui/swagger-ui-bundle.js"></script>
  <script src="/docs-init.js"></script>
</body>
</html>
`;
