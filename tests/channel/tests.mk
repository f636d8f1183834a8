# The tests of the channel: its contract, and a run under ThreadSanitizer.

build/tests/channel/channel.o: exercises/lib/channel.c build/toolchain | $(HAVE)/core
	@mkdir -p $(@D)
	@$(CC) $(LANGUAGE) $(SANITIZER) -Iexercises/lib -MMD -MP -c -o $@ $<

build/tests/test_channel: build/tests/channel/test_channel.o build/tests/channel/channel.o
	$(call link_test)

build/tests/stress_channel: tests/channel/stress_channel.c exercises/lib/channel.c \
                            exercises/lib/channel.h build/toolchain | $(HAVE)/core build/tests
	@$(CC) $(LANGUAGE) $(TSAN_FLAGS) $(LLD) -Iexercises/lib -o $@ $(filter %.c,$^)

.PHONY: test-channel
test-channel: build/tests/test_channel build/tests/stress_channel $(RUN)
	@build/tests/test_channel --jobs=2
	@$(RUN) build/tests/stress_channel
