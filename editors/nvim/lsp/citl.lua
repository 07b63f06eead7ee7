-- For vim.lsp.enable('citl') on Neovim 0.11 and newer.
return require('citl').config()
