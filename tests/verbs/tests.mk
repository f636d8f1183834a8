# The tests of every verb, in a copy of the project that nobody has used.

build/tests/test_verbs: build/tests/verbs/test_verbs.o
	$(call link_test)

# Every exercise in it is as it came.
.PHONY: clone
clone: | build/tests
	@rm -rf build/tests/clone && mkdir build/tests/clone
	@tar --exclude=./build --exclude=./.git -c . | tar -x -C build/tests/clone
	@for original in build/tests/clone/exercises/*/original.c; do \
	    folder=$${original%/*}; stem=$$(basename "$$folder" | sed 's/^[0-9]*-//; s/-/_/g'); \
	    cp "$$original" "$$folder/$$stem.c"; rm -f "$$folder"/*.yours*.c; done

# One after the other, since they build in the same place.
.PHONY: test-verbs
test-verbs: build/tests/test_verbs clone
	@CLONE='$(CURDIR)/build/tests/clone' $< --jobs=1
