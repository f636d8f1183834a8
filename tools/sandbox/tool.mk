BOX := $(TOOLS)/bin/sandbox

$(BOX): $(call object,sandbox/main.c) $(RUN_LIBRARY)
	$(call link_tool,$(RUN_LIBRARIES))
