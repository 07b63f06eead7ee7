// Runs inside VS Code's extension host (see runInExtensionHost). Throw to fail.
const assert = require('node:assert/strict');
const vscode = require('vscode');

async function until(what, probe, ms = 60_000) {
  for (const end = Date.now() + ms; ;) {
    const value = await probe();
    if (value) return value;
    if (Date.now() > end) throw new Error('timed out waiting for ' + what);
    await new Promise((r) => setTimeout(r, 50));
  }
}

exports.run = async () => {
  const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, 'refused.py');
  const doc = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(doc);
  const original = doc.getText();
  const refusals = () => vscode.languages.getDiagnostics(uri).filter((d) => d.code?.value === 'E0502');
  const step = (name) => console.log('ok: ' + name);

  const [refusal] = await until('the refusal', () => refusals().length === 1 && refusals());
  assert.equal(refusal.severity, vscode.DiagnosticSeverity.Information);
  assert.equal(refusal.range.start.line, 2);
  assert.match(refusal.code.target.toString(), /error_codes\/E0502/);
  step('diagnostic');

  const place = refusal.relatedInformation[0].location;
  assert.equal(place.uri.scheme, 'citl-rust');
  const rust = await vscode.workspace.openTextDocument(place.uri);
  assert.match(rust.lineAt(place.range.start.line).text, /grid/);
  step('related information leads into the Rust');

  const get = (kind, count) => vscode.commands.executeCommand(
    'vscode.executeCodeActionProvider', uri, refusal.range, kind.value, count);
  const fixes = await until('compiled fixes', async () => {
    const found = await get(vscode.CodeActionKind.QuickFix, 10); // 10: resolve them
    return found.length > 0 && found.every((a) => !a.title.includes('not compiled yet')) && found;
  });
  assert.ok(fixes[0].isPreferred);
  assert.ok(fixes.every((a) => a.edit));
  step('quick fixes: ' + fixes.map((a) => a.title).join(' | '));

  await vscode.commands.executeCommand('citl.fixAll');
  await until('the fix', () => /# citl: /.test(doc.getText()));
  await until('no refusal', () => refusals().length === 0);
  step('fix all');

  await vscode.commands.executeCommand('undo');
  await until('the text before', () => doc.getText() === original);
  await until('the refusal again', () => refusals().length === 1);
  step('undo');

  await vscode.commands.executeCommand('citl.showRust');
  const preview = await until('the preview', () => vscode.window.visibleTextEditors.find((e) => e.document.uri.scheme === 'citl-rust'));
  assert.equal(preview.document.languageId, 'rust');
  await editor.edit((edit) => edit.insert(doc.lineAt(doc.lineCount - 1).range.end, 'print(424242)\n'));
  await until('new Rust', () => preview.document.getText().includes('424242'));
  step('preview');

  const config = vscode.workspace.getConfiguration('citl', uri);
  await config.update('severity', { E0502: 'off' }, vscode.ConfigurationTarget.Workspace);
  await until('silence', () => refusals().length === 0);
  await config.update('severity', undefined, vscode.ConfigurationTarget.Workspace);
  await until('the refusal with the settings before', () => refusals().length === 1);
  step('settings are live');

  await vscode.commands.executeCommand('citl.restart');
  await until('the refusal from a new server', () => refusals().length === 1);
  step('restart');

  await doc.save();
};
