REPORT := $(TOOLS)/bin/tsan-report
REPORT_LIBRARY := $(call object,$(addprefix tsan-report/,report.c explain.c debug_info.c expression.c watched.c))

$(REPORT): $(call object,tsan-report/main.c) $(REPORT_LIBRARY) $(RUN_LIBRARY)
	$(call link_tool,-ljansson -ldw -lelf -lm)

# Linked into the programs that TSan watches, so never instrumented or sanitized itself.
COLLECTOR := $(addprefix build/lib/,collect.o collect_locks.o c11_threads.o)
build/lib/%.o: tools/tsan-report/%.c build/toolchain | $(HAVE)/core
	@mkdir -p $(@D)
	@$(CC) $(TOOL_LANGUAGE) -MMD -MP -c -o $@ $<
