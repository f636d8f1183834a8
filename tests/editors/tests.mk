# What .vscode says of the kit, and that its problem matcher finds the places that the verbs print.

build/tests/test_editors: build/tests/editors/test_editors.o
	$(call link_test,-ljansson)

.PHONY: test-editors
test-editors: build/tests/test_editors
	@MAKE='$(MAKE_COMMAND)' build/tests/test_editors --jobs=1
