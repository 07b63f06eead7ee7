// Drives VS Code in a browser (code-server) from tests.
// Needs code-server (../lib/install-code-server.sh), playwright-core (of editors/vscode) and a Chromium.
// By hand:  node e2e.mjs CODE_SERVER_DIR FOLDER [VSIX]   serves until Ctrl-C.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true, // newer versions add "Fix" and "Explain" to the quick-fix menu
  'git.enabled': false,
  'editor.minimap.enabled': false,
  'files.autoSave': 'off',
};

/**
 * Starts code-server on a free port. settings: the project's own, merged over the defaults above; variables: of the
 * environment, likewise.
 */
export async function startCodeServer({
  dir, folder, vsix, settings = {}, variables = {}, node = process.execPath, trust = true,
}) {
  const state = mkdtempSync(path.join(os.tmpdir(), 'vsc-')); // fresh: hot exit restores unsaved files
  const entry = path.join(dir, 'node_modules/code-server/out/node/entry.js');
  const ext = path.join(state, 'ext');
  mkdirSync(path.join(state, 'ud/User'), { recursive: true });
  mkdirSync(ext);
  writeFileSync(path.join(state, 'ud/User/settings.json'), JSON.stringify({ ...SETTINGS, ...settings }, null, 2));
  const env = { ...process.env, XDG_CONFIG_HOME: path.join(state, 'cfg'), XDG_DATA_HOME: path.join(state, 'data') };
  Object.assign(env, variables);
  for (const k of Object.keys(env)) if (k.startsWith('VSCODE_')) delete env[k];
  const common = [entry, '--user-data-dir', path.join(state, 'ud'), '--extensions-dir', ext];
  if (vsix) {
    const [code, out] = await output(spawn(node, [...common, '--install-extension', vsix], { env }));
    if (code !== 0 || !/successfully installed/.test(out)) throw new Error(`--install-extension: ${code}\n${out}`);
  }
  const child = spawn(node, [...common, '--auth', 'none', '--bind-addr', '127.0.0.1:0', '--disable-telemetry',
    '--disable-update-check', ...(trust ? ['--disable-workspace-trust'] : []), '--disable-getting-started-override'],
    { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const url = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('code-server did not start\n' + log)), 30_000);
    const see = (b) => {
      log += b;
      const m = /HTTP server listening on (http:\/\/\S+?)\/?\s/.exec(log);
      if (m) { clearTimeout(timer); resolve(m[1]); }
    };
    child.stdout.on('data', see);
    child.stderr.on('data', see);
    child.on('exit', (c) => reject(new Error(`code-server exited: ${c}\n${log}`)));
  });
  const remote = 'vscode-remote://' + new URL(url).host;
  return {
    url, state, folder, remote,
    log: () => log,
    /** Folder of an installed extension, e.g. 'publisher.name'. */
    extensionPath(id) {
      const all = JSON.parse(readFileSync(path.join(ext, 'extensions.json'), 'utf8'));
      return path.join(ext, all.find((e) => e.identifier.id === id).relativeLocation);
    },
    /** What an extension's Output channels hold; '' if @vscode/spdlog was not compiled. */
    extensionLog(id) {
      const logs = path.join(state, 'ud/logs');
      return readdirSync(logs, { recursive: true }).filter((f) => f.includes(`/${id}/`) && f.endsWith('.log'))
        .map((f) => readFileSync(path.join(logs, f), 'utf8')).join('');
    },
    address(payload) {
      const q = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
      return `${url}/?${q}`;
    },
    async stop() {
      const gone = new Promise((r) => child.once('exit', r));
      try { process.kill(-child.pid, 'SIGTERM'); } catch { return; }
      await Promise.race([gone, new Promise((r) => setTimeout(r, 5000))]);
      rmSync(state, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
    },
  };
}

async function output(child) {
  let out = '';
  child.stdout.on('data', (b) => { out += b; });
  child.stderr.on('data', (b) => { out += b; });
  return [await new Promise((r) => child.on('exit', r)), out];
}

