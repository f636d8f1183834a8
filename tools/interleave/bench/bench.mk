# The explorer's speed: ratios from one run, to itself without race detection and to Relacy (Debian's
# relacy-dev), where that is installed.

SPEED := $(TOOLS)/bin/interleave-speed
RELACY_SPEED := $(TOOLS)/bin/relacy-speed

$(TOOLS)/interleave/bench/programs.o: tools/interleave/bench/programs.c build/toolchain | $(HAVE)/core
	@mkdir -p $(@D)
	@$(CC) $(TOOL_LANGUAGE) -fsanitize=thread -MMD -MP -c -o $@ $<

$(SPEED): $(call object,interleave/bench/speed.c common/series.c) $(TOOLS)/interleave/bench/programs.o \
          $(INTERLEAVE_LIBRARY) $(INTERLEAVE_WRAP)
	@mkdir -p $(@D)
	@$(CC) -pthread $(LLD) -o $@ $(filter %.o %.a,$^) -Wl$(comma)@$(INTERLEAVE_WRAP) -lm

$(RELACY_SPEED): tools/interleave/bench/relacy.cpp
	@mkdir -p $(@D)
	@$(CC) -x c++ -w -O2 -o $@ $< -lstdc++ -lm

.PHONY: speed
speed: $(SPEED)
	@if printf '#include <relacy/relacy.hpp>\n' | $(CC) -w -x c++ -fsyntax-only - 2>/dev/null; then \
	    $(MAKE) $(RELACY_SPEED) && $(SPEED) $(RELACY_SPEED) $(ROUNDS); \
	else \
	    echo "without Relacy, which is not here (Debian: relacy-dev and g++)"; $(SPEED) - $(ROUNDS); \
	fi

# Schedules to the first bug, beside what is published: SEEDS=20.
.PHONY: hunt
hunt: $(INTERLEAVE) $(INTERLEAVE_WRAP)
	@sh tools/interleave/bench/hunt.sh $(INTERLEAVE) '$(or $(SEEDS),20)'
