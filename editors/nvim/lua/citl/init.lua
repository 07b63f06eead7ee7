-- Client of citl-lsp for Neovim 0.8 and newer. No logic of the product is here.
--
--   require('citl').setup({ cmd = { 'citl-lsp', '--stdio' }, settings = { profile = 'idiomatic' } })
--
-- On 0.11 and newer `vim.lsp.enable('citl')` alone does it too, with lsp/citl.lua on the runtime path.
local M = { status = { state = 'off', message = 'not started' } }

local rust = require('citl.rust')

--- What the server is told and asked; shared by every way of starting it.
function M.config(opts)
  opts = opts or {}
  return {
    name = 'citl',
    cmd = opts.cmd or { 'citl-lsp', '--stdio' },
    filetypes = { 'python' },
    root_markers = { 'pyproject.toml', 'setup.py', 'setup.cfg', '.git' },
    single_file_support = true,
    settings = { citl = opts.settings or vim.empty_dict() },
    -- Settings given in one's own init.lua are the user's, not a project's.
    init_options = { rustScheme = 'citl-rust', userScope = true, settings = opts.settings },
    handlers = {
      ['citl/status'] = function(_, params)
        M.status = params
        vim.api.nvim_exec_autocmds('User', { pattern = 'CitlStatus', modeline = false, data = params })
      end,
      ['citl/rustChanged'] = function(_, params) rust.refresh(params.uri) end,
    },
  }
end

function M.client(bufnr)
  local get = vim.lsp.get_clients or vim.lsp.get_active_clients
  return get({ name = 'citl', bufnr = bufnr })[1] or get({ name = 'citl' })[1]
end

--- For a status line: "", "Rust", "Rust …", "no rustc".
function M.statusline()
  local words = { clean = 'Rust', findings = 'Rust!', working = 'Rust …', noCompiler = 'no rustc', failed = 'Rust failed' }
  return words[M.status.state] or ''
end

local function root_of(file, markers)
  local found = vim.fs.find(markers, { path = vim.fs.dirname(file), upward = true })[1]
  return found and vim.fs.dirname(found) or vim.fs.dirname(file)
end

--- Applies every fix that may be applied without looking.
function M.fix_all()
  local client = M.client(0)
  if not client then return vim.notify('citl: the server is not running', vim.log.levels.WARN) end
  M.request(client, 'workspace/executeCommand', { command = 'citl.server.fixAll', arguments = { vim.uri_from_bufnr(0) } })
end

function M.restart()
  local client = M.client(0)
  if client then M.request(client, 'workspace/executeCommand', { command = 'citl.server.restart' }) end
end

--- client.request became client:request in 0.11.
function M.request(client, method, params, handler)
  handler = handler or function(err) if err then vim.notify('citl: ' .. err.message, vim.log.levels.WARN) end end
  if vim.fn.has('nvim-0.11') == 1 then return client:request(method, params, handler) end
  return client.request(method, params, handler)
end

--- The commands and what the server's code actions call. Done once, by plugin/citl.lua.
function M.install()
  vim.api.nvim_create_user_command('CitlRust', function() rust.open() end, { desc = 'Show the generated Rust beside' })
  vim.api.nvim_create_user_command('CitlFixAll', M.fix_all, { desc = 'Apply all compiled fixes' })
  vim.api.nvim_create_user_command('CitlRestart', M.restart, { desc = 'Restart the analysis' })
  vim.lsp.commands['citl.showRust'] = function(command) rust.open(command.arguments and command.arguments[1]) end
  rust.install()
end

--- Starts the server for every Python buffer.
function M.setup(opts)
  local config = M.config(opts)
  if vim.lsp.config and vim.lsp.enable then -- 0.11 and newer
    vim.lsp.config('citl', config)
    vim.lsp.enable('citl')
    M.api = 'vim.lsp.config'
    return
  end
  M.api = 'vim.lsp.start'
  vim.api.nvim_create_autocmd('FileType', {
    pattern = 'python',
    group = vim.api.nvim_create_augroup('citl', { clear = true }),
    callback = function(args)
      local file = vim.api.nvim_buf_get_name(args.buf)
      config.root_dir = root_of(file ~= '' and file or vim.fn.getcwd() .. '/x', config.root_markers)
      vim.lsp.start(config, { bufnr = args.buf })
    end,
  })
end

return M
