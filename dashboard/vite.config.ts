import { defineConfig } from "vite";

/**
 * Builds the dashboard's script and style into static assets. The page itself comes from the Worker, which gives it its
 * security headers and any address below `/dashboard`; so the two files it names keep their names, and only the parts
 * that they load later carry a hash.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: "/dashboard/",
  build: {
    outDir: "../public/dashboard",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    cssCodeSplit: false,
    // A font in the style sheet would be a download nobody needs twice.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: "main.tsx",
      output: {
        entryFileNames: "app.js",
        chunkFileNames: "assets/[name]-[hash].js",
        assetFileNames: ({ names }) =>
          names.some((name) => name.endsWith(".css")) ? "app.css" : "assets/[name]-[hash][extname]",
      },
    },
  },
});
