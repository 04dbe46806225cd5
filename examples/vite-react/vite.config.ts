import { safeUploadAssets } from '@safeupload/sdk/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react(), safeUploadAssets()],
  // The server of `npx safeupload serve --development`, under the page's own origin.
  server: { proxy: { '/upload': process.env.SAFEUPLOAD_SERVER ?? 'http://localhost:8787' } },
});
