# The pages of timelines, without a browser; and with one, outside of check.

build/tests/test_pages: build/tests/pages/test_pages.o
	$(call link_test,-ljansson)

.PHONY: test-pages
test-pages: build/tests/test_pages $(INTERLEAVE) $(INTERLEAVE_WRAP)
	@INTERLEAVE_PROGRAM=$(INTERLEAVE) build/tests/test_pages --jobs=2

# Every exercise's timeline, some games, some programs of no exercise, and the costs, as a person uses them.
.PHONY: pages-tried
pages-tried: $(INTERLEAVE) $(INTERLEAVE_WRAP) $(PLAY) ## opens timelines, games and costs in Chromium: steps, wins, pictures, axe-core
	@mkdir -p build/tests/pages-tried && MAKE='$(MAKE_COMMAND)' INTERLEAVE=$(INTERLEAVE) \
	    sh tests/pages/pages-tried.sh build/tests/pages-tried
