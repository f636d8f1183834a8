# maintain.mk - what a maintainer of the kit types: lint, format, compile_commands.json.

VERSIONED := $(if $(filter -,$(word 2,$(TOOLCHAIN))),,-$(word 2,$(TOOLCHAIN)))
# The one of the compiler's version where there is one, else the plain one.
maintain_tool = $(or $(shell command -v $(1)$(VERSIONED)),$(1))

# The explorer's library is two folders deeper than other tools.
TOOL_FOLDERS := tools/* tools/interleave/* tools/interleave/lib/* tools/interleave/lib/*/*
TOOL_SOURCES := $(sort $(wildcard $(TOOL_FOLDERS:%=%/*.c)))
TEST_SOURCES := $(sort $(filter-out tests/wrong-fixes/% tests/bad-programs/% tests/tsan-report/fixtures/%,\
                    $(wildcard tests/*/*.c)))
STUDENT_SOURCES := $(sort $(filter-out exercises/%.yours.c,$(wildcard exercises/*/*.c solutions/*/*.c)))
ALL_SOURCES := $(TOOL_SOURCES) $(STUDENT_SOURCES) \
               $(sort $(wildcard exercises/*/*.h $(TOOL_FOLDERS:%=%/*.h) tests/*/*.[ch] tests/*/*/*.c))

LINT_LANGUAGE := $(TOOL_LANGUAGE) -Iexercises/lib -Itools/interleave -I$(INTERLEAVE_LIB) $(INTERLEAVE_16)

.PHONY: lint format compile_commands.json
lint: | $(HAVE)/maintain $(HAVE)/play
	@echo "formatting"
	@$(call maintain_tool,clang-format) --dry-run --Werror $(ALL_SOURCES)
	@echo "warnings"
	@$(CC) $(LINT_LANGUAGE) -Werror -fsyntax-only $(TOOL_SOURCES)
	@$(CC) $(LANGUAGE) -Werror -Iexercises/lib -Itools/interleave -fsyntax-only $(STUDENT_SOURCES)
	@echo "clang-tidy"
	@$(call maintain_tool,clang-tidy) --quiet $(TOOL_SOURCES) -- $(LINT_LANGUAGE) 2>/dev/null
	@echo "cppcheck"
	@cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,performance,portability \
	    --inline-suppr --suppress=missingIncludeSystem -Itools $(TOOL_SOURCES)

format: | $(HAVE)/maintain
	@$(call maintain_tool,clang-format) -i $(ALL_SOURCES)

# An entry a file, as the format asks (https://clang.llvm.org/docs/JSONCompilationDatabase.html).
command_entry = {"directory": "$(CURDIR)", "file": "$(1)", "command": "$(CC) $(2) -c $(1)"}
compile_commands.json:
	$(file >$@,[)
	$(foreach file,$(TOOL_SOURCES) $(TEST_SOURCES),\
	    $(file >>$@,$(call command_entry,$(file),$(LINT_LANGUAGE))$(comma)))
	$(foreach file,$(STUDENT_SOURCES),\
	    $(file >>$@,$(call command_entry,$(file),$(LANGUAGE) -Iexercises/lib -Itools/interleave)$(comma)))
	$(file >>$@,$(call command_entry,exercises/lib/describe.c,$(LANGUAGE) -Iexercises/lib)])
	@echo "$@: $(words $(TOOL_SOURCES) $(TEST_SOURCES) $(STUDENT_SOURCES)) files"

# Every page whose samples are produced, not typed.
SAMPLED = $(sort $(wildcard README.md $(addsuffix /README.md,solutions) \
              $(addsuffix /*/README.md,exercises solutions tools)))
