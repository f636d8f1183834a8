# The tests of setup. fresh-root.sh, beside this, tries it for real; it takes root and some minutes.

build/tests/test_setup: build/tests/setup/test_setup.o
	$(call link_test)

.PHONY: test-setup
test-setup: build/tests/test_setup
	@SETUP='$(CURDIR)/tools/setup/setup.sh' $< --jobs=2
