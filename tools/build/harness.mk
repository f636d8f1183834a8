# harness.mk - builds what is not the student's: the shared main and channel, the contracts.
#
#   build/lib/plain/*.o, build/lib/tsan/*.o     exercises/lib, in both builds
#   build/lib/explored/channel.o                the channel, with words for the explorer
#   build/NN-name/contract.json                 what a contract says, for the tools
#   build/NN-name/contract.sh                   its cases, for a shell
#   build/NN-name/contract                      the program that tells it
#   build/link/*                                how the linker is called for each kind of program

COMMON := main exercise channel proof exchange_weak
# And in the programs that count what becomes of their threads.
COUNTED := $(COMMON) started

# Where the programs built from a source go; each source has its own place, so that none is taken
# for another. $(call built_in,EXERCISE,SOURCE)
stem = $(subst -,_,$(call rest_of_name,$(1)))
student_file = exercises/$(1)/$(call stem,$(1)).c
built_in = build/$(1)$(if $(filter-out $(call student_file,$(1)),$(2)),/other/$(subst /,-,$(basename $(2))))

build/lib/plain/%.o: exercises/lib/%.c build/toolchain | $(HAVE)/core
	@mkdir -p $(@D)
	@$(CC) $(LANGUAGE) $(PLAIN_FLAGS) -Iexercises/lib -MMD -MP -c -o $@ $<

build/lib/tsan/%.o: exercises/lib/%.c build/toolchain | $(HAVE)/core
	@mkdir -p $(@D)
	@$(CC) $(LANGUAGE) $(TSAN_FLAGS) -Iexercises/lib -MMD -MP -c -o $@ $<

build/lib/tsan/exchange_weak.o: TSAN_FLAGS += -g0

# For the explorer only, which is told in words what the channel does: its steps are the same. Under
# TSan the words are nothing at all.
build/lib/explored/channel.o: exercises/lib/channel.c build/toolchain | $(HAVE)/core
	@mkdir -p $(@D)
	@$(CC) $(LANGUAGE) $(TSAN_FLAGS) -D__INTERLEAVE__=1 -Iexercises/lib -MMD -MP -c -o $@ $<

EXPLORED_COMMON := build/lib/explored/channel.o $(patsubst %,build/lib/tsan/%.o,$(filter-out channel exchange_weak,$(COMMON)))

build/%/contract.plain.o: exercises/%/contract.c build/toolchain | $(HAVE)/core
	@mkdir -p $(@D)
	@$(CC) $(LANGUAGE) $(PLAIN_FLAGS) -Iexercises/lib -MMD -MP -c -o $@ $<

build/%/contract.tsan.o: exercises/%/contract.c build/toolchain | $(HAVE)/core
	@mkdir -p $(@D)
	@$(CC) $(LANGUAGE) $(TSAN_FLAGS) -Iexercises/lib -MMD -MP -c -o $@ $<

# No line of the student's is linked into it.
build/%/contract: build/%/contract.plain.o build/lib/plain/describe.o
	@$(CC) -pthread $(LLD) -o $@ $^

build/%/contract.json: build/%/contract
	@$< >$@.new && mv $@.new $@

build/%/contract.sh: build/%/contract
	@$< shell >$@.new && mv $@.new $@

# The linker's own command, as clang would call it: asked once, for clang takes longer to start than
# lld to link. A file says it in two lines, for a shell: what it reads that no sandbox shows (the
# libraries of a compiler that is not in /usr), and the command for $$in and $$out.
# $(call linked,KIND,OBJECTS,FILES) is the command that makes the target of them and reads the files.
COUNTED_CALLS := pthread_create pthread_join pthread_detach pthread_tryjoin_np pthread_timedjoin_np
LINK_tsan := -fsanitize=thread $(COUNTED_CALLS:%=-Wl,--wrap=%)
C11_CALLS := thrd_create thrd_join thrd_detach
LINK_plain := $(COUNTED_CALLS:%=-Wl,--wrap=%) -Wl,--wrap=pthread_clockjoin_np $(C11_CALLS:%=-Wl,--wrap=%)
LINK_explored = -Wl,@$(INTERLEAVE_WRAP) -Wl,--wrap=main
# lld starts a thread a processor, and hashes all that it links: programs this small, and as short-lived,
# only pay for that.
LINK_ALONE = $(patsubst %,-Wl$(comma)--threads=1,$(LLD)) -Wl,--build-id=none
LINKS := $(addprefix build/link/,plain tsan explored)
linked = { read -r reads; read -r link; } <build/link/$(1) && in='$(2)' out=$@ && \
    eval "$(call boxed,$(3),$$reads)$$link"

$(LINKS): build/link/%: build/lib/plain/main.o build/toolchain tools/build/harness.mk
	@mkdir -p $(@D)
	@$(CC) -pthread $(LLD) $(LINK_ALONE) $(LINK_$*) -o @OUT@ $< -lm '-###' 2>&1 | tail -n 1 >$@.all
	@{ grep -o '["=]/[^"]*' $@.all | cut -c2- | grep -v -e ^/usr/ -e ^/lib | sed 's/^/--read=/' | tr '\n' ' '; echo; \
	    sed 's|"@OUT@"|"$$out"|; s|"$<"|$$in|' $@.all; } >$@.new && rm $@.all && mv $@.new $@

.SECONDARY:

-include $(wildcard build/lib/*/*.d $(patsubst %,build/%/contract.*.d,$(or $(EX),$(EXERCISES))))
