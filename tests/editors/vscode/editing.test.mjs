// What needs no compiler: the server starts, marks come and go with the text.
import assert from 'node:assert/strict';
import { test, before, after, afterEach } from 'node:test';
import { session } from './session.mjs';

const it = session({ file: 'broken.py', line: 5, column: 1 });
before(it.start);
after(it.stop);
afterEach(it.shoot);

test('a syntax error is marked', async () => {
  await it.wb.problemCount('Errors: 1');
  await it.wb.squiggles('broken.py', 'error').first().waitFor();
  const [, row] = await it.wb.problems();
  assert.match(row, /'\(' was never closed/);
});

test('typing mends it', async () => {
  await it.wb.goto(5, 17);
  await it.wb.page.keyboard.type(')');
  await it.wb.problemCount('No Problems');
  assert.equal(await it.wb.squiggles('broken.py', 'error').count(), 0);
});

test('the status bar says so', async () => {
  await it.wb.statusItem('citl.citl-lsp.citl.status').waitFor();
});

test('nothing is logged as an error', () => {
  assert.doesNotMatch(it.server.extensionLog('citl.citl-lsp'), /\[error\]|Traceback/);
});