/** A headless Chromium: the one in CHROMIUM, or Debian's. */
export async function launchBrowser(options = {}) {
  const { chromium } = createRequire(path.join(import.meta.dirname, '../../../editors/vscode/package.json'))('playwright-core');
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'], // nothing but the server itself
    ...options,
  });
}

/** One VS Code window. Every wait is for something seen; there are no fixed pauses. */
export class Workbench {
  constructor(page, server) { this.page = page; this.server = server; }

  static async open(browser, server, { file, line = 1, column = 1 } = {}) {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.setDefaultTimeout(90_000);
    const payload = file
      ? [['openFile', `${server.remote}${file}:${line}:${column}`], ['gotoLineMode', 'true']] : [];
    const wb = new Workbench(page, server);
    try {
      await page.goto(server.address(payload));
      await page.locator('.monaco-workbench').waitFor();
      if (file) await wb.editor(path.basename(file)).locator('.view-line').first().waitFor();
    } catch (e) {
      await page.screenshot({ path: path.join(process.env.SHOTS ?? '.', 'open-failed.png') });
      throw e;
    }
    return wb;
  }

  /** The editor which shows the file NAME; document() for one of another scheme. */
  editor(name) { return this.page.locator(`.monaco-editor[data-uri$="/${name}"]`); }
  document(scheme) { return this.page.locator(`.monaco-editor[data-uri^="${scheme}:"]`); }
  squiggles(name, kind = 'warning') { return this.editor(name).locator(`.squiggly-${kind}`); }
  codeLens(text) { return this.page.locator('.codelens-decoration a', { hasText: text }); }
  tab(name) { return this.page.locator(`[role=tab][data-resource-name="${name}"]`); }
  toast(text) { return this.page.locator('.notification-toast', { hasText: text }); }
  statusItem(id) { return this.page.locator(`[id="${id}"]`); } // status.problems, status.progress

  /** Waits until the status bar counts exactly this, e.g. 'Warnings: 2' or 'No Problems'. */
  async problemCount(label) {
    await this.page.locator(`[id="status.problems"][aria-label="${label}"]`).waitFor();
  }

