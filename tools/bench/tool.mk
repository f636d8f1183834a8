BENCH := $(TOOLS)/bin/bench
BENCH_LIBRARY := $(call object,common/series.c $(addprefix bench/,progress.c costs.c costs_table.c costs_plot.c costs_page.c steps.c))

$(BENCH): $(call object,bench/main.c) $(BENCH_LIBRARY) $(RUN_LIBRARY) $(PAGE_LIBRARY)
	$(call link_tool,-lcrypto $(RUN_LIBRARIES))

# What `make bench` compares, LABEL=SOURCE: the racy original, the fixes that there are, and the
# student's program once it is another. Recursive, because exercise.mk comes later.
racy_source = $(or $(wildcard $(FOLDER)/original.c),$(STUDENTS_FILE))
compared = racy=$(racy_source) \
    $(foreach fix,lock atomic message,$(patsubst %,$(fix)=%,$(wildcard solutions/$(EX)/$(fix).c))) \
    $(shell cmp -s $(racy_source) $(STUDENTS_FILE) || echo yours=$(STUDENTS_FILE))
label_of = $(firstword $(subst =, ,$(1)))
source_of = $(lastword $(subst =, ,$(1)))
optimised_of = $(call built_in,$(EX),$(call source_of,$(1)))/optimised
# LABEL=PROGRAM, as the command takes it.
COMPARED_PROGRAMS = $(foreach each,$(compared),$(call label_of,$(each))=$(call optimised_of,$(each)))

ifneq ($(if $(filter new,$(MAKECMDGOALS)),,$(EX)),)
.PHONY: compared-programs timing
compared-programs: harness
	$(foreach each,$(compared),@$(MAKE) -s EX=$(EX) SOURCE=$(call source_of,$(each)) \
	    $(call optimised_of,$(each))$(newline))

timing: $(BENCH) $(VERIFY) harness ## where the time of one make verify goes; TIMES= how often
	@sh tools/bench/timing.sh $(BENCH) $(EX) $(SOURCE) $(or $(TIMES),10)
endif
