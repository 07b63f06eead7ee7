// Where the server is: the user's setting, the selected Python interpreter, PATH.
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';

export const INSTALL = 'pip install citl-lsp';

/** Not `-m`: a `queue.py` in the folder that is open must not be imported in place of Python's own. */
const OWN_MODULES = 'import sys; sys.path[:] = filter(None, sys.path); ';
const START = `${OWN_MODULES}from citl_lsp.server.main import main; main()`;
const PROBE = `${OWN_MODULES}import importlib.util as i; sys.exit(i.find_spec("citl_lsp.server") is None)`;

export interface ServerCommand { command: string; args: string[] }

interface PythonExtension {
  environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { path: string };
    resolveEnvironment(path: { path: string }): Promise<{ executable: { uri?: vscode.Uri } } | undefined>;
  };
}

/** The first server that answers, or undefined. An untrusted folder never names what is executed. */
export async function findServer(log: vscode.LogOutputChannel): Promise<ServerCommand | undefined> {
  const set = vscode.workspace.getConfiguration('citl').get<string[]>('server.command', []);
  if (set.length > 0) return named(set, log);
  if (vscode.workspace.isTrusted) {
    const python = await selectedInterpreter(log);
    if (python !== undefined && await hasServer(python)) return named([python, '-c', START], log);
  }
  const found = onPath(process.platform === 'win32' ? 'citl-lsp.exe' : 'citl-lsp');
  return found === undefined ? undefined : named([found], log);
}

function named([command, ...args]: string[], log: vscode.LogOutputChannel): ServerCommand {
  const all = [...args, '--stdio'];
  log.info(`server: ${command} ${all.join(' ')}`);
  return { command, args: all };
}

async function selectedInterpreter(log: vscode.LogOutputChannel): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<PythonExtension>('ms-python.python');
  if (extension !== undefined) {
    try {
      const { environments } = await extension.activate();
      const active = environments.getActiveEnvironmentPath(vscode.workspace.workspaceFolders?.[0]?.uri);
      const resolved = await environments.resolveEnvironment(active);
      if (resolved?.executable.uri) return resolved.executable.uri.fsPath;
    } catch (e) {
      log.warn(`the Python extension did not name an interpreter: ${String(e)}`);
    }
  }
  const set = vscode.workspace.getConfiguration('python').get<string>('defaultInterpreterPath');
  if (!set || set === 'python') return undefined;
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  return set.replaceAll('${workspaceFolder}', root);
}

function hasServer(python: string): Promise<boolean> {
  return new Promise((resolve) => execFile(python, ['-c', PROBE], { timeout: 10_000 }, (error) => resolve(error === null)));
}

function onPath(name: string): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const file = path.join(folder, name);
    try {
      if (folder) {
        accessSync(file, constants.X_OK);
        return file;
      }
    } catch { /* next */ }
  }
  return undefined;
}