  async quickInput(text) {
    const input = this.page.locator('.quick-input-widget input').first();
    await input.waitFor();
    await input.fill(text);
  }
  /** Runs a command by its full title in the palette, e.g. 'View: Toggle Problems'. */
  async command(title) {
    await this.page.keyboard.press('F1');
    await this.quickInput('>' + title);
    const row = this.page.locator('.quick-input-list .monaco-list-row')
      .filter({ has: this.page.locator('.label-name', { hasText: new RegExp(`^${escape(title)}$`) }) }).first();
    await row.click();
  }
  /** Puts the cursor there and the keyboard into the first editor group. */
  async goto(line, column = 1) {
    await this.page.keyboard.press('Control+1');
    await this.page.keyboard.press('Control+g');
    await this.quickInput(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.page.locator('[id="status.editor.selection"]', { hasText: `Ln ${line}, Col ${column}` }).waitFor();
  }
  /** Rows of the Problems panel, in order; related information has rows of its own. */
  async problems() {
    await this.command('Problems: Focus on Problems View');
    const rows = this.page.locator('.markers-panel .monaco-list-row');
    await rows.first().waitFor();
    return (await rows.allInnerTexts()).map((t) => t.replace(/\s+/g, ' ').trim());
  }
  /** Text of the hover at the cursor, once it holds EXPECTED (parts arrive one after another). */
  async hover(expected) {
    await this.page.keyboard.press('Control+k');
    await this.page.keyboard.press('Control+i');
    const box = this.page.locator('.monaco-hover:visible', { hasText: expected }).first();
    await box.waitFor();
    const text = (await box.innerText()).replace(/\u00a0/g, ' ');
    await this.page.keyboard.press('Escape'); // else it stays and covers what the next step clicks on
    await box.waitFor({ state: 'hidden' });
    return text;
  }
  /** Opens the quick-fix menu at the cursor; returns the titles. */
  async quickFixes() {
    const rows = this.page.locator('.action-widget .monaco-list-row.action');
    for (let left = 4; ; left--) { // "No code actions available" if the diagnostics are not in yet
      await this.page.keyboard.press('Control+.');
      try { await rows.first().waitFor({ timeout: 3000 }); break; } catch (e) { if (!left) throw e; }
    }
    return rows.allInnerTexts();
  }
  /** By keyboard: until the mouse has moved, an invisible layer over the menu eats clicks. */
  async applyQuickFix(title) {
    const titles = await this.quickFixes();
    const focused = this.page.locator('.action-widget .monaco-list-row.action.focused');
    for (let i = 0; !(await focused.innerText()).includes(title); i++) {
      if (i > titles.length) throw new Error(`no quick fix '${title}' in ${JSON.stringify(titles)}`);
      await this.page.keyboard.press('ArrowDown');
    }
    await this.page.keyboard.press('Enter');
  }
  /**
   * Waits for an unsaved change, saves, and reads the file: the DOM has no reliable text (lines
   * are recycled out of order and inlay hints mixed in).
   */
  async save(file) {
    const tab = this.tab(path.basename(file)).first();
    await tab.and(this.page.locator('.dirty')).waitFor();
    await this.page.keyboard.press('Control+s');
    await tab.and(this.page.locator(':not(.dirty)')).waitFor();
    return readFileSync(file, 'utf8');
  }
  async screenshot(name) { await this.page.screenshot({ path: name }); }
  async close() { await this.page.close(); }
}

const escape = (s) => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * Runs tests inside the extension host, with the whole vscode API: TESTS is a CommonJS file that
 * exports run(): Promise<void>. EXTENSION is a folder holding the extension: the source tree or
 * server.extensionPath('publisher.name'). Returns { ok, log }.
 */
export async function runInExtensionHost(browser, server, { extension, tests, timeout = 120_000 }) {
  const page = await browser.newPage();
  const log = [];
  try {
    const finished = new Promise((resolve) => page.exposeFunction('codeAutomationExit', resolve));
    await page.exposeFunction('codeAutomationLog', (type, args) => log.push([type, ...args].join(' ')));
    // VS Code 1.139 (not yet 1.100) heeds these two paths only in its smoke-test mode
    await page.addInitScript(() => new MutationObserver((_, observer) => {
      const meta = document.getElementById('vscode-workbench-web-configuration');
      if (!meta) return;
      const config = JSON.parse(meta.dataset.settings);
      config.developmentOptions = { ...config.developmentOptions, enableSmokeTestDriver: true };
      meta.dataset.settings = JSON.stringify(config);
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true }));
    await page.goto(server.address([
      ['extensionDevelopmentPath', server.remote + extension],
      ['extensionTestsPath', server.remote + tests],
      ['skipWelcome', 'true'],
    ]));
    let timer;
    const late = new Promise((resolve) => { timer = setTimeout(() => resolve('timed out'), timeout); });
    const code = await Promise.race([finished, late]);
    clearTimeout(timer);
    return { ok: code === 0, log: [...log, `exit: ${code}`].filter((l) => !NOISE.test(l)).join('\n') };
  } finally {
    await page.close();
  }
}
const NOISE = /socket|connection token|Service Worker|builtin extensions cache|ChatSession|localhost/;

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [dir, folder, vsix] = process.argv.slice(2).map((p) => path.resolve(p));
  if (!folder || !existsSync(dir)) throw new Error('usage: node e2e.mjs CODE_SERVER_DIR FOLDER [VSIX]');
  const server = await startCodeServer({ dir, folder, vsix });
  console.log(server.address([]), '\nstate in', server.state);
  for (const s of ['SIGINT', 'SIGTERM']) process.on(s, () => server.stop().then(() => process.exit(0)));
}
