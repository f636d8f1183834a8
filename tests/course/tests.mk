# The tests of what platforms get. `make course-tried FOR=gradescope` has a platform's grader work in a
# made-up place of that platform, outside of check, as it builds the kit anew.

build/tests/test_course: build/tests/course/test_course.o build/tests/course/platforms.o build/tests/grade/shell.o \
                         build/tests/grade/schema.o
	$(call link_test,-ljansson -lm)

.PHONY: test-course course-tried
test-course: build/tests/test_course $(SANITIZED)/bin/grade $(GRADE) build/tests/pack
	@GRADE=$(SANITIZED)/bin/grade PACK=build/tests/pack BOX=$(BOX) $< --jobs=2

TRIED = build/tests/course/$(FOR)
course-tried: build/tests/test_course ## what a platform takes at work, in a made-up place of that platform: FOR=gradescope
	@$(MAKE) course FOR='$(FOR)' EXERCISES=1,2 >/dev/null
	@sh tests/course/tried.sh '$(FOR)' build/course/$(FOR) $(TRIED)
	@FOR='$(FOR)' TRIED=$(TRIED)/read $< --filter 'tried/*' --jobs=1
