REPORT := $(TOOLS)/bin/tsan-report
REPORT_LIBRARY := $(call object,$(addprefix tsan-report/,report.c explain.c debug_info.c variables.c types.c scope.c \
                  expression.c watched.c))

$(REPORT): $(call object,tsan-report/main.c) $(REPORT_LIBRARY) $(RUN_LIBRARY)
	$(call link_tool,-ljansson -ldw -lelf -lm)

# Linked into the programs that TSan watches. The collector is never instrumented or sanitized itself;
# C11 threads are, so that TSan knows who called them, but have no lines of their own to be told.
COLLECTOR := $(addprefix build/lib/,collect.o collect_locks.o c11_threads.o)
build/lib/c11_threads.o: TOOL_LANGUAGE += -g0 -fsanitize=thread
build/lib/%.o: tools/tsan-report/%.c build/toolchain | $(HAVE)/core
	@mkdir -p $(@D)
	@$(CC) $(TOOL_LANGUAGE) -MMD -MP -c -o $@ $<
