-- :checkhealth citl
local M = {}

local health = vim.health
local start = health.start or health.report_start
local ok = health.ok or health.report_ok
local warn = health.warn or health.report_warn
local error_ = health.error or health.report_error

function M.check()
  start('citl')
  local citl = require('citl')
  local client = citl.client()
  local cmd = client and client.config.cmd or { 'citl-lsp' }
  if type(cmd) == 'table' and vim.fn.executable(cmd[1]) == 1 then
    ok('server: ' .. vim.fn.exepath(cmd[1]))
  else
    error_('citl-lsp is not on PATH', { 'pip install citl-lsp', "require('citl').setup({ cmd = { '/path/to/citl-lsp' } })" })
  end
  if client then
    ok('running for ' .. tostring(client.config.root_dir) .. ': ' .. citl.status.message)
  else
    warn('not running: open a Python file')
  end
  if vim.fn.executable('rustc') == 1 then
    ok(vim.trim(vim.fn.system('rustc --version')))
  else
    warn('rustc is not on PATH: only syntax and types are checked', { 'https://rustup.rs' })
  end
end

return M
