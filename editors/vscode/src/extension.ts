// Thin client of citl-lsp: starts the server, shows its state and the generated Rust. No logic of the product is here.
import * as vscode from 'vscode';
import { LanguageClient, RevealOutputChannelOn, type LanguageClientOptions } from 'vscode-languageclient/node';
import { RustPreview } from './preview';
import { findServer, INSTALL } from './server';
import { Status, type StatusParams } from './status';

const SELECTOR: LanguageClientOptions['documentSelector'] = [
  { scheme: 'file', language: 'python' },
  { scheme: 'untitled', language: 'python' },
];

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const channel = vscode.window.createOutputChannel('citl', { log: true });
  const status = new Status();
  const preview = new RustPreview(() => client);
  let turn: Promise<void> = Promise.resolve();

  // Starts and stops follow one another: a setting may change while the server starts.
  const restart = (): Promise<void> => (turn = turn.then(async () => {
    await stop();
    client = await start(channel, status, preview);
  }));

  context.subscriptions.push(
    channel,
    status,
    preview,
    vscode.commands.registerCommand('citl.showRust', (uri?: string, line?: number) => preview.show(uri, line)),
    vscode.commands.registerCommand('citl.restart', restart),
    vscode.commands.registerCommand('citl.fixAll', () =>
      vscode.commands.executeCommand('editor.action.codeAction', { kind: 'source.fixAll.citl', apply: 'first' })),
    vscode.commands.registerCommand('citl.showLog', () => channel.show()),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
    vscode.workspace.onDidChangeConfiguration((e) => {
      if (e.affectsConfiguration('citl.server')) void restart();
    }),
  );
  await restart();
}

export async function deactivate(): Promise<void> {
  await stop();
}

async function stop(): Promise<void> {
  const old = client;
  client = undefined;
  await old?.dispose(1500).catch(() => undefined);
}

async function start(
  channel: vscode.LogOutputChannel, status: Status, preview: RustPreview,
): Promise<LanguageClient | undefined> {
  const found = await findServer(channel);
  if (found === undefined) {
    status.show({ state: 'noServer', message: `The server is not installed. ${INSTALL}` });
    void vscode.window.showWarningMessage(
      `citl: no language server was found. Install it with "${INSTALL}" or set citl.server.command.`, 'Open Settings',
    ).then((choice) => choice && vscode.commands.executeCommand('workbench.action.openSettings', 'citl.server.command'));
    return undefined;
  }
  const started = new LanguageClient('citl', 'citl', { ...found, options: { env: process.env } }, {
    documentSelector: SELECTOR,
    outputChannel: channel,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    // The server pulls the settings; this is what it needs to know before that.
    initializationOptions: { rustScheme: RustPreview.scheme, userScope: true, trusted: vscode.workspace.isTrusted },
  });
  started.onNotification('citl/status', (p: StatusParams) => status.show(p));
  started.onNotification('citl/rustChanged', (p: { uri: string }) => preview.changed(p.uri));
  status.show({ state: 'working', message: 'Starting' });
  try {
    await started.start();
  } catch (e) {
    status.show({ state: 'failed', message: `The server did not start: ${String(e)}` });
    return undefined;
  }
  return started;
}
