# What reads foreign bytes, under libFuzzer: `make fuzz TIME=60` gives each target so many seconds;
# FOR=archive names one. What is found is kept in seeds/, and check tries that without libFuzzer.

FUZZED := build/fuzzed
FUZZ_NAMES := schedule trace events result archive layout tables program plan code
FUZZ_TOOLS := $(STORY) $(NAMES_PARTS) $(REDUCED) interleave/command/show.c interleave/command/sarif.c \
    $(addprefix compiler/,object_note.c look.c words.c run_command.c ir.c) \
    grade/archive.c grade/attribute.c grade/class.c grade/facts.c grade/meaning.c grade/overrides.c grade/weights.c \
    kit/result.c common/hash.c
FUZZ_OBJECTS := $(call object,$(FUZZ_TOOLS)) $(REPORT_LIBRARY) $(RUN_LIBRARY)
FUZZ_LIBRARIES := -ldw -lelf -larchive -lcrypto $(RUN_LIBRARIES)
# A target is named in tests/fuzz/targets.c.
FUZZ_PARTS := targets $(FUZZ_NAMES:%=fuzz_%)
# Of the library, schedules alone: what they are run by is left out at the link, as nothing calls it.
FUZZ_LIBRARY := engine/schedule core/names
FUZZ_LANGUAGE := $(TEST_LANGUAGE) $(INTERLEAVE_16) -Itools/interleave -I$(INTERLEAVE_LIB) -ffunction-sections -fdata-sections

# $(call fuzz_rules,FOLDER,SANITIZER): the objects, as fuzzing or the replay has them
define fuzz_rules
$(1)/tests/%.o: tests/fuzz/%.c build/toolchain | $$(HAVE)/core $$(HAVE)/tools $$(HAVE)/grading
	@mkdir -p $$(@D)
	@$$(CC) $$(FUZZ_LANGUAGE) $(2) -MMD -MP -c -o $$@ $$<
$(1)/lib/%.o: $$(INTERLEAVE_LIB)/%.c build/toolchain | $$(HAVE)/core
	@mkdir -p $$(@D)
	@$$(CC) $$(FUZZ_LANGUAGE) $(2) -MMD -MP -c -o $$@ $$<
-include $$(wildcard $(1)/tests/*.d $(1)/lib/*/*.d)
endef
FUZZER := $(SANITIZER) -fsanitize=fuzzer-no-link
$(eval $(call fuzz_rules,build/tests/fuzz,$(SANITIZER)))
$(eval $(call fuzz_rules,$(FUZZED),$(FUZZER)))

$(FUZZED)/tools/%.o: tools/%.c build/toolchain | $(HAVE)/core $(HAVE)/tools $(HAVE)/grading
	@mkdir -p $(@D)
	@$(CC) $(TOOL_LANGUAGE) $(FUZZER) -MMD -MP -c -o $@ $<
-include $(wildcard $(FUZZED)/tools/*/*.d $(FUZZED)/tools/*/*/*.d)

fuzz_parts = $(FUZZ_PARTS:%=$(1)/tests/%.o) $(FUZZ_LIBRARY:%=$(1)/lib/%.o)
build/tests/fuzz/replay: $(call fuzz_parts,build/tests/fuzz) build/tests/fuzz/tests/replay.o $(call sanitized,$(FUZZ_OBJECTS))
	@$(CC) $(LLD) $(SANITIZER) -pthread -Wl,--gc-sections -o $@ $^ $(FUZZ_LIBRARIES)
$(FUZZED)/fuzz: $(call fuzz_parts,$(FUZZED)) $(FUZZED)/tests/fuzz.o $(FUZZ_OBJECTS:$(TOOLS)/%=$(FUZZED)/tools/%)
	@$(CC) $(LLD) $(SANITIZER) -fsanitize=fuzzer -pthread -Wl,--gc-sections -o $@ $^ $(FUZZ_LIBRARIES)

# Programs and objects as this compiler makes them; those that were found stand in seeds/.
FUZZ_MADE := build/tests/fuzz/seeds
FUZZ_PROGRAMS := $(addprefix $(FUZZ_MADE)/program/,object.o noted.o linked stripped)
$(FUZZ_MADE)/program/object.o: tests/fuzz/program.c build/toolchain | $(HAVE)/core
	@mkdir -p $(@D)
	@$(CC) -g -O0 -c -o $@ $<
$(FUZZ_MADE)/program/noted.o: tests/fuzz/program.c $(INTERLEAVE) $(INTERLEAVE_WRAP)
	@mkdir -p $(@D)
	@$(INTERLEAVE) cc -c -o $@ $<
$(FUZZ_MADE)/program/linked: $(FUZZ_MADE)/program/object.o
	@$(CC) $(LLD) -nostdlib -static -o $@ $<
$(FUZZ_MADE)/program/stripped: $(FUZZ_MADE)/program/linked
	@objcopy --strip-all $< $@

.PHONY: test-fuzz fuzz
test-fuzz: build/tests/fuzz/replay $(FUZZ_PROGRAMS)
	@$< tests/fuzz/seeds $(FUZZ_MADE) 2>build/tests/fuzz/log || { tail -n 40 build/tests/fuzz/log; exit 1; }

fuzz: $(FUZZED)/fuzz $(FUZZ_PROGRAMS) ## fuzzes what reads foreign bytes: TIME=60 seconds each, FOR=archive
	@sh tests/fuzz/fuzz.sh $< $(FUZZED) $(FUZZ_MADE) '$(or $(TIME),60)' $(or $(FOR),$(FUZZ_NAMES))
