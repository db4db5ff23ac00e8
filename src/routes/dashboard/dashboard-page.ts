import type { AppContext } from "../../middleware/app-context.ts";

/** The page loads our own files and talks to our own API and sockets: nothing inline, nothing from elsewhere. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
  "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * `GET /dashboard` and every address below it: the one page of the dashboard, whose code (built from `dashboard/`, served
 * as static assets) shows what the address names. It holds no data; those come from the API with the viewer's token.
 */
export function dashboardPage(c: AppContext): Response {
  return c.html(PAGE, 200, {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
  });
}

const PAGE = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>Payment gateway</title>
  <link rel="icon" href="/dashboard/icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/dashboard/app.css">
  <script type="module" src="/dashboard/app.js"></script>
</head>
<body>
  <div id="root"></div>
  <noscript>The dashboard needs JavaScript.</noscript>
</body>
</html>
`;
