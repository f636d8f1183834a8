# tests.mk - the tests of bench and of the samples.
#
# `test-bench` runs them; the sanitized bench is a program of its own beside theirs.

SANITIZED_BENCH := $(SANITIZED)/bin/bench

build/tests/test_bench: build/tests/bench/test_bench.o \
                        $(call sanitized,$(call object,bench/series.c))
	@$(CC) $(LLD) $(SANITIZER) -o $@ $^ -lcriterion -lm

$(SANITIZED_BENCH): $(call sanitized,$(call object,bench/main.c) $(BENCH_LIBRARY) $(RUN_LIBRARY))
	@mkdir -p $(@D) && $(CC) -pthread $(LLD) $(SANITIZER) -o $@ $^ -ljansson -lm

.PHONY: test-bench
test-bench: build/tests/test_bench $(SANITIZED_BENCH)
	@BENCH=$(SANITIZED_BENCH) SAMPLES=tools/samples/samples.sh \
	    READMES='$(wildcard README.md $(addsuffix /*/README.md,exercises solutions tools))' $<
