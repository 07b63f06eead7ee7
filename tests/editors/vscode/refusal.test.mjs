// What a person sees: a refusal of the compiler as Information on the Python line, the quick fix, the mark goes.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { session } from './session.mjs';

const it = session({ file: 'refused.py', line: 3, column: 16 });
before(it.start);
after(it.stop);
afterEach(it.shoot);

test('the refusal is marked on the Python line', async () => {
  await it.wb.problemCount('Infos: 1');
  await it.wb.squiggles('refused.py', 'info').first().waitFor();
  assert.equal(await it.wb.squiggles('refused.py', 'info').count(), 1);
});

test('the Problems panel says it in Python words, and leads into the Rust', async () => {
  const rows = await it.wb.problems();
  assert.match(rows[1], /`grid` is read while something taken from it .* E0502 ?\)? ?\[Ln 3, Col 16\]/);
  assert.match(rows[2], /refused\.py\.rs.*borrow/);
});

test('hover shows the message and the compiler\'s code', async () => {
  await it.wb.goto(3, 16);
  assert.match(await it.wb.hover('is read while'), /E0502/);
});

test('the Rust beside', async () => {
  await it.wb.goto(7, 5);
  await it.wb.command('citl: Show Rust Beside');
  const rust = it.wb.document('citl-rust');
  await rust.getByText('fn plain').first().waitFor();
  assert.equal(await it.wb.page.locator('.editor-group-container').count(), 2);
});

test('both cursors are on the same construct', async () => {
  const marks = it.wb.document('citl-rust').locator('.view-overlays [class*="ced-"]');
  await it.wb.goto(3, 6);
  await marks.first().waitFor();
});

test('the quick fix', async () => {
  await it.wb.goto(3, 16);
  let titles;
  do { // until the compiler has judged all of them
    titles = await it.wb.quickFixes();
    await it.wb.screenshot(`${process.env.SHOTS}/refused.py-menu.png`);
    await it.wb.page.keyboard.press('Escape');
  } while (titles.some((title) => title.includes('not compiled yet')));
  assert.match(titles[0], /\(compiled/);
  await it.wb.applyQuickFix(titles[0]);
  await it.wb.problemCount('No Problems');
  assert.equal(await it.wb.squiggles('refused.py', 'info').count(), 0);
  assert.match(await it.wb.save(it.file), /# citl: \w+ \w+ = \w+/);
});

test('the Rust follows', async () => {
  await it.wb.goto(8, 22);
  await it.wb.page.keyboard.type('2345');
  await it.wb.document('citl-rust').getByText('12345').first().waitFor();
});

test('undo brings the mark back', async () => {
  await it.wb.goto(1, 1);
  for (let i = 0; i < 2; i++) await it.wb.page.keyboard.press('Control+z');
  await it.wb.problemCount('Infos: 1');
});

test('nothing is logged as an error', () => {
  assert.doesNotMatch(it.server.extensionLog('citl.citl-lsp'), /\[error\]|Traceback/);
});
