// The status bar item: clean, findings, working, no compiler.
import * as vscode from 'vscode';

export interface StatusParams {
  state: 'clean' | 'findings' | 'working' | 'noCompiler' | 'off' | 'failed' | 'noServer';
  message: string;
}

const LOOK: Record<StatusParams['state'], [icon: string, text: string]> = {
  clean: ['$(check)', 'Rust'],
  findings: ['$(info)', 'Rust'],
  working: ['$(sync~spin)', 'Rust'],
  noCompiler: ['$(warning)', 'no rustc'],
  off: ['$(circle-slash)', 'Rust off'],
  failed: ['$(error)', 'Rust'],
  noServer: ['$(warning)', 'no citl-lsp'],
};

export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('citl.status', vscode.StatusBarAlignment.Right, 90);
  private readonly watch = vscode.window.onDidChangeActiveTextEditor(() => this.place());

  constructor() {
    this.item.name = 'citl';
    this.place();
  }

  show({ state, message }: StatusParams): void {
    const [icon, text] = LOOK[state] ?? LOOK.failed;
    this.item.text = `${icon} ${text}`;
    this.item.tooltip = `citl: ${message}`;
    this.item.command = state === 'failed' || state === 'noServer' || state === 'noCompiler' ? 'citl.showLog' : 'citl.showRust';
    const warn = state === 'noCompiler' || state === 'noServer';
    this.item.backgroundColor = warn ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
  }

  /** Only beside Python, and beside the Rust made from it. */
  private place(): void {
    const language = vscode.window.activeTextEditor?.document.languageId;
    if (language === 'python' || language === 'rust') this.item.show(); else this.item.hide();
  }

  dispose(): void {
    this.watch.dispose();
    this.item.dispose();
  }
}
