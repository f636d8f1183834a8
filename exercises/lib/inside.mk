# Makes every verb of the kit work inside an exercise's folder: `make tsan` in here is
# `make tsan EX=<this folder>` at the top.
.DEFAULT_GOAL := progress
%:
	@$(MAKE) --no-print-directory -C ../.. EX=$(notdir $(CURDIR)) $@
.PHONY: progress
progress:
	@$(MAKE) --no-print-directory -C ../.. EX=$(notdir $(CURDIR)) $@
Makefile ../lib/inside.mk: ;
