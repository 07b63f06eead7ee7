// One workbench on a copy of tests/editors/workspace, with the packaged extension and this checkout's server.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { launchBrowser, startCodeServer, Workbench } from './e2e.mjs';

export function session({ file, line = 1, column = 1, settings = {}, trust = true, workspace }) {
  const it = {
    shots: 0,
    async start() {
      it.folder = mkdtempSync(path.join(os.tmpdir(), 'citl-ws-'));
      cpSync(workspace ?? path.join(import.meta.dirname, '../workspace'), it.folder, { recursive: true });
      it.file = file && path.join(it.folder, file);
      it.server = await startCodeServer({
        dir: process.env.CODE_SERVER, folder: it.folder, vsix: process.env.CITL_VSIX, trust,
        settings: { 'citl.server.command': [process.env.CITL_LSP], ...settings },
      });
      it.browser = await launchBrowser();
      if (file) it.wb = await Workbench.open(it.browser, it.server, { file: it.file, line, column });
    },
    async stop() {
      await it.browser?.close();
      await it.server?.stop();
      rmSync(it.folder, { recursive: true, force: true });
    },
    async shoot(t) {
      const number = String(++it.shots).padStart(2, '0');
      const name = `${file ?? 'host'}-${number}-${t.name}`.replace(/[^\w.]+/g, '-');
      await it.wb?.screenshot(path.join(process.env.SHOTS, `${name}.png`));
    },
  };
  return it;
}
