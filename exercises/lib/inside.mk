# Makes every verb of the kit work inside an exercise's folder: `make tsan` in here is
# `make tsan EX=<this folder>` at the top.
#
# SOURCE= may be relative to this folder as well as to the top.
.DEFAULT_GOAL := progress
TOP := $(abspath ../..)
FROM_TOP := $(if $(wildcard $(firstword $(SOURCE))),$(patsubst $(TOP)/%,%,$(abspath $(SOURCE))),$(SOURCE))
AT_TOP = @$(MAKE) --no-print-directory -C $(TOP) EX=$(notdir $(CURDIR)) \
         $(if $(SOURCE),SOURCE='$(FROM_TOP)') $@
%:
	$(AT_TOP)
.PHONY: progress
progress:
	$(AT_TOP)
Makefile ../lib/inside.mk: ;
