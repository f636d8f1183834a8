# Racetrack: find and fix data races in C. `make` shows where you are, `make help` every verb.
#
# This file is the front door: the verbs, and nothing else. How things are built stands in
# tools/build, how they are checked and shown in each tool's own folder.

.DEFAULT_GOAL := progress
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DELETE_ON_ERROR:
%.mk: ; # nothing makes them: .DEFAULT must not try, nor a failure delete one

ifneq ($(filter setup,$(MAKECMDGOALS)),)
include tools/setup/tool.mk
else
include $(addprefix tools/build/,toolchain.mk choose.mk harness.mk tools.mk meant.mk)
include $(addsuffix /tool.mk,$(addprefix tools/,common kit compiler debug-info run sandbox page tsan-report interleave play verify coach watch bench compare grade course release))

# What is a test's or a maintainer's is read only if it may be meant: it takes make half of the time that it
# needs to read all, and who waits for a verdict waits for make, too.
STUDENTS_VERBS := progress list next watch hint solution run test tsan explore orders play timeline replay debug verify reset bench programs
ifneq ($(filter-out $(STUDENTS_VERBS),$(or $(MAKECMDGOALS),progress)),)
include tools/build/maintain.mk tests/tests.mk
endif

.PHONY: help version progress list next watch hint solution run test tsan explore orders play timeline replay debug verify reset bench timing new check sweep samples figures

help: ## lists the verbs
	@sed -n 's/^#* *\([a-z0-9_.-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 32

version: ## prints the kit's version; each command has --version, too
	@sed -n 's/.*define RACETRACK_VERSION "\(.*\)"/Racetrack \1/p' tools/version.h

progress: $(COACH) ## shows where you are, and what to do next; with EX=, of one exercise
	@$(COACH) $(if $(EX),about $(EX),progress)

list: $(COACH) ## shows a line for each exercise
	@$(COACH) progress

next: $(COACH) ## shows how the next exercise begins that isn't fixed yet
	@next=$$($(COACH) next) && $(COACH) about "$$next"

watch: $(COACH) $(WATCH) $(VERIFY) $(INTERLEAVE) ## verifies at each save; keys: hint, next, list, explore, solution
	@EX='$(EX)'; [ -n "$$EX" ] || EX=$$($(COACH) next) && \
	    $(WATCH) --make='$(MAKE_COMMAND)' --coach=$(COACH) $(GRADE_VARIABLES) "$$EX"

# The verbs of one exercise. Without EX, it is the first one that isn't fixed yet.
ifeq ($(if $(filter new,$(MAKECMDGOALS)),,$(EX)),)
run test tsan explore orders play timeline replay debug verify hint solution reset bench timing: $(COACH)
	$(if $(SOURCE),$(info racetrack: SOURCE=$(SOURCE): an exercise is missing; try: EX=1)$(error no exercise))
	@EX=$$($(COACH) next) && $(MAKE) $@ EX="$$EX"
else
include tools/build/exercise.mk

run: $(OUT)/plain $(RUN) ## runs the plain program; RUNS=100 shows how the totals spread
	$(if $(RUNS),,$(call say,$(PLAIN_FLAGS)))
	@$(RUN) $(if $(RUNS),--spread='$(RUNS)',--total) $(OUT)/plain

test: $(OUT)/test $(RUN) ## runs the Criterion test of the final total
	@$(RUN) $(OUT)/test --verbose=1

tsan: $(OUT)/tsan $(REPORT) ## explains ThreadSanitizer's report, and shows it
	$(call say,-fsanitize=thread)
	@$(REPORT) --symbolizer='$(SYMBOLIZER)' --text=$(OUT)/tsan.txt $(OUT)/tsan $(if $(TO_SEE),|| [ $$? -eq 1 ])

explore: $(OUT)/explored $(INTERLEAVE) $(HARNESS)/contract.sh ## tries every schedule of a small case; ALL=1, PAIR=1, PLAIN=1
	@$(CASES) && $(INTERLEAVE) run $(EXPLORED_AS) $(if $(PAIR),--pair) $(SMALLER) $(OUT)/explored $(SMALL)

timeline: $(OUT)/explored $(INTERLEAVE) $(HARNESS)/contract.sh ## writes the story as a page to step through; SCHEDULE=
	@$(CASES) && $(INTERLEAVE) $(if $(SCHEDULE),replay,run) $(TIMELINE_AS) --page=$(OUT)/timeline.html \
	    $(if $(SCHEDULE),'$(SCHEDULE)' $(OUT)/explored $(SHOWN_CASE),$(SMALLER) $(OUT)/explored $(SMALL)) || exit $$(($$? == 1 ? 0 : $$?))

orders: $(OUT)/explored $(INTERLEAVE) $(HARNESS)/contract.sh ## which memory orders could be weaker, and which not, and why
	@$(CASES) && $(INTERLEAVE) orders $(EXPLORED_AS) $(OUT)/explored $(SMALL)

play: $(OUT)/explored $(PLAY) $(INTERLEAVE) $(HARNESS)/contract.sh ## you choose which thread goes on, and win if it breaks; PREDICT=1
	@$(CASES) && $(PLAY) $(PLAYED_AS) $(if $(CASE),--units="$$units",$(SMALLER)) $(OUT)/explored $(SHOWN_CASE)

