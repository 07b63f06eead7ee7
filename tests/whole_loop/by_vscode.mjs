// The programs of a folder, typed into the real workbench: refused, fixed, clean. Run by `python -m tests.whole_loop`,
// with the folder in CITL_LOOP: `foreign/*.py` are read, `vscode/*.py` are what they become.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { launchBrowser, startCodeServer, Workbench } from '../editors/vscode/e2e.mjs';

const MOST_FIXES = 8;
const foreign = path.join(process.env.CITL_LOOP, 'foreign');
const folder = path.join(process.env.CITL_LOOP, 'vscode');
const names = readdirSync(foreign).filter((name) => name.endsWith('.py')).sort();
const { XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME } = process.env; // where the consent is, and the records go
let server;
let browser;

before(async () => {
  server = await startCodeServer({
    dir: process.env.CODE_SERVER, folder, vsix: process.env.CITL_VSIX,
    settings: { 'citl.server.command': [process.env.CITL_LSP] },
    variables: { XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME },
  });
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const name of names) {
  test(`${name}: typed, refused, fixed, clean`, async () => {
    const file = path.join(folder, name);
    const lines = readFileSync(path.join(foreign, name), 'utf8').trimEnd().split('\n');
    const last = lines.pop();
    writeFileSync(file, lines.join('\n') + '\n');
    const wb = await Workbench.open(browser, server, { file, line: lines.length + 1 });
    const shoot = (what) => wb.screenshot(path.join(process.env.SHOTS, `${name}-${what}.png`));
    try {
      await wb.goto(lines.length + 1, 1);
      await wb.page.keyboard.type(last, { delay: 30 });
      const infos = wb.page.locator('[id="status.problems"][aria-label*="Infos:"]');
      await infos.waitFor();
      let text;
      for (let fixes = 0; ; fixes++) {
        assert.ok(fixes < MOST_FIXES);
        const [, code, line, column] = await refusal(wb, name);
        await wb.goto(Number(line), Number(column));
        await wb.squiggles(name, 'info').first().waitFor();
        let titles;
        do { // until the compiler has judged all of them
          titles = await wb.quickFixes();
          await shoot(`${fixes + 1}-menu`);
          await wb.page.keyboard.press('Escape');
        } while (titles.some((title) => title.includes('not compiled yet')));
        assert.match(titles[0], /\(compiled/);
        console.log(`${name}:${line}: ${code}: ${titles[0]}`);
        await wb.applyQuickFix(titles[0]);
        await infos.waitFor({ state: 'detached' });
        text = await wb.save(file);
        if (!await appears(infos)) break;
      }
      assert.match(text, /# citl: \w+ \S+ = \w+/);
      await shoot('clean');
    } catch (error) {
      await shoot('failed');
      throw error;
    } finally {
      await wb.close();
    }
  });
}

/** [, code, line, column] of the file's first refusal in the Problems panel. */
async function refusal(wb, name) {
  const all = await wb.problems();
  const rows = all.slice(all.findIndex((row) => row.startsWith(name)));
  const found = rows.map((row) => /(E0\d{3}) ?\)? ?\[Ln (\d+), Col (\d+)\]/.exec(row)).find((match) => match);
  assert.ok(found, rows.join('\n'));
  return found;
}

/** Whether another refusal shows up once this one is gone. */
async function appears(infos) {
  return infos.waitFor({ timeout: 4000 }).then(() => true, () => false);
}
