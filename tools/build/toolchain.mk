# toolchain.mk - which compiler, with which flags; nothing else names one.
#
# CC=… on the command line chooses another clang; LLD= (empty) the system's linker.

TOOLCHAIN := $(shell $(if $(filter command environment,$(firstword $(origin CC))),CC='$(CC)') \
                 sh tools/setup/toolchain.sh)
ifeq ($(word 2,$(TOOLCHAIN)),other)
$(info racetrack: CC=$(CC) is not clang, which this kit needs; try: leave CC out)
$(error no clang)
endif
ifneq ($(filter default undefined,$(origin CC)),)
CC := $(or $(filter-out -,$(word 1,$(TOOLCHAIN))),clang)
endif
LLD := $(patsubst %,-fuse-ld=%,$(filter-out -,$(word 3,$(TOOLCHAIN))))
SYMBOLIZER := $(filter-out -,$(word 4,$(TOOLCHAIN)))

# What students' programs are built with, in both builds without optimisation: a compiler may keep a
# shared variable in a register over a whole loop, or merge racing accesses out of sight; what is
# looked at here is the program as it was written. In the TSan build the reads of `x = x + 1` are
# instrumented too, which clang leaves out by default.
LANGUAGE := -std=c17 -D_POSIX_C_SOURCE=200809L -g -Wall -Wextra -pthread
PLAIN_FLAGS := -O0
TSAN_FLAGS := -O0 -fsanitize=thread -mllvm -tsan-instrument-read-before-write

# Has clang tell, in the same run, what it compiled a student's program to; verify judges that. Date
# and time of day would make two compilations of one source differ.
TELLING := -mllvm -print-before=always-inline -mllvm -print-module-scope \
           -Wno-builtin-macro-redefined -D__DATE__='"Jan  1 2000"' -D__TIME__='"00:00:00"'

# What the kit's own tools are built with.
TOOL_LANGUAGE := -std=c17 -D_GNU_SOURCE -O2 -g -pthread -Itools \
                 -Wall -Wextra -Wshadow -Wconversion $(WERROR)

# Names the compiler, its version and the flags in use; rewritten only when they change, so that all is
# built anew then, and only then.
define TOOLCHAIN_IN_USE
$(CC) $(word 5,$(TOOLCHAIN)) $(LLD) $(LANGUAGE) $(PLAIN_FLAGS) $(TSAN_FLAGS) $(TELLING) $(TOOL_LANGUAGE)
endef
ifneq ($(file <build/toolchain),$(TOOLCHAIN_IN_USE))
$(shell mkdir -p build)
$(file >build/toolchain,$(TOOLCHAIN_IN_USE))
endif

# A tool or library that is missing is told once, before the first thing that needs it is built.
HAVE := build/have/$(notdir $(CC))
$(HAVE)/%:
	@sh tools/setup/setup.sh need $*
	@mkdir -p $(@D) && touch $@
