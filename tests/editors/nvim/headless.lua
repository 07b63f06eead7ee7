-- nvim --headless --clean -c 'luafile headless.lua', in a copy of tests/editors/workspace. Exit code 0 or 1.
-- CITL_NVIM_PLUGIN: editors/nvim; CITL_LSP: the server.
vim.opt.runtimepath:prepend(vim.env.CITL_NVIM_PLUGIN)
vim.cmd('runtime plugin/citl.lua')
vim.cmd('filetype plugin on')

local function wait_for(what, seconds, probe)
  local fine = vim.wait(seconds * 1000, function() local good, value = pcall(probe); return good and value end, 20)
  assert(fine, 'timed out waiting for ' .. what)
end
local function say(...) io.stdout:write(table.concat(vim.tbl_map(tostring, { ... }), ' ') .. '\n') end
local function diagnostics() return vim.diagnostic.get(0) end

local function text(buffer) return table.concat(vim.api.nvim_buf_get_lines(buffer or 0, 0, -1, false), '\n') end

-- Answers the next vim.ui.select: the real way of a code action, with resolve.
local function choose(pattern)
  local shown
  vim.ui.select = function(items, opts, on_choice)
    shown = vim.tbl_map(function(item) return (opts.format_item or tostring)(item) end, items)
    for number, label in ipairs(shown) do
      if label:find(pattern) then return on_choice(items[number], number) end
    end
  end
  return function() return shown end
end

local function syntax()
  local citl = require('citl')
  citl.setup({ cmd = { vim.env.CITL_LSP, '--stdio' } })
  vim.cmd('edit broken.py')
  wait_for('the server', 10, function() return citl.client(0) ~= nil end)
  wait_for('the syntax error', 20, function() return #diagnostics() == 1 end)
  local found = diagnostics()[1]
  assert(found.lnum == 4 and found.severity == vim.diagnostic.severity.ERROR, vim.inspect(found))
  assert(found.message:find('was never closed', 1, true), found.message)
  say('api', citl.api, '· syntax error ok')

  vim.api.nvim_buf_set_lines(0, 4, 5, false, { 'print(area(3, 4))' })
  wait_for('no diagnostics', 20, function() return #diagnostics() == 0 end)
  say('mended ok')
end

local function refusal()
  local citl = require('citl')
  vim.cmd('edit! refused.py')
  wait_for('the refusal', 60, function() return #diagnostics() == 1 end)
  local found = diagnostics()[1]
  assert(found.lnum == 2 and found.code == 'E0502' and found.severity == vim.diagnostic.severity.INFO, vim.inspect(found))
  say('refusal ok:', found.message)

  vim.api.nvim_win_set_cursor(0, { 3, 15 })
  local shown = choose('%(compiled')
  wait_for('a compiled fix', 60, function()
    vim.lsp.buf.code_action()
    vim.wait(300, function() return text():find('# citl: ', 1, true) end, 20)
    return text():find('# citl: ', 1, true)
  end)
  wait_for('the mark to go', 60, function() return #diagnostics() == 0 end)
  say('code action ok:', table.concat(shown(), ' | '))
  vim.cmd('undo')
  wait_for('the mark again', 60, function() return #diagnostics() == 1 end)
  say('undo ok')
end

local function preview()
  local python = vim.api.nvim_get_current_buf()
  vim.cmd('CitlRust')
  local rust
  wait_for('the Rust', 20, function()
    rust = vim.fn.bufnr('citl-rust:')
    return rust ~= -1 and text(rust):find('fn grow', 1, true)
  end)
  assert(vim.bo[rust].filetype == 'rust' and not vim.bo[rust].modifiable)
  local function marks()
    return vim.api.nvim_buf_get_extmarks(rust, vim.api.nvim_get_namespaces()['citl-rust'], 0, -1, { details = true })
  end
  vim.api.nvim_win_set_cursor(0, { 3, 15 })
  vim.cmd('doautocmd CursorMoved')
  wait_for('the cursor in the Rust', 10, function() return #marks() > 0 end)
  local line = vim.api.nvim_buf_get_lines(rust, marks()[1][2], marks()[1][2] + 1, false)[1]
  assert(line:find('grid', 1, true), line)
  vim.api.nvim_buf_set_lines(python, -1, -1, false, { 'print(424242)' })
  wait_for('new Rust', 20, function() return text(rust):find('424242', 1, true) end)
  say('preview ok')
end

local function health()
  vim.cmd('checkhealth citl')
  wait_for('health', 20, function() return text():find('running for', 1, true) end)
  assert(not text():find('ERROR'), text())
  say('health ok; status line:', require('citl').statusline())
end

local ok, err = xpcall(function() syntax() refusal() preview() health() end, debug.traceback)
if not ok then io.stdout:write('FAIL ' .. tostring(err) .. '\n' .. vim.fn.execute('messages') .. '\n') end
vim.cmd(ok and 'qall!' or 'cquit 1')
