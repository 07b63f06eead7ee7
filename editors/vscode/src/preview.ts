// The generated Rust as a read-only document beside the Python, with both cursors on the same construct.
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

/** Python range and Rust range, each as start line, start column, end line, end column. */
type Row = [number, number, number, number, number, number, number, number];
interface RustReply { text: string; uri: string; python: string; version: number | null; map: Row[] }

const PYTHON = 0;
const RUST = 4;

export class RustPreview implements vscode.TextDocumentContentProvider, vscode.Disposable {
  static readonly scheme = 'citl-rust';

  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changes.event;
  /** By the Rust document's address: what was last fetched for it. */
  private readonly replies = new Map<string, RustReply>();
  private readonly mark = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.wordHighlightBackground'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.wordHighlightForeground'),
  });
  private readonly owned: vscode.Disposable[];

  constructor(private readonly client: () => LanguageClient | undefined) {
    this.owned = [
      this.changes,
      this.mark,
      vscode.workspace.registerTextDocumentContentProvider(RustPreview.scheme, this),
      vscode.window.onDidChangeTextEditorSelection((e) => this.follow(e)),
      vscode.workspace.onDidCloseTextDocument((d) => this.replies.delete(d.uri.toString())),
    ];
  }

  dispose(): void {
    for (const one of this.owned) one.dispose();
  }

  /** Opens the Rust of a Python document (default: the active one) in the next column. */
  async show(python?: string, line?: number): Promise<void> {
    const active = vscode.window.activeTextEditor;
    const source = python ?? active?.document.uri.toString();
    const client = this.client();
    if (source === undefined || client === undefined) {
      void vscode.window.showInformationMessage('citl: open a Python file first.');
      return;
    }
    const reply = await client.sendRequest<RustReply | null>('citl/rust', { uri: source });
    if (reply === null) {
      void vscode.window.showInformationMessage('citl: there is no Rust for this document yet.');
      return;
    }
    const uri = vscode.Uri.parse(reply.uri);
    this.replies.set(uri.toString(), reply);
    const document = await vscode.workspace.openTextDocument(uri);
    const beside = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: false };
    await vscode.window.showTextDocument(document, beside);
    if (line !== undefined || active !== undefined) {
      const at = line !== undefined ? new vscode.Position(line, 0) : active!.selection.active;
      this.point(reply, PYTHON, at);
    }
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const reply = await this.client()?.sendRequest<RustReply | null>('citl/rust', { uri: uri.toString() });
    if (!reply) return '// There is no Rust for this document yet.\n';
    this.replies.set(uri.toString(), reply);
    return reply.text;
  }

  /** The server has new Rust for a Python document. */
  changed(python: string): void {
    const source = vscode.Uri.parse(python).toString();
    for (const document of vscode.workspace.textDocuments) {
      if (document.uri.scheme !== RustPreview.scheme) continue;
      const known = this.replies.get(document.uri.toString());
      if (known === undefined || vscode.Uri.parse(known.python).toString() === source) this.changes.fire(document.uri);
    }
  }

  private follow(e: vscode.TextEditorSelectionChangeEvent): void {
    // A selection set by `point` has no kind: following it would send the cursors to and fro.
    if (e.kind === undefined) return;
    const uri = e.textEditor.document.uri.toString();
    const asRust = this.replies.get(uri);
    if (asRust !== undefined) this.point(asRust, RUST, e.selections[0].active);
    for (const reply of this.replies.values()) {
      if (vscode.Uri.parse(reply.python).toString() === uri) this.point(reply, PYTHON, e.selections[0].active);
    }
  }

  /** Shows in the other document what lies at `at` in this one. */
  private point(reply: RustReply, from: typeof PYTHON | typeof RUST, at: vscode.Position): void {
    const to = from === PYTHON ? RUST : PYTHON;
    const target = vscode.Uri.parse(from === PYTHON ? reply.uri : reply.python).toString();
    const editor = vscode.window.visibleTextEditors.find((e) => e.document.uri.toString() === target);
    if (editor === undefined) return;
    const rows = reply.map.filter((row) => range(row, from).contains(at));
    const least = rows.map((row) => size(range(row, from))).sort((a, b) => a - b)[0];
    const places = rows.filter((row) => size(range(row, from)) === least).map((row) => range(row, to));
    editor.setDecorations(this.mark, places);
    if (places.length > 0) editor.revealRange(places[0], vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }
}

function range(row: Row, at: number): vscode.Range {
  return new vscode.Range(row[at], row[at + 1], row[at + 2], row[at + 3]);
}

function size(r: vscode.Range): number {
  return (r.end.line - r.start.line) * 10_000 + r.end.character - r.start.character;
}
