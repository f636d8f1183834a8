COACH := $(TOOLS)/bin/coach

$(COACH): $(call object,$(addprefix coach/,coach.c progress.c hints.c solution.c reset.c)) $(KIT_LIBRARY)
	$(call link_tool,-ljansson -lcrypto)
