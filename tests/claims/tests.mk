# The claims that the kit makes about its own programs, and the sweep.

# Every program about which something is claimed: exercise, source, where it is built. With EX, those
# of one exercise.
claimed = $(foreach source,$(2),$(1) $(source) $(call built_in,$(1),$(source))$(newline))
CLAIMED := $(foreach ex,$(or $(EX),$(EXERCISES)),$(call claimed,$(ex), \
    $(or $(wildcard exercises/$(ex)/original.c),$(call student_file,$(ex))) \
    $(sort $(wildcard solutions/$(ex)/*.c tests/wrong-fixes/$(ex)/*.c))))
BAD := $(foreach ex,$(or $(EX),$(EXERCISES)),$(call claimed,$(ex),$(sort $(wildcard tests/bad-programs/$(ex)/*.c))))

# Once, before the many that need it.
.PHONY: claimed-harness claimed-programs
claimed-harness: $(foreach kind,plain tsan,$(COUNTED:%=build/lib/$(kind)/%.o)) $(LINKS) \
                 $(EXPLORED_COMMON) $(COLLECTOR) $(INTERLEAVE_WRAP) $(EXERCISES:%=build/%/contract.json) $(EXERCISES:%=build/%/contract.sh) \
                 $(EXERCISES:%=build/%/contract.tsan.o)

claimed-programs: claimed-harness | build/tests
	$(file >build/tests/claimed.list,$(CLAIMED))
	$(file >build/tests/bad.list,$(BAD))
	@cat build/tests/claimed.list build/tests/bad.list | xargs -L1 -P2 sh -c \
	    'mkdir -p $$2 && $(MAKE) -k programs EX=$$0 SOURCE=$$1 >/dev/null 2>&1 || true'

build/tests/test_claims: build/tests/claims/test_claims.o build/tests/claims/claims.o
	$(call link_test,-ljansson)
build/tests/sweep: build/tests/claims/sweep.o build/tests/claims/claims.o
	@$(CC) $(LLD) $(SANITIZER) -o $@ $^ -ljansson

build/tests/test_stories: build/tests/claims/test_stories.o
	$(call link_test,)

build/tests/test_same_story: build/tests/claims/test_same_story.o
	$(call link_test,-ljansson)

# What make explore shows of each racy program; and that verify tells the same.
.PHONY: test-stories
test-stories: claimed-programs build/tests/test_stories build/tests/test_same_story $(INTERLEAVE) $(VERIFY)
	@STORIES=tests/claims/stories build/tests/test_stories --jobs=2
	@build/tests/test_same_story --jobs=2

.PHONY: test-claims
test-claims: claimed-programs build/tests/test_claims build/tests/test_stories build/tests/test_same_story $(SANITIZED)/bin/verify $(VERIFY) $(INTERLEAVE)
	@VERIFY=$(SANITIZED)/bin/verify CLAIMS=build/tests/claimed.list build/tests/test_claims --jobs=2
	$(if $(strip $(BAD)),@VERIFY=$(SANITIZED)/bin/verify CLAIMS=build/tests/bad.list build/tests/test_claims --jobs=2)
	@STORIES=tests/claims/stories build/tests/test_stories --jobs=2
	@build/tests/test_same_story --jobs=2
