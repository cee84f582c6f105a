-- Rule files of checker in Neovim; put this into init.lua.
if vim.fn.has("nvim-0.8") == 0 then
  vim.g.do_filetype_lua = 1
end
vim.filetype.add({ extension = { rules = "checker-rules" } })

vim.api.nvim_create_autocmd("FileType", {
  pattern = "checker-rules",
  callback = function(opened)
    vim.bo[opened.buf].commentstring = "# %s"
    -- The folder that holds the pack, so that its neighbours are found too; without a pack the file's own.
    local file = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(opened.buf), ":p")
    local pack = vim.fn.findfile("pack.yaml", vim.fn.fnamemodify(file, ":h") .. ";")
    local root = vim.fn.fnamemodify(pack ~= "" and pack or file, pack ~= "" and ":p:h:h" or ":h")
    local config = {
      name = "checker",
      cmd = { "checker", "lsp" },
      root_dir = root,
      workspace_folders = { { uri = vim.uri_from_fname(root), name = root } },
    }
    if vim.lsp.start then
      vim.lsp.start(config)
    else
      -- Before 0.8 a client is started once and attached to each file.
      checker_client = checker_client or vim.lsp.start_client(config)
      vim.lsp.buf_attach_client(opened.buf, checker_client)
    end
  end,
})
