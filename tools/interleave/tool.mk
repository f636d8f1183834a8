# interleave: the library that stands in for TSan's runtime and for pthreads.
#
#   build/interleave/libinterleave.a    linked into what is explored
#   build/interleave/wrap               the linker's options: each call that the library takes over

INTERLEAVE_OUT := build/interleave
INTERLEAVE_LIBRARY := $(INTERLEAVE_OUT)/libinterleave.a
INTERLEAVE_WRAP := $(INTERLEAVE_OUT)/wrap
INTERLEAVE_LIB := tools/interleave/lib
INTERLEAVE_PARTS := $(patsubst $(INTERLEAVE_LIB)/%.c,%,$(wildcard $(addprefix $(INTERLEAVE_LIB)/,*.c */*.c */*/*.c)))
INTERLEAVE_JUMP := $(if $(filter x86_64-%,$(MAKE_HOST)),jmp,b)
INTERLEAVE_16 := $(if $(filter x86_64-%,$(MAKE_HOST)),-mcx16)

# The library's code has a section of its own, by which its frames on a stack are known. What it
# calls itself must not be taken over, whether it says so or the compiler does. Its own names begin
# with __interleave_ in the archive, so that a program may have a function or a variable of any name.
$(INTERLEAVE_OUT)/%.o: $(INTERLEAVE_LIB)/%.c build/toolchain | $(HAVE)/core
	@mkdir -p $(@D)
	@$(CC) $(TOOL_LANGUAGE) $(INTERLEAVE_16) -fno-stack-protector -fno-omit-frame-pointer \
	    -momit-leaf-frame-pointer -Itools/interleave -I$(INTERLEAVE_LIB) -MMD -MP -MF $(@:.o=.d) -c -o $@ $<

INTERLEAVE_OBJECTS := $(INTERLEAVE_PARTS:%=$(INTERLEAVE_OUT)/%.o)
$(INTERLEAVE_OUT)/taken: $(INTERLEAVE_OBJECTS)
	@nm $^ | sed -n 's/.* T __wrap_//p' | grep -v '^main$$' | sort >$@.new
	@uniq -d $@.new | sed 's/.*/interleave: & is taken over twice; try: MODELLED in lib\/calls\/glibc.def/' >&2
	@[ -z "$$(uniq -d $@.new)" ] && mv $@.new $@

# Programs are not shown the library: without its debug information they are linked sooner, and what
# reads theirs has a tenth to read. With INTERLEAVE_STRIP= it stays, for who debugs the library. It
# stays where variables stand for what the C library keeps for all threads (strtok's, rand's): a
# story calls them by their names.
INTERLEAVE_STRIP := --strip-debug
INTERLEAVE_NAMED := calls/hidden

# What is taken over of libm alone. The library must not ask for libm itself, but a program that calls
# one of these must, or there is no such function: so each has a member of the archive of its own.
$(INTERLEAVE_OUT)/taken_of_libm: $(INTERLEAVE_OUT)/taken
	@for library in libm libc; do \
	    nm -D --defined-only $$($(CC) -print-file-name=$$library.so.6) 2>$(INTERLEAVE_OUT)/$$library.errors | \
	        sed 's/@.*//; s/.* //' >$(INTERLEAVE_OUT)/$$library.names; \
	done
	@grep -Fxf $(INTERLEAVE_OUT)/libm.names $< | grep -Fvxf $(INTERLEAVE_OUT)/libc.names >$@ || true

$(INTERLEAVE_LIBRARY): $(INTERLEAVE_OUT)/taken $(INTERLEAVE_OUT)/taken_of_libm tools/interleave/tool.mk
	@sed 's/.*/& __real_&/' $< >$(INTERLEAVE_OUT)/own
	@sed 's/.*/__wrap_& __taken_&/' $(INTERLEAVE_OUT)/taken_of_libm >>$(INTERLEAVE_OUT)/own
	@nm -g --defined-only $(INTERLEAVE_OBJECTS) | sed -n 's/.* [A-Z] \([A-Za-z].*\)/\1/p' | \
	    grep -v '^interleave_' | sort -u | sed 's/.*/& __interleave_&/' >>$(INTERLEAVE_OUT)/own
	@rm -rf $@.new $(INTERLEAVE_OUT)/parts && mkdir $(INTERLEAVE_OUT)/parts
	@$(foreach part,$(INTERLEAVE_PARTS),objcopy --redefine-syms=$(INTERLEAVE_OUT)/own \
	    $(if $(filter $(INTERLEAVE_NAMED),$(part)),,$(INTERLEAVE_STRIP)) --rename-section .text=interleave_text $(INTERLEAVE_OUT)/$(part).o \
	    $(INTERLEAVE_OUT)/parts/$(subst /,-,$(part)).o &&) true
	@while read -r name; do \
	    printf '%s\n' ".globl __wrap_$$name" ".section interleave_text, \"ax\"" \
	        "__wrap_$$name: $(INTERLEAVE_JUMP) __taken_$$name" \
	        ".section .data.rel.ro, \"aw\"" ".balign 8" ".quad __real_$$name" \
	        ".section .note.GNU-stack, \"\"" >$(INTERLEAVE_OUT)/parts/libm_$$name.s; \
	done <$(INTERLEAVE_OUT)/taken_of_libm
	@cd $(INTERLEAVE_OUT)/parts && { [ ! -s ../taken_of_libm ] || $(CC) -c libm_*.s; }
	@ar rcs $@.new $(INTERLEAVE_OUT)/parts/*.o && mv $@.new $@

# All calls are bound at the start: else they would be bound anew in every execution, as where they
# lead to is among the globals that are put back.
$(INTERLEAVE_WRAP): $(INTERLEAVE_LIBRARY)
	@{ sed 's/^/--wrap=/' $(INTERLEAVE_OUT)/taken; echo '-znow'; } >$@

-include $(wildcard $(INTERLEAVE_OBJECTS:.o=.d))

# The command.
INTERLEAVE := $(TOOLS)/bin/interleave
# It calls the compiler that it was built with.
$(call object,interleave/command/cc.c): TOOL_LANGUAGE += -DINTERLEAVE_COMPILER='"$(lastword $(CC))"'
NAMES_PARTS := $(addprefix interleave/trace/,names.c names_things.c names_blocks.c names_values.c names_operations.c \
    names_messages.c contents.c)
# What a failure is shown as; verify tells the same.
STORY := $(addprefix interleave/story/,acts.c operations.c cause.c cause_waiting.c cause_memory.c cause_result.c story.c \
           row_words.c table.c story_json.c decisive.c happens.c execution.c) interleave/trace/timeline.c
# A failure made small before it is shown, by whoever runs the program.
REDUCED := interleave/story/reduced.c interleave/trace/explored.c
# One step at a time; what steps links these with $(STORY) and $(NAMES_PARTS).
STEPPING := $(addprefix interleave/stepping/,stepping.c stepping_state.c stepping_process.c stepping_words.c)
$(INTERLEAVE): $(call object,$(STORY) $(NAMES_PARTS) $(DRIVER) $(addprefix interleave/command/,main.c advice.c advice_show.c order_list.c cc.c game.c schedule_file.c inspect.c \
                 shared_object.c link.c debug.c dap.c dap_show.c dap_wire.c progress.c show.c sarif.c page.c) $(REDUCED) $(STEPPING)) $(REPORT_LIBRARY) $(RUN_LIBRARY) \
               $(PAGE_LIBRARY)
	$(call link_tool,-ldw -lelf -lcrypto $(RUN_LIBRARIES))

# Command, library, headers, man pages, and what pkg-config and CMake read, for use outside of this kit.
PREFIX ?= /usr/local
INSTALLED_FOLDERS := bin lib/interleave lib/tsan-report lib/pkgconfig lib/cmake/Interleave include share/man/man1
RACETRACK_VERSION = $(shell sed -n 's/.*define RACETRACK_VERSION "\(.*\)"/\1/p' tools/version.h)
fill_in = sed -e 's|@PREFIX@|$(abspath $(PREFIX))|' -e 's|@VERSION@|$(RACETRACK_VERSION)|' $(1) >$(2) && chmod 644 $(2)

.PHONY: installed install
installed: $(INTERLEAVE) $(INTERLEAVE_WRAP) $(REPORT) $(COLLECTOR)
install: installed ## installs interleave and tsan-report: PREFIX=/usr/local
	@install -d $(addprefix $(DESTDIR)$(PREFIX)/,$(INSTALLED_FOLDERS))
	@install -m 755 $(INTERLEAVE) $(REPORT) $(DESTDIR)$(PREFIX)/bin/
	@ln -sf interleave $(DESTDIR)$(PREFIX)/bin/interleave-cc
	@install -m 644 $(COLLECTOR) $(DESTDIR)$(PREFIX)/lib/tsan-report/
	@install -m 644 $(INTERLEAVE_LIBRARY) $(INTERLEAVE_WRAP) $(DESTDIR)$(PREFIX)/lib/interleave/
	@install -m 644 tools/interleave/interleave.h tools/interleave/interleave_annotate.h tools/interleave/interleave_weak.h $(DESTDIR)$(PREFIX)/include/
	@install -m 644 tools/interleave/interleave.1 tools/tsan-report/tsan-report.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	@echo '.so man1/interleave.1' >$(DESTDIR)$(PREFIX)/share/man/man1/interleave-cc.1
	@$(call fill_in,tools/interleave/interleave.pc.in,$(DESTDIR)$(PREFIX)/lib/pkgconfig/interleave.pc)
	@install -m 644 tools/interleave/cmake/InterleaveConfig.cmake $(DESTDIR)$(PREFIX)/lib/cmake/Interleave/
	@$(call fill_in,tools/interleave/cmake/InterleaveConfigVersion.cmake.in,$(DESTDIR)$(PREFIX)/lib/cmake/Interleave/InterleaveConfigVersion.cmake)
	@if sh tools/setup/setup.sh need play; then $(MAKE) install-play; else echo "interleave play is left out"; fi

include tools/interleave/bench/bench.mk

.PHONY: proofs
proofs: claimed-programs $(INTERLEAVE)
	@sh tools/interleave/proofs.sh $(INTERLEAVE) <build/tests/claimed.list
