# The tests of grade: with a stand-in for make, and a class that is really graded.

build/tests/pack: build/tests/grade/pack.o
	@$(CC) $(LLD) $(SANITIZER) -o $@ $< -larchive
build/tests/grade/pack.o $(call sanitized,$(call object,grade/archive.c)): | $(HAVE)/grading

GRADE_TESTS := $(addprefix build/tests/,test_collect test_grade test_outputs test_points test_page test_class)
$(GRADE_TESTS): build/tests/test_%: build/tests/grade/test_%.o build/tests/grade/shell.o build/tests/grade/schema.o
	$(call link_test,-ljansson)
build/tests/test_page: $(call sanitized,$(call object,grade/similar.c common/text.c))

# What the stand-in's results come to, written anew; to be read before it is committed.
.PHONY: grade-expected
grade-expected: $(GRADE)
	@rm -rf build/tests/expected && mkdir -p build/tests/expected && sh tests/grade/small-class.sh build/tests/expected/s
	@printf 'exercise * 0\nexercise 01-counter 10\nexercise 02-window-ids 5.5\nexercise 05-wrong-lock 3\n' >build/tests/expected/weights
	@FAKE_CALLS=build/tests/expected/calls $(GRADE) --make=tests/grade/fake-make.sh --unsafe --seed=7 \
	    --weights=build/tests/expected/weights --results=build/tests/expected/r build/tests/expected/s >/dev/null 2>&1 || true
	@rm -rf tests/grade/expected && cp -r build/tests/expected/r tests/grade/expected
	@cd tests/grade/expected && rm -rf .lock timings.csv results sources class.json class.html moodle-feedback.zip

.PHONY: test-grade
test-grade: $(GRADE_TESTS) build/tests/pack $(SANITIZED)/bin/grade $(GRADE) $(VERIFY) $(BOX)
	@for test in $(GRADE_TESTS); do \
	    GRADE=$(SANITIZED)/bin/grade PACK=build/tests/pack BOX=$(BOX) $$test --jobs=2 || exit; \
	done

# Against the schemas of SARIF and JUnit as they are published, which npm fetches: outside of check.
.PHONY: outputs-valid
outputs-valid: ## holds outputs against schemas as they are published: RESULTS=folder, another of grade's
	@sh tests/grade/official.sh build/tests/official tests/grade/expected $(RESULTS)

# The class page in Chromium, with 200 × 28 cells: outside of check.
.PHONY: page-tried
page-tried: $(GRADE) ## the class page of 200 students in Chromium: sorts, filters, opens, takes pictures
	@mkdir -p build/tests/page && sh tests/grade/page-tried.sh $(abspath build/tests/page)

# A large class with planted verdicts, outside of check: it takes its time. `make class STUDENTS=200`
# grades it twice and compares; `make class-kills` kills it ten times on its way. See class-run.sh.
CLASS := build/tests/class
CLASS_OF = $(or $(CLASS_EXERCISES),01-counter 02-window-ids 03-early-report 04-histogram 05-wrong-lock \
             06-scoreboard 07-page-hits 08-ticket-seller 09-transfer-audit)
CLASS_GRADE = $(GRADE) --make='$(MAKE_COMMAND)' --sandbox=$(BOX) $(if $(UNSAFE),--unsafe) --seed=$(or $(SEED),1) \
                $(if $(JOBS),--jobs='$(JOBS)') --weights=$(CLASS)/weights
CLASS_RUN = ALONE=$(abspath build/tests/alone) sh tests/grade/class-run.sh

build/tests/alone: build/tests/grade/alone.o
	@$(CC) $(LLD) $(SANITIZER) -o $@ $<

.PHONY: class-made class class-kills cluster
class-made: $(GRADE) $(BOX) build/tests/alone
	@rm -rf $(CLASS) && sh tests/grade/class.sh $(CLASS) $(or $(STUDENTS),$(CLASS_STUDENTS)) $(CLASS_OF)
	@{ echo 'exercise * 0'; printf 'exercise %s 10\n' $(CLASS_OF); } >$(CLASS)/weights

class: CLASS_STUDENTS := 200
class: class-made ## grades a made-up class with planted verdicts, twice: STUDENTS=200
	@$(CLASS_RUN) whole $(abspath $(CLASS)) $(CLASS_GRADE)

class-kills: CLASS_STUDENTS := 10
class-kills: class-made ## the same, killed ten times on its way: STUDENTS=10
	@$(CLASS_RUN) kills $(abspath $(CLASS)) $(CLASS_GRADE)

# Past one machine, as far as one machine can show it. It installs GNU parallel and Slurm.
cluster: CLASS_STUDENTS := 6
cluster: class-made ## grades a class under GNU parallel and as a Slurm job array, which it installs
	@sh tools/setup/setup.sh install cluster
	@$(CLASS_RUN) shards $(abspath $(CLASS)) $(CLASS_GRADE)
