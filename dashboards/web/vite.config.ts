import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** A cell serves the console under `/console/`; `vite dev` uses the API of one on the default port. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/console/',
  plugins: [react()],
  build: {
    // Browsers of 2024 have light-dark() and nesting, so the styles are not rewritten.
    target: ['chrome123', 'firefox121', 'safari17.5'],
    // The content security policy allows files of the page's own origin only, no data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { '/console/api': 'http://127.0.0.1:8787' } },
});
