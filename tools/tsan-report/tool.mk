REPORT := $(TOOLS)/bin/tsan-report
REPORT_LIBRARY := $(call object,$(addprefix tsan-report/,report.c explain.c unmodelled.c watched.c)) $(DEBUG_INFO)

# Linked into the programs that TSan watches. The collector is never instrumented or sanitized itself;
# C11 threads are, so that TSan knows who called them, but have no lines of their own to be told.
COLLECTOR := $(addprefix build/lib/,collect.o collect_locks.o c11_threads.o)

$(call object,tsan-report/compile.c): TOOL_LANGUAGE += -DTSAN_REPORT_COMPILER='"$(lastword $(CC))"'
$(call object,tsan-report/main.c): TOOL_LANGUAGE += -DTSAN_REPORT_SYMBOLIZER='"$(SYMBOLIZER)"'

$(REPORT): $(call object,tsan-report/main.c tsan-report/compile.c $(DRIVER)) $(REPORT_LIBRARY) \
           $(RUN_LIBRARY) | $(COLLECTOR)
	$(call link_tool,-ldw -lelf $(RUN_LIBRARIES))

build/lib/c11_threads.o: TOOL_LANGUAGE += -g0 -fsanitize=thread
build/lib/%.o: tools/tsan-report/%.c build/toolchain | $(HAVE)/core
	@mkdir -p $(@D)
	@$(CC) $(TOOL_LANGUAGE) -MMD -MP -c -o $@ $<
