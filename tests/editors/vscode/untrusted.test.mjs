// A folder that is not trusted, and that would like to choose what is executed: it is checked, and chooses nothing.
import assert from 'node:assert/strict';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { session } from './session.mjs';

const hostile = mkdtempSync(path.join(os.tmpdir(), 'citl-hostile-'));
const trace = path.join(hostile, 'executed');
const evil = path.join(hostile, 'evil.sh');
writeFileSync(evil, `#!/bin/sh\necho "$@" >> '${trace}'\n`);
chmodSync(evil, 0o755);
const folder = path.join(hostile, 'folder');
cpSync(path.join(import.meta.dirname, '../workspace'), folder, { recursive: true });
mkdirSync(path.join(folder, '.vscode'));
writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify({
  'citl.server.command': [evil], 'citl.rustc': evil, 'citl.python': evil, 'python.defaultInterpreterPath': evil,
  'citl.run': true, 'citl.trace.record': true,
}));
writeFileSync(path.join(folder, 'pyproject.toml'), `[tool.citl]\nrustc = "${evil}"\nrun = true\n`);

const it = session({
  file: 'broken.py', line: 5, trust: false, workspace: folder,
  settings: { 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'always' },
});
before(it.start);
after(async () => {
  await it.stop();
  rmSync(hostile, { recursive: true, force: true });
});
afterEach(it.shoot);

test('the folder is restricted', async () => {
  await it.wb.page.getByText('Restricted Mode').first().waitFor();
});

test('it is checked all the same', async () => {
  await it.wb.problemCount('Errors: 1');
});

test('nothing of its choosing was executed', () => assert.ok(!existsSync(trace)));
