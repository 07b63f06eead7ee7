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

local function run()
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

local ok, err = xpcall(run, debug.traceback)
if not ok then io.stdout:write('FAIL ' .. tostring(err) .. '\n' .. vim.fn.execute('messages') .. '\n') end
vim.cmd(ok and 'qall!' or 'cquit 1')
