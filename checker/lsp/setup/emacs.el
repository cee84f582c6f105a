;; Rule files of checker in Emacs; put this into init.el. Eglot is part of Emacs from version 29 on;
;; before that: M-x package-install RET eglot RET.
(require 'eglot)

(define-derived-mode checker-rules-mode prog-mode "Rules"
  "Rule files of checker."
  (setq-local comment-start "# ")
  (modify-syntax-entry ?# "<")
  (modify-syntax-entry ?\n ">")
  (modify-syntax-entry ?_ "_"))

(add-to-list 'auto-mode-alist '("\\.rules\\'" . checker-rules-mode))
(add-to-list 'eglot-server-programs '(checker-rules-mode . ("checker" "lsp")))
(add-hook 'checker-rules-mode-hook #'eglot-ensure)
