import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// `npm run dev` talks to a running `weir serve`.
const server = process.env["WEIR_URL"] ?? "http://127.0.0.1:8600";

export default defineConfig({
  plugins: [react()],
  server: { host: "127.0.0.1", proxy: { "/api": server, "/v1": server } },
  build: {
    outDir: "../weir/server/static",
    emptyOutDir: true,
    target: "es2022",
    sourcemap: false,
    // Everything comes from files of our own origin, so that the content security policy can stay strict.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
});
