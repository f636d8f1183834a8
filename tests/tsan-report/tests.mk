# The tests of tsan-report: a small program for each kind of report.

FIXTURES := tests/tsan-report/fixtures
FIXTURE_PROGRAMS := $(patsubst $(FIXTURES)/%.c,build/tests/tsan-report/%,$(wildcard $(FIXTURES)/*.c))

build/tests/tsan-report/%: $(FIXTURES)/%.c $(FIXTURES)/fixture.h $(COLLECTOR) build/toolchain \
                           | $(HAVE)/core
	@mkdir -p $(@D)
	@$(CC) $(LANGUAGE) $(TSAN_FLAGS) $(LLD) -o $@ $< $(COLLECTOR)

build/tests/tsan-report/crashing: tests/tsan-report/crashing.c $(COLLECTOR) build/toolchain \
                                  | $(HAVE)/core
	@mkdir -p $(@D)
	@$(CC) $(LANGUAGE) $(TSAN_FLAGS) $(LLD) -o $@ $< $(COLLECTOR)

build/tests/test_tsan_report: build/tests/tsan-report/test_tsan_report.o \
                              $(call sanitized,$(REPORT_LIBRARY) $(RUN_LIBRARY))
	$(call link_test,-ldw -lelf $(RUN_LIBRARIES))
build/tests/test_any_program: build/tests/tsan-report/test_any_program.o
	$(call link_test,)

.PHONY: test-tsan-report
test-tsan-report: build/tests/test_tsan_report build/tests/test_any_program $(FIXTURE_PROGRAMS) \
                  build/tests/tsan-report/crashing $(SANITIZED)/bin/tsan-report $(REPORT)
	@REPORT=$(SANITIZED)/bin/tsan-report FIXTURES=$(FIXTURES) FIXTURES_BUILT=build/tests/tsan-report $< --jobs=2
	@REPORT=$(REPORT) KIT=. CC=$(CC) build/tests/test_any_program --jobs=2
