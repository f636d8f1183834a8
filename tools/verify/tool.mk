VERIFY := $(TOOLS)/bin/verify
$(VERIFY): $(call object,verify/verify.c verify/check_builds.c verify/check_total.c \
             verify/check_race_free.c verify/check_interleavings.c \
             verify/failing_steps.c verify/result.c interleave/command/timeline.c interleave/command/names.c) $(RUN_LIBRARY) $(REPORT_LIBRARY)
	$(call link_tool,-ljansson -ldw -lelf -lcrypto -lm)
