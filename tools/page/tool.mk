# page: what the pages share, and their own files as they stand in the programs that write them.

PAGE_LIBRARY = $(call object,page/document.c page/assets.c) $(HASH_LIBRARY)
PAGE_ASSETS := $(wildcard tools/page/base.* tools/*/page/*)

$(TOOLS)/page/assets.o build/sanitized/page/assets.o: $(PAGE_ASSETS)
