# The cheats, each of which must be refused for its reason, and honest programs that come close to
# them and must not be. Held against verify as all claims are (tests/claims).

CHEATS := $(sort $(foreach folder,01-counter honest,$(wildcard tests/cheats/$(folder)/*.c)))
# Cheats and honest programs for another exercise than the first have a folder of its name.
OTHER_CHEATS = $(wildcard $(if $(filter-out 01-counter,$(1)),tests/cheats/$(1)/*.c) tests/cheats/honest/$(1)/*.c)
CHEATED = $(foreach source,$(CHEATS),$(call claimed,01-counter,$(source))) \
          $(foreach ex,$(EXERCISES),$(call claimed,$(ex),$(sort $(call OTHER_CHEATS,$(ex)))))

# What is refused before it is linked needs no more than its objects.
.PHONY: cheating-programs
cheating-programs: claimed-harness | build/tests
	$(file >build/tests/cheats.list,$(CHEATED))
	@cat build/tests/cheats.list | xargs -L1 -P2 sh -c \
	    'goal=programs; if grep -q "^ \* Refused as" $$1; then goal=objects; fi; mkdir -p $$2 && \
	    $(MAKE) -k $$goal EX=$$0 SOURCE=$$1 >/dev/null 2>&1 || true'

.PHONY: test-cheats
test-cheats: cheating-programs build/tests/test_claims $(SANITIZED)/bin/verify
	@VERIFY=$(SANITIZED)/bin/verify CLAIMS=build/tests/cheats.list build/tests/test_claims --jobs=2
