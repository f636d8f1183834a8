# toolchain.mk - which compiler, with which flags; nothing else names one.
#
# CC=… on the command line chooses another clang; LLD= (empty) the system's linker.

TOOLCHAIN := $(shell $(if $(filter command environment,$(firstword $(origin CC))),CC='$(CC)') \
                 sh tools/setup/toolchain.sh)
ifneq ($(filter default undefined,$(origin CC)),)
CC := $(or $(filter-out -,$(word 1,$(TOOLCHAIN))),clang)
endif
LLD := $(patsubst %,-fuse-ld=%,$(filter-out -,$(word 3,$(TOOLCHAIN))))
SYMBOLIZER := $(filter-out -,$(word 4,$(TOOLCHAIN)))

# What students' programs are built with. The plain build is optimised, as programs that ship are;
# the TSan build is not, because an optimiser may merge or move racing accesses out of sight, and
# the reads of `x = x + 1` are instrumented too, which clang leaves out by default.
LANGUAGE := -std=c17 -D_POSIX_C_SOURCE=200809L -g -Wall -Wextra -pthread
PLAIN_FLAGS := -O2
TSAN_FLAGS := -O0 -fsanitize=thread -mllvm -tsan-instrument-read-before-write

# What the kit's own tools are built with.
TOOL_LANGUAGE := -std=c17 -D_GNU_SOURCE -O2 -g -pthread -Itools \
                 -Wall -Wextra -Wshadow -Wconversion $(WERROR)

# Names the compiler in use; rewritten only when that changes, so that all is built anew then.
ifneq ($(file <build/toolchain),$(CC) $(LLD))
$(shell mkdir -p build)
$(file >build/toolchain,$(CC) $(LLD))
endif
build/toolchain: ;

# A tool or library that is missing is told once, before the first thing that needs it is built.
HAVE := build/have/$(notdir $(CC))
$(HAVE)/%:
	@sh tools/setup/setup.sh need $*
	@mkdir -p $(@D) && touch $@
