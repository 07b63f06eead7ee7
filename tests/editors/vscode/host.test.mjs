// The same through the vscode API, inside the extension host: no screen to wait for.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { runInExtensionHost } from './e2e.mjs';
import { session } from './session.mjs';

const it = session({});
before(it.start);
after(it.stop);

test('extension host', async () => {
  const { ok, log } = await runInExtensionHost(it.browser, it.server, {
    extension: it.server.extensionPath('citl.citl-lsp'),
    tests: path.join(import.meta.dirname, 'host-suite.cjs'),
    timeout: 240_000,
  });
  assert.ok(ok, `${log}\n${it.server.extensionLog('citl.citl-lsp')}`);
  console.log(log);
});
