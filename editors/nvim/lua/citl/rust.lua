-- The generated Rust beside the Python, with both cursors on the same construct.
local M = {}

local space = vim.api.nvim_create_namespace('citl-rust')
local shown = {} -- Rust buffer -> the server's last answer
local PYTHON, RUST = 1, 5 -- where a row's Python and Rust ranges begin

local function request(params, handler)
  local citl = require('citl')
  local client = citl.client()
  if not client then return vim.notify('citl: the server is not running', vim.log.levels.WARN) end
  citl.request(client, 'citl/rust', params, function(err, reply)
    if err then return vim.notify('citl: ' .. err.message, vim.log.levels.WARN) end
    handler(reply ~= vim.NIL and reply or nil, client)
  end)
end

local function fill(buffer, reply)
  shown[buffer] = reply
  vim.bo[buffer].modifiable = true
  local lines = vim.split(reply and reply.text or '// There is no Rust for this document yet.', '\n')
  if lines[#lines] == '' then lines[#lines] = nil end
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].modifiable, vim.bo[buffer].modified = false, false
end

--- Loads a buffer of the scheme citl-rust: related information of a diagnostic leads here.
function M.load(buffer, uri)
  vim.bo[buffer].buftype, vim.bo[buffer].swapfile, vim.bo[buffer].filetype = 'nofile', false, 'rust'
  request({ uri = uri }, function(reply)
    if vim.api.nvim_buf_is_valid(buffer) then fill(buffer, reply) end
  end)
end

--- Opens the Rust of a Python document (default: the current buffer's) in a split.
function M.open(python)
  request({ uri = python or vim.uri_from_bufnr(0) }, function(reply)
    if not reply then return vim.notify('citl: there is no Rust for this document yet') end
    local buffer = vim.fn.bufadd(reply.uri)
    if vim.fn.bufwinid(buffer) == -1 then
      local window = vim.api.nvim_get_current_win()
      vim.cmd('vertical sbuffer ' .. buffer)
      vim.api.nvim_set_current_win(window)
    end
    vim.bo[buffer].buftype, vim.bo[buffer].swapfile, vim.bo[buffer].filetype = 'nofile', false, 'rust'
    fill(buffer, reply)
    M.follow()
  end)
end

--- The server has new Rust for a document.
function M.refresh(python)
  for buffer, reply in pairs(shown) do
    if not vim.api.nvim_buf_is_valid(buffer) then
      shown[buffer] = nil
    elseif reply and reply.python == python then
      request({ uri = python }, function(new) fill(buffer, new or reply) end)
    end
  end
end

--- Columns are counted as the server's client counts them; close enough for marking lines on text that is not ASCII.
local function contains(row, at, line, column)
  local after = line > row[at] or (line == row[at] and column >= row[at + 1])
  local before = line < row[at + 2] or (line == row[at + 2] and column <= row[at + 3])
  return after and before
end

local function size(row, at) return (row[at + 2] - row[at]) * 10000 + row[at + 3] - row[at + 1] end

--- Marks in the other window what lies under the cursor in this one.
function M.follow()
  local buffer = vim.api.nvim_get_current_buf()
  local line, column = unpack(vim.api.nvim_win_get_cursor(0))
  line = line - 1
  for target, reply in pairs(shown) do
    local source = reply and vim.uri_to_bufnr(reply.python)
    local from, other = nil, nil
    if buffer == target then from, other = RUST, source elseif buffer == source then from, other = PYTHON, target end
    if from and other and vim.api.nvim_buf_is_loaded(other) then
      local to, best = from == PYTHON and RUST or PYTHON, {}
      for _, row in ipairs(reply.map) do
        if contains(row, from, line, column) then
          if #best == 0 or size(row, from) < size(best[1], from) then best = { row }
          elseif size(row, from) == size(best[1], from) then best[#best + 1] = row end
        end
      end
      vim.api.nvim_buf_clear_namespace(other, space, 0, -1)
      for _, row in ipairs(best) do
        pcall(vim.api.nvim_buf_set_extmark, other, space, row[to], row[to + 1],
          { end_row = row[to + 2], end_col = row[to + 3], hl_group = 'Visual' })
      end
      local window = vim.fn.bufwinid(other)
      if best[1] and window ~= -1 then
        pcall(vim.api.nvim_win_set_cursor, window, { best[1][to] + 1, best[1][to + 1] })
      end
    end
  end
end

function M.install()
  local group = vim.api.nvim_create_augroup('citl-rust', { clear = true })
  vim.api.nvim_create_autocmd('BufReadCmd', {
    group = group, pattern = 'citl-rust:*', callback = function(args) M.load(args.buf, args.match) end,
  })
  vim.api.nvim_create_autocmd('CursorMoved', {
    group = group, callback = function() if next(shown) then M.follow() end end,
  })
  vim.api.nvim_create_autocmd('BufWipeout', { group = group, callback = function(args) shown[args.buf] = nil end })
end

return M
