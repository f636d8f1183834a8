# exercise.mk - builds what one exercise is made of, under build/:
#
#   name.c ── plain   as one would build it; what `make run` runs
#          ── tsan    instrumented, linked with LLVM's TSan runtime and the report's collector
#          ── optimised   what `make bench` measures
#          ── test    the plain program under its Criterion test
#
# EX        the exercise's folder, resolved
# SOURCE    the file to build in place of the student's: a solution, a wrong fix, a submission
# OUT       where to; each SOURCE has its own place, so that none is taken for another
# UNTOLD    a folder that verify's result doesn't name: of one grading alone
# SANDBOX   1: the compiler and the linker run in a sandbox, for a SOURCE that nobody trusts
# UNSAFE    1: without one, where there can't be one

FOLDER := exercises/$(EX)
STEM := $(call stem,$(EX))
STUDENTS_FILE := $(call student_file,$(EX))
SOURCE ?= $(STUDENTS_FILE)
HARNESS := build/$(EX)
OUT := $(call built_in,$(EX),$(SOURCE))

ifneq ($(words $(SOURCE)),1)
$(info racetrack: SOURCE=$(SOURCE): a file's name must not contain spaces; try: rename the file)
$(error no such file)
endif
ifneq ($(wildcard $(SOURCE)/.),)
$(info racetrack: SOURCE=$(SOURCE) is a folder; try: one of the files in it)
$(error no such file)
endif
ifeq ($(wildcard $(SOURCE))$(filter reset progress list next watch hint solution,$(or $(MAKECMDGOALS),progress)),)
$(info racetrack: $(EX): $(SOURCE) doesn't exist$(if $(filter $(STUDENTS_FILE),$(SOURCE)),; try: make reset EX=$(EX)))
$(error no such file)
endif

FIND_HEADERS := -Iexercises/lib -I$(FOLDER)

# Shows the command as one would type it: the harness and the search path behind an ellipsis.
define say
	$(if $(QUIET),,@printf '%s\n' '$$ clang $(1) $(SOURCE) …')
endef

# $(call boxed,FILES): what goes before a command that makes the target and reads these files.
BOXED := $(if $(SANDBOX),$(BOX) $(if $(UNSAFE),,$(HAVE)/sandbox))
boxed = $(if $(SANDBOX),$(BOX) $(if $(UNSAFE),--unsafe) --make=$@ $(addprefix --read=,$(1)) $(2) -- )
READ := exercises/lib $(wildcard $(FOLDER)/*.h) $(SOURCE)

$(OUT)/plain.o $(OUT)/tsan.o: | $(BOXED)

# The manifest: what is built of this source, and where, for who reads it (tools/kit/built.h).
MANIFEST = exercise=$(EX) source=$(SOURCE) copy=$(OUT)/source \
    $(foreach kind,plain tsan,$(kind).program=$(OUT)/$(kind) $(kind).object=$(OUT)/$(kind).o \
        $(kind).said=$(OUT)/$(kind).said $(kind).log=$(OUT)/$(kind).log \
        $(kind).link_log=$(OUT)/$(kind)-link.log $(kind).read=$(OUT)/$(kind).d) \
    explored.program=$(OUT)/explored contract.program=$(HARNESS)/contract \
    contract.told=$(HARNESS)/contract.json result=$(OUT)/result.json $(UNTOLD:%=untold=%)

# Written again if something else stands there: two sources may have one place, if OUT says so.
WRITTEN := $(file <$(OUT)/manifest)
$(OUT)/manifest: $(if $(filter-out $(WRITTEN),$(MANIFEST))$(filter-out $(MANIFEST),$(WRITTEN)),FORCE)
	@mkdir -p $(OUT) && printf '%s\n' $(MANIFEST) >$@.new && mv $@.new $@

.PHONY: programs objects harness
programs: $(OUT)/plain $(OUT)/tsan $(OUT)/explored $(OUT)/manifest
objects: $(OUT)/plain.o $(OUT)/tsan.o $(OUT)/manifest

# All but what is the student's: if this fails, it is the kit's fault or the machine's.
harness: $(HARNESS)/contract.json $(HARNESS)/contract.plain.o $(HARNESS)/contract.tsan.o \
         $(COUNTED:%=build/lib/plain/%.o) $(COUNTED:%=build/lib/tsan/%.o) $(COLLECTOR) \
         $(EXPLORED_COMMON) $(INTERLEAVE_LIBRARY) $(INTERLEAVE_WRAP) $(LINKS) $(OUT)/manifest

# Runs a command of the compiler's and keeps what it says: verify tells it again.
logged = { $(1); } 2>$(2); status=$$?; cat $(2) >&2; exit $$status

# The same, of a compilation of the student's: what it was compiled to stands behind what the compiler
# says, in NAME.said; NAME.log has the rest. Only total stays for others to call: what else a program
# defines can't take the place of the harness's or the C library's. $(call compiled,FLAGS,NAME)
compiled = $(call compile,$(1),$(2)); status=$$?; $(call told,$(2)); \
    if [ $$status -eq 0 ] && grep -q ' = cmpxchg weak ' $(2).said; then \
        $(call compile,$(1) -include $(WEAK),$(2),$(WEAK)); status=$$?; if [ $$status -ne 0 ]; then $(call told,$(2)); fi; fi; \
    if [ $$status -eq 0 ]; then $(call warn_of_headers,$(2).d); objcopy --keep-global-symbol=total $(2).o; status=$$?; fi; \
    exit $$status

# $(call compile,FLAGS,NAME,HEADERS)
compile = $(call boxed,$(READ) $(3),--also=$(2).d)$(CC) $(LANGUAGE) $(1) $(TELLING) $(FIND_HEADERS) -MD -MP -c -o $(2).o $(SOURCE) 2>$(2).said

# What the compiler said itself, before what it tells of the code.
told = sed '/^\(; \)*\*\*\* IR Dump /,$$ { $$ s/.*\(racetrack: sandbox: .*\)/\1/p; d }' $(1).said >$(1).log; cat $(1).log >&2

# A source with weak compare-exchanges is compiled a second time, when it is known to be without
# errors: with this header the explorer can tell them from strong ones, which never fail without a
# reason. All builds have it, as verify holds them against each other.
WEAK := tools/interleave/interleave_weak.h

# A program is one file, as nothing else is handed in with it. verify refuses one that isn't; who only
# runs or tests it is told. Headers are the targets without a rule that -MP lists.
warn_of_headers = sed -n 's/:$$//p' $(1) | grep -v -e '^/usr/' -e '^/.*/lib/clang/' -e '^exercises/lib/' -e '^$(WEAK)' | head -n 1 | \
    sed 's|.*|racetrack: $(SOURCE) includes &, but a program must be one file: make verify refuses it|' >&2

# The same for the linker, whose word for a missing function a beginner can't be asked to know.
logged_link = { $(1); } 2>$(2); status=$$?; \
    if grep -q 'undefined .*total' $(2); then \
        echo 'racetrack: $(SOURCE) must define total(struct workload), see exercises/lib/exercise.h' >>$(2); \
    fi; cat $(2) >&2; exit $$status

# What was built last, to the byte. Dates don't tell whether a source is another: a copy may be older
# than what it replaces. verify refuses a program that was built from anything else than the source.
$(OUT)/source: FORCE
	@mkdir -p $(OUT) && { cmp -s $(SOURCE) $@ || cp $(SOURCE) $@; }

# A compile that fails leaves no program of an earlier source behind.
$(OUT)/plain.o: $(OUT)/source build/toolchain | $(HAVE)/core
	@mkdir -p $(OUT) && rm -f $@ $(@:.o=.d) $(OUT)/plain $(OUT)/plain-link.log
	@$(call compiled,$(PLAIN_FLAGS),$(OUT)/plain)

$(OUT)/tsan.o: $(OUT)/source build/toolchain | $(HAVE)/core
	@mkdir -p $(OUT) && rm -f $@ $(@:.o=.d) $(OUT)/tsan $(OUT)/tsan-link.log $(OUT)/explored $(OUT)/test
	@$(call compiled,$(TSAN_FLAGS),$(OUT)/tsan)

# Which both count the threads that they start.
$(OUT)/plain: $(OUT)/plain.o $(HARNESS)/contract.plain.o $(COUNTED:%=build/lib/plain/%.o) build/link/plain
	@$(call logged_link,$(call linked,plain,$(filter %.o,$^),$(filter %.o,$^)),$(OUT)/plain-link.log)

$(OUT)/tsan: $(OUT)/tsan.o $(HARNESS)/contract.tsan.o $(COUNTED:%=build/lib/tsan/%.o) $(COLLECTOR) build/link/tsan
	@$(call logged_link,$(call linked,tsan,$(filter %.o,$^),$(filter %.o,$^)),$(OUT)/tsan-link.log)

# The same objects as under TSan (but for words, see harness.mk), with the explorer behind them.
$(OUT)/explored: $(OUT)/tsan.o $(HARNESS)/contract.tsan.o $(EXPLORED_COMMON) \
                 $(INTERLEAVE_LIBRARY) $(INTERLEAVE_WRAP) build/link/explored
	@$(call logged,$(call linked,explored,$(filter %.o %.a,$^),$(filter-out build/link/%,$^)),$(OUT)/explored-link.log)

# How it is explored: the small case, whose total counts; and how to see a schedule again. A failure
# is shown in the smallest case that has it: each case below the small one is tried. Which these are,
# the contract tells the recipe's shell.
CASES = . $(HARNESS)/contract.sh
SMALL = $$small
SMALLER = $${smaller:+$$(printf -- '--smaller=%s ' $$smaller)} --units="$$units"
SHOWN_CASE = $(if $(CASE),$(subst $(comma), ,$(CASE)),$(SMALL))
schedule_wanted = $(if $(SCHEDULE),,@echo "racetrack: SCHEDULE= is missing; try: make explore EX=$(EX), which prints one" >&2; exit 2)
NAMED = EX=$(EX)$(if $(filter-out $(STUDENTS_FILE),$(SOURCE)), SOURCE=$(SOURCE))$(if $(ORDERS), ORDERS=$(ORDERS))
EXPLORED_AS = --outcome --leaks=fail --title='$(EX), $(SOURCE)' \
    --again='make replay $(NAMED)' --anew='make explore $(NAMED)' --gdb='make debug $(NAMED)$(if $(CASE), CASE=$(CASE))' $(if $(ALL),--all) $(if $(PLAIN),--plain) \
    $(if $(ORDERS),--orders='$(ORDERS)')

# A page names the case, too, that its schedule is for; where a failure has a smaller one, the explorer adds that.
TIMELINE_AS = $(subst --again='make replay $(NAMED)',--again='make replay $(NAMED)$(if $(SCHEDULE),$(if $(CASE), CASE=$(CASE)))',$(EXPLORED_AS))

PLAYED_AS = --outcome --leaks=fail --title='$(EX), $(SOURCE)' --again='make replay $(NAMED)$(if $(CASE), CASE=$(CASE))' --save=$(EX) $(if $(PREDICT),--predict) $(if $(KEYS),--keys='$(KEYS)') \
    $(if $(PAGE),--page=$(OUT)/play.html --how='make play $(NAMED)$(if $(CASE), CASE=$(CASE))')

# Optimised, as programs that ship are: for `make bench`, which compares costs.
$(OUT)/optimised: $(OUT)/source $(FOLDER)/contract.c $(COMMON:%=exercises/lib/%.c) build/toolchain \
                  | $(HAVE)/core
	@mkdir -p $(OUT)
	@$(CC) $(LANGUAGE) -O2 $(FIND_HEADERS) $(LLD) -o $@ $(SOURCE) $(filter %.c,$^)

# Natively and explored in one program: the explorer lets all through when it isn't exploring.
$(OUT)/test: $(OUT)/tsan.o $(HARNESS)/contract.tsan.o $(HARNESS)/test.o build/lib/tsan/exercise.o \
             build/lib/explored/channel.o $(INTERLEAVE_LIBRARY) $(INTERLEAVE_WRAP)
	@$(CC) -pthread $(LLD) -o $@ $(filter %.o %.a,$^) -Wl$(comma)@$(INTERLEAVE_WRAP) -lcriterion

$(HARNESS)/test.o: $(FOLDER)/test_$(STEM).c build/toolchain | $(HAVE)/core $(HAVE)/tests
	@mkdir -p $(@D)
	@$(CC) $(LANGUAGE) $(PLAIN_FLAGS) $(FIND_HEADERS) -Itools/interleave -MMD -MP -c -o $@ $<

# Is what comes after a fix told, too? Of the student's own file: not of one that is judged for
# somebody else, nor where watch shows it.
AFTER_VERIFY := $(if $(filter $(STUDENTS_FILE),$(SOURCE)),$(if $(PROGRESS)$(SANDBOX),,yes))

-include $(wildcard $(OUT)/*.d $(HARNESS)/test.d)
