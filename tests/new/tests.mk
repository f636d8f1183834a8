# The tests of `make new`.

build/tests/test_new: build/tests/new/test_new.o build/tests/coach/sandbox.o
	$(call link_test)

.PHONY: test-new
test-new: build/tests/test_new
	@KIT=. CC=$(CC) build/tests/test_new
