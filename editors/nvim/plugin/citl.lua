if vim.g.loaded_citl or vim.fn.has('nvim-0.8') == 0 then return end
vim.g.loaded_citl = true
require('citl').install()
