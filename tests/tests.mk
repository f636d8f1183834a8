# tests.mk - the kit's own tests, and the sweep.
#
# The tools are tested as built with AddressSanitizer and UndefinedBehaviorSanitizer, in a place of
# their own; the sweep runs them as they are used.

SANITIZED := build/sanitized

SANITIZER := -fsanitize=address,undefined -fno-sanitize-recover=undefined
ifneq ($(TOOLS),$(SANITIZED))
$(SANITIZED)/%.o: tools/%.c build/toolchain | $(HAVE)/core $(HAVE)/tools
	@mkdir -p $(@D)
	@$(CC) $(TOOL_LANGUAGE) $(SANITIZER) -MMD -MP -c -o $@ $<
endif
sanitized = $(patsubst $(TOOLS)/%,$(SANITIZED)/%,$(1))

# Every program about which the kit claims something: exercise, source, where it is built.
claimed = $(foreach source,$(2),$(1) $(source) $(call built_in,$(1),$(source))$(newline))
CLAIMED := $(foreach ex,$(EXERCISES),$(call claimed,$(ex), \
    $(or $(wildcard exercises/$(ex)/original.c),$(call student_file,$(ex))) \
    $(sort $(wildcard solutions/$(ex)/*.c tests/wrong-fixes/$(ex)/*.c))))
BAD := $(foreach ex,$(EXERCISES),$(call claimed,$(ex),$(sort $(wildcard tests/bad-programs/$(ex)/*.c))))

.PHONY: claimed-programs
claimed-programs: $(foreach kind,plain tsan,$(COMMON:%=build/lib/$(kind)/%.o)) $(COLLECTOR) \
                  $(EXERCISES:%=build/%/contract.json) $(EXERCISES:%=build/%/contract.tsan.o)
	@mkdir -p build/tests
	$(file >build/tests/claimed.list,$(CLAIMED))
	$(file >build/tests/bad.list,$(BAD))
	@cat build/tests/claimed.list build/tests/bad.list | xargs -L1 -P2 sh -c \
	    'mkdir -p $$2 && $(MAKE) -k programs EX=$$0 SOURCE=$$1 >/dev/null 2>&1 || true'

TEST_LANGUAGE := $(TOOL_LANGUAGE) -Iexercises/lib
build/tests/%.o: tests/%.c build/toolchain | $(HAVE)/core $(HAVE)/tools $(HAVE)/tests
	@mkdir -p $(@D)
	@$(CC) $(TEST_LANGUAGE) $(SANITIZER) -MMD -MP -c -o $@ $<

link_test = @$(CC) $(LLD) $(SANITIZER) -pthread -o $@ $(filter %.o,$^) -lcriterion $(1)

build/tests/test_run: build/tests/run/test_run.o $(call sanitized,$(RUN_LIBRARY))
	$(call link_test,-ljansson -lm)
build/tests/test_result: build/tests/verify/test_result.o $(call sanitized,$(call object,verify/result.c))
	$(call link_test,-ljansson -lcrypto)
build/tests/test_claims: build/tests/claims/test_claims.o build/tests/claims/claims.o
	$(call link_test,-ljansson)
build/tests/test_verbs: build/tests/verbs/test_verbs.o
	$(call link_test)
build/tests/sweep: build/tests/claims/sweep.o build/tests/claims/claims.o
	@$(CC) $(LLD) $(SANITIZER) -o $@ $^ -ljansson

# The sanitized tools, as programs.
$(SANITIZED)/bin/%: FORCE
	@$(MAKE) TOOLS=$(SANITIZED) TOOL_SANITIZER='$(SANITIZER)' EX= $@
FORCE:

# A clone in which every exercise is as it came.
.PHONY: FORCE clone
clone:
	@rm -rf build/tests/clone && mkdir -p build/tests/clone
	@tar --exclude=./build --exclude=./.git -c . | tar -x -C build/tests/clone
	@for original in build/tests/clone/exercises/*/original.c; do \
	    folder=$${original%/*}; stem=$${folder##*/[0-9][0-9]-}; \
	    cp "$$original" "$$folder/$$(echo "$$stem" | tr - _).c"; done

# The test programs, and what each needs to know; a second process at most, on two cores.
export ASAN_OPTIONS := detect_leaks=1
RUN_TEST = echo; echo "$(1)"; $(2) build/tests/$(1) --jobs=$(or $(3),2) || failed="$$failed $(1)";
TESTS := test_run test_result test_claims test_verbs

.PHONY: run-tests
run-tests: $(TESTS:%=build/tests/%) $(SANITIZED)/bin/verify claimed-programs clone
	@failed=; \
	$(call RUN_TEST,test_run) \
	$(call RUN_TEST,test_result) \
	$(call RUN_TEST,test_claims,VERIFY=$(SANITIZED)/bin/verify CLAIMS=build/tests/claimed.list) \
	$(call RUN_TEST,test_claims,VERIFY=$(SANITIZED)/bin/verify CLAIMS=build/tests/bad.list) \
	$(call RUN_TEST,test_verbs,CLONE='$(CURDIR)/build/tests/clone',1) \
	if [ -n "$$failed" ]; then echo "failed:$$failed"; exit 1; fi

-include $(wildcard build/tests/*/*.d $(SANITIZED)/*/*.d)
