# tests.mk - the tests of bench and of the samples.
#

SANITIZED_BENCH := $(SANITIZED)/bin/bench

build/tests/test_bench: build/tests/bench/test_bench.o \
                        $(call sanitized,$(call object,common/series.c))
	@$(CC) $(LLD) $(SANITIZER) -o $@ $^ -lcriterion -lm

.PHONY: test-bench
test-bench: build/tests/test_bench $(SANITIZED_BENCH)
	@BENCH=$(SANITIZED_BENCH) SAMPLES=tools/samples/samples.sh \
	    READMES='$(SAMPLED)' $<