replay: $(OUT)/explored $(INTERLEAVE) $(HARNESS)/contract.sh ## runs one schedule again: SCHEDULE=M60A1B2
	$(schedule_wanted)
	@$(CASES) && $(INTERLEAVE) replay $(EXPLORED_AS) '$(SCHEDULE)' $(OUT)/explored $(SHOWN_CASE)

debug: $(OUT)/explored $(INTERLEAVE) $(HARNESS)/contract.sh ## runs one schedule again, under gdb
	$(schedule_wanted)
	@$(CASES) && $(INTERLEAVE) debug $(EXPLORED_AS) '$(SCHEDULE)' $(OUT)/explored $(SHOWN_CASE)

verify: $(VERIFY) harness $(BOXED) $(AFTER_VERIFY:%=$(COACH)) ## makes every check; its exit status is 0 only when fixed
	@$(MAKE) -k -j2 programs >/dev/null 2>&1 || true
	@$(VERIFY) --manifest=$(OUT)/manifest $(if $(SEED),--seed='$(SEED)') \
	    $(if $(SANDBOX),--sandbox) $(if $(UNSAFE),--unsafe) $(if $(PROGRESS),--progress) $(AFTER_VERIFY:%=&& $(COACH) after $(EX))

hint: $(COACH) ## gives one hint more each time; HINT=2 gives that one again
	@$(COACH) hint -- $(EX) $(if $(HINT),'$(HINT)')

solution: $(COACH) ## shows three fixes beside yours, once yours is verified
	@$(COACH) solution $(EX) $(if $(FORCE),force)

reset: $(COACH) ## brings the racy program back, and keeps yours beside it
	@$(COACH) reset $(EX)

bench: $(BENCH) compared-programs ## measures what each fix costs here; PAGE=1, PLOT=costs.svg
	$(if $(PLOT),@sh tools/setup/setup.sh need plot)
	@$(BENCH) costs --contract=$(HARNESS)/contract.json $(if $(ROUNDS),--rounds='$(ROUNDS)') \
	    $(if $(MARKDOWN),--markdown) $(if $(PLOT),--plot='$(PLOT)') \
	    $(if $(PAGE),--title='$(EX)' --page=$(HARNESS)/costs.html) $(COMPARED_PROGRAMS)
endif

new: ## creates an exercise, EX=29-name, that builds, is racy and is caught
	@sh tools/new/new.sh "$$EX"

check: ## runs the kit's own tests
	@$(MAKE) run-tests EX=

sweep: claimed-programs $(VERIFY) build/tests/sweep ## checks every claim TIMES= times, in four conditions
	@build/tests/sweep --verify=$(VERIFY) --times=$(or $(TIMES),50) $(if $(WHEN),--when='$(WHEN)') build/tests/claimed.list

samples: ## writes the sample outputs and pictures of all READMEs again
	@sh tools/samples/samples.sh write $(SAMPLED)

figures: ## measures the tables in the solutions' READMEs again
	@sh tools/samples/samples.sh figures $(sort $(wildcard solutions/*/README.md))

endif

.DEFAULT:
	$(call unknown,$@)

# setup: ## installs what is missing, and says what; other verbs may follow it
# grade: ## grades a class: SUBMISSIONS=folder, with a folder for each student
# grade-merge: ## combines shards: SHARDS='folder folder' RESULTS=folder
# watch-tried: ## tries make watch under tmux; CASE=editors tries one case
# handout: ## packs what students get: the kit without solutions
# course: ## builds what a platform takes: FOR=gradescope; see tools/course
# class: ## grades a made-up class with planted verdicts, twice: STUDENTS=200
# class-kills: ## does so, and kills the grader ten times meanwhile
# cluster: ## does so under GNU parallel and Slurm, which it installs
# pages-tried: ## opens all timelines and the costs in Chromium, and tries them
# page-tried: ## opens the class page of 200 students in Chromium, and tries it
# course-tried: ## tries what a platform takes, in an imitation: FOR=gradescope
# dap-tried: ## tries interleave dap with real clients; needs npm
# outputs-valid: ## holds grade's SARIF and JUnit against published schemas; needs npm
# action-tried: ## tries tools/action in an imitation of GitHub; needs npm
# fuzz: ## fuzzes what reads foreign bytes: TIME=60 seconds each, FOR=archive
# play-tried: ## plays the game under tmux: TRIED='win fix'
# play-all: ## plays every racy program to a win, and asks of every fix
# aarch64: ## tests the explorer for aarch64 under qemu: PROGRAMS=pattern
# mutants: ## small mistakes that no test notices: COUNT=100 SEED=1 PART=run
# oracle: ## compares proofs with brute force: PROGRAMS=3000 SEED=1 SORT=mutex
# lint: ## checks formatting and warnings; runs clang-tidy and cppcheck
# format: ## formats all sources
# dist: ## packs the committed kit as build/dist/racetrack-VERSION.tar.xz
# deb: ## builds Debian packages of the explorer and the kit; needs Debian
# dist-tried: ## unpacks and uses that archive in a fresh Debian; needs root
# deb-tried: ## installs and uses the packages in fresh Debian roots; needs root
# compile_commands.json: ## writes that file, for editors
# install: ## installs the explorer and tsan-report: PREFIX=/usr/local
# timing: ## measures where the time of one make verify goes
# compare: ## counts which tool catches which bug, in RUNS=20 runs
# proofs: ## shows what the explorer finds in each exercise, and proves its fixes
# speed: ## measures the explorer, also without race detection, and Relacy
# hunt: ## counts schedules to the first bug: SEEDS=20
