INTEGRITY := $(addprefix verify/,integrity.c integrity_symbols.c integrity_names.c integrity_compiled.c \
               integrity_included.c untouched.c) compiler/ir.c
VERIFY := $(TOOLS)/bin/verify
$(VERIFY): $(call object,verify/verify.c verify/finding.c verify/beside.c $(INTEGRITY) verify/check_builds.c verify/check_total.c \
             verify/check_race_free.c verify/check_interleavings.c verify/check_concurrent.c verify/asleep.c \
             verify/explored.c verify/refuted.c verify/failing_steps.c verify/untold.c \
             $(STORY) $(NAMES_PARTS) $(REDUCED)) $(KIT_LIBRARY) $(RUN_LIBRARY) $(REPORT_LIBRARY)
	$(call link_tool,-ldw -lelf -lcrypto $(RUN_LIBRARIES))
