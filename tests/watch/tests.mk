# The tests of watch: the sanitized program at a terminal of its own, with a stand-in for make.

build/tests/test_watch: build/tests/watch/test_watch.o build/tests/coach/sandbox.o build/tests/coach/fixture.o \
                        $(call sanitized,$(call object,kit/result.c common/hash.c))
	$(call link_test,-ljansson -lcrypto -lutil)

.PHONY: test-watch watch-tried
test-watch: build/tests/test_watch $(SANITIZED)/bin/watch $(SANITIZED)/bin/coach
	@WATCH=$(SANITIZED)/bin/watch COACH=$(SANITIZED)/bin/coach STAND_IN=tests/watch/make.sh $<

watch-tried: clone ## tries make watch under tmux: CASE=editors
	@tests/watch/tried.sh '$(CURDIR)/build/tests/clone' $(CASE)
