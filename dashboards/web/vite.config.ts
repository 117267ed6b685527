import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * The console is served by a cell under `/console/`; `vite dev` borrows the API of a cell on the
 * default port.
 */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/console/',
  plugins: [react()],
  build: {
    // light-dark() and nesting as browsers of 2024 have them, so that the styles stay as they are
    // written.
    target: ['chrome123', 'firefox121', 'safari17.5'],
    // The page's content security policy allows nothing but files of its own origin: no data:
    // addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { '/console/api': 'http://127.0.0.1:8787' } },
});
