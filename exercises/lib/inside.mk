# Makes every verb of the kit work inside an exercise's folder: `make tsan` in here is
# `make tsan EX=<this folder>` at the top.
#
# SOURCE= may be relative to this folder as well as to the top. EX= can only be this folder's.
.DEFAULT_GOAL := progress
TOP := $(abspath ../..)
HERE := $(notdir $(CURDIR))
include $(TOP)/tools/build/choose.mk
ifneq ($(filter-out $(HERE),$(EX)),)
$(info racetrack: $(EX) is not the exercise of this folder$(newline)try: make -C ../.. $(MAKECMDGOALS) EX=$(EX))
$(error another exercise)
endif
FROM_TOP := $(if $(wildcard $(firstword $(SOURCE))),$(patsubst $(TOP)/%,%,$(abspath $(SOURCE))),$(SOURCE))
AT_TOP = @$(MAKE) --no-print-directory -C $(TOP) EX=$(HERE) \
         $(if $(SOURCE),SOURCE='$(FROM_TOP)') $@
%:
	$(AT_TOP)
.PHONY: progress
progress:
	$(AT_TOP)
Makefile ../lib/inside.mk $(TOP)/tools/build/choose.mk: ;
