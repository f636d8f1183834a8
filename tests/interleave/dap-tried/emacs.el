;;; emacs.el --- dape steps one thread, then the other, and back  -*- lexical-binding: t -*-
;; DAP and COUNTER name the programs; DAPE is on the load path.
(require 'dape)
(setq dape-start-hook nil
      dape-stopped-hook nil
      inhibit-message t)

(defun tried-fail (format &rest arguments)
  (let ((inhibit-message nil))
    (message "dape: %s" (apply #'format format arguments)))
  (kill-emacs 1))

(defun tried-await (what condition)
  (with-timeout (20 (tried-fail "no %s" what))
    (while (not (funcall condition))
      (accept-process-output nil 0.02))))

(defun tried-ask (conn command arguments)
  "The body of the answer to COMMAND."
  (let (body problem done)
    (dape-request conn command arguments
                  (lambda (answer error) (setq body answer problem error done t)))
    (tried-await (format "answer to %s" command) (lambda () done))
    (when problem (tried-fail "%s: %s" command problem))
    body))

(defun tried-stopped ()
  (dape--live-connection 'stopped t))

(defun tried-move (command thread)
  "Chooses the THREAD by dape's own command, and lets it do COMMAND."
  (let ((conn (tried-stopped)))
    (dape-select-thread conn thread)
    (tried-await "selection" (lambda () (equal (dape--thread-id conn) thread)))
    (let (stopped)
      (add-hook 'dape-stopped-hook (lambda () (setq stopped t)))
      (if (eq command 'next)
          (dape-next conn)
        (tried-ask conn :stepBack (list :threadId thread)))
      (tried-await (format "stop after %s" command) (lambda () (and stopped (tried-stopped))))
      (setq dape-stopped-hook nil))))

(defun tried-value ()
  (plist-get (tried-ask (tried-stopped) :evaluate (list :expression "value" :context "watch")) :result))

(dape (list 'command (getenv "DAP") 'command-args '("dap") 'command-cwd default-directory
            :type "interleave" :request "launch" :program (getenv "COUNTER")))
(tried-await "stop at the entry" #'tried-stopped)
(tried-await "threads" (lambda () (= (length (dape--threads (tried-stopped))) 3)))
(tried-move 'next 2)
(tried-move 'next 3)
(tried-move 'next 3)
(unless (equal (tried-value) "1") (tried-fail "value is %s" (tried-value)))
(tried-move 'back 3)
(unless (equal (tried-value) "0") (tried-fail "value is %s one step back" (tried-value)))
(tried-ask (tried-stopped) :disconnect '(:terminateDebuggee t))
(princ "ok: dape\n")
(kill-emacs 0) ; dape itself may nest too deep where a process ends in a batch
;;; emacs.el ends here
