RUN := $(TOOLS)/bin/run
# Linked with it: $(RUN_LIBRARIES).
RUN_LIBRARIES := -ljansson -lseccomp -lm
RUN_LIBRARY := $(call object,$(addprefix run/,run.c sandbox.c denied.c watch.c events.c)) $(SHARED_LIBRARY)

$(RUN): $(call object,run/main.c run/spread.c) $(RUN_LIBRARY)
	$(call link_tool,$(RUN_LIBRARIES))
